import { type Place, testTrackerFaults } from './tracker-faults.ts'
import { startSmallAzureDevOps } from './tracker-ground.ts'

const PLACES: readonly Place[] = [
  { name: 'the first page of work items', stream: 'work_items', request: /workitemrevisions$/, nth: 1 },
  { name: 'a middle page of work items', stream: 'work_items', request: /workitemrevisions$/, nth: 2 },
  { name: 'the last page of work items', stream: 'work_items', request: /workitemrevisions$/, nth: 4 },
  { name: 'the list of projects', stream: 'discovery', request: /_apis\/projects$/, nth: 1 },
  { name: 'the fields', stream: 'structure', request: /wit\/fields$/, nth: 1 },
  { name: 'the types of a project', stream: 'structure', request: /wit\/workitemtypes$/, nth: 2 },
  { name: 'the iterations of a project', stream: 'iterations', request: /classificationnodes$/, nth: 2 },
  { name: 'the iterations of a team', stream: 'teams', request: /teamsettings\/iterations$/, nth: 3 },
  { name: 'the links', stream: 'links', request: /workitemlinks$/, nth: 1 },
]

testTrackerFaults('azure-devops', startSmallAzureDevOps, PLACES)
