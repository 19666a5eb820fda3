import { type Place, testTrackerFaults } from './tracker-faults.ts'
import { startSmallJira } from './tracker-ground.ts'

const PLACES: readonly Place[] = [
  { name: 'the first page of work items', stream: 'work_items', request: /search\/jql$/, nth: 1 },
  { name: 'a middle page of work items', stream: 'work_items', request: /search\/jql$/, nth: 2 },
  { name: 'the last page of work items', stream: 'work_items', request: /search\/jql$/, nth: 3 },
  {
    name: 'the histories that are too long for a page',
    stream: 'work_items',
    request: /changelog\/bulkfetch$/,
    nth: 1,
  },
  { name: 'the list of projects', stream: 'discovery', request: /project\/search$/, nth: 1 },
  { name: 'the statuses', stream: 'structure', request: /\/status$/, nth: 1 },
  { name: 'the sprints', stream: 'iterations', request: /board\/\d+\/sprint$/, nth: 1 },
  { name: 'the versions', stream: 'releases', request: /project\/\d+\/version$/, nth: 2 },
  // First it is asked how long the feed is.
  { name: 'the feed of worklogs', stream: 'worklogs', request: /worklog\/updated$/, nth: 2 },
  { name: 'the worklogs', stream: 'worklogs', request: /worklog\/list$/, nth: 1 },
  { name: 'the deleted worklogs', stream: 'worklogs', request: /worklog\/deleted$/, nth: 1 },
]

testTrackerFaults('jira', startSmallJira, PLACES)
