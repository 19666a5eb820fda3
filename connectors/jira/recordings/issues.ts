import type { Exchange } from '../../recording.ts'
import type { Json } from '../../../src/work/raw-record.ts'

const site = 'https://lumen-rail.atlassian.net'
const person = (number: number, displayName: string, emailAddress?: string) => ({
  self: `${site}/rest/api/3/user?accountId=60c1a9d2b7f34e0068a1000${number}`,
  accountId: `60c1a9d2b7f34e0068a1000${number}`,
  accountType: 'atlassian',
  displayName,
  active: true,
  timeZone: 'Europe/Oslo',
  avatarUrls: { '48x48': `https://avatar.example/${number}.png` },
  ...(emailAddress === undefined ? {} : { emailAddress }),
})
const astrid = person(2, 'Astrid Lund', 'astrid.lund@lumen.example')
const bolaji = person(3, 'Bolaji Ade')
const automation = { accountId: '557058:automation', accountType: 'app', displayName: 'Automation for Jira', active: true }

const statuses = { todo: { id: '10010', name: 'To Do' }, doing: { id: '3', name: 'In Progress' }, done: { id: '10012', name: 'Done' } }
const trains = { self: `${site}/rest/api/3/project/10000`, id: '10000', key: 'TRN', name: 'Trains' }
const story = { id: '10001', name: 'Story', subtask: false, hierarchyLevel: 0, iconUrl: `${site}/story.svg` }

const nothing = {
  resolution: null,
  resolutiondate: null,
  priority: { id: '3', name: 'Medium', iconUrl: `${site}/medium.svg` },
  labels: [],
  components: [],
  fixVersions: [],
  assignee: null,
  reporter: astrid,
  creator: astrid,
  duedate: null,
  issuelinks: [],
  timeoriginalestimate: null,
  timeestimate: null,
  timespent: null,
  customfield_10014: null,
  customfield_10015: null,
  customfield_10016: null,
  customfield_10020: null,
  customfield_10021: null,
  customfield_10028: null,
  customfield_10040: null,
  customfield_10041: null,
}

const epic: Json = {
  expand: 'renderedFields,names,schema',
  id: '10400',
  self: `${site}/rest/api/3/issue/10400`,
  key: 'TRN-1',
  fields: {
    ...nothing,
    summary: 'Winter doors',
    issuetype: { id: '10000', name: 'Epic', subtask: false, hierarchyLevel: 1 },
    project: trains,
    status: { ...statuses.doing, statusCategory: { id: 4, key: 'indeterminate' } },
    created: '2026-08-03T09:00:00.000+0200',
    updated: '2026-10-21T10:00:00.500+0200',
    duedate: '2026-12-04',
    customfield_10040: '2026-12-11',
  },
}

const doorStory: Json = {
  id: '10401',
  self: `${site}/rest/api/3/issue/10401`,
  key: 'TRN-2',
  fields: {
    ...nothing,
    summary: 'Heat the door seals',
    issuetype: story,
    project: trains,
    status: { ...statuses.done, statusCategory: { id: 3, key: 'done' } },
    resolution: { id: '10000', name: 'Done' },
    resolutiondate: '2026-11-12T14:00:00.000+0100',
    labels: ['frost'],
    components: [{ id: '10500', name: 'Doors' }],
    created: '2026-09-07T08:30:00.000+0200',
    updated: '2026-11-12T14:00:00.010+0100',
    assignee: bolaji,
    parent: { id: '10400', key: 'TRN-1', fields: { summary: 'Winter doors', status: statuses.doing } },
    fixVersions: [{ id: '10200', name: 'Winter timetable', releaseDate: '2026-12-11', released: false }],
    issuelinks: [
      { id: '10600', type: { id: '10100', name: 'Blocks' }, outwardIssue: { id: '10402', key: 'TRN-3', fields: { summary: 'x' } } },
    ],
    timeoriginalestimate: 28800,
    timeestimate: 0,
    timespent: 14400,
    customfield_10020: [
      { id: 7, name: 'Trains 7', state: 'closed', boardId: 1 },
      { id: 8, name: 'Trains 8', state: 'active', boardId: 1 },
    ],
    customfield_10021: [{ self: `${site}/rest/api/3/customFieldOption/10019`, value: 'Impediment', id: '10019' }],
    customfield_10028: 8,
  },
}

/** Moved here from another project; its history ends at another status than the one it has. */
const movedStory: Json = {
  id: '10402',
  key: 'TRN-3',
  fields: {
    ...nothing,
    summary: 'Grit the platforms',
    issuetype: story,
    project: trains,
    status: statuses.doing,
    created: '2026-09-20T08:00:00.000+0200',
    updated: '2026-11-19T16:45:00.000+0100',
    issuelinks: [
      { id: '10600', type: { id: '10100', name: 'Blocks' }, inwardIssue: { id: '10401', key: 'TRN-2', fields: { summary: 'y' } } },
    ],
  },
}

const row = (fieldId: string | null, field: string, from: string | null, fromString: string | null, to: string | null, toText: string | null) => ({
  field,
  fieldtype: fieldId?.startsWith('customfield_') ? 'custom' : 'jira',
  ...(fieldId === null ? {} : { fieldId }),
  from,
  fromString,
  to,
  // An own property that hides the method, as in Jira's answers.
  toString: toText,
})
const history = (id: number, created: string, author: Json, ...items: readonly ReturnType<typeof row>[]): Json => ({
  id: String(id),
  ...(author === null ? {} : { author }),
  created: Date.parse(created),
  items: [...items],
})

const storyHistory: readonly Json[] = [
  history(20001, '2026-09-08T09:00:00Z', astrid, row(null, 'IssueParentAssociation', null, null, '10400', 'TRN-1')),
  history(20002, '2026-10-16T09:00:00Z', astrid, row('customfield_10020', 'Sprint', '', '', '7', 'Trains 7')),
  history(20003, '2026-10-16T09:00:00Z', astrid, row('customfield_10028', 'Story points', null, null, null, '5')),
  history(20004, '2026-10-20T07:00:00Z', bolaji, row('assignee', 'assignee', null, null, bolaji.accountId, 'Bolaji Ade'), row('status', 'status', '10010', 'To Do', '3', 'In Progress')),
  history(20005, '2026-10-30T15:12:44Z', automation, row('customfield_10020', 'Sprint', '7', 'Trains 7', '7, 8', 'Trains 7, Trains 8')),
  history(20006, '2026-11-02T10:00:00Z', astrid, row('customfield_10028', 'Story Points', null, '5', null, '8'), row('fixVersions', 'Fix Version', null, null, '10200', 'Winter timetable')),
]
const laterHistory: readonly Json[] = [
  // Repeats the last row of the page before: https://jira.atlassian.com/browse/JRACLOUD-94906
  storyHistory.at(-1) ?? null,
  history(20007, '2026-11-05T10:00:00Z', null, row('customfield_10021', 'Flagged', '', '', '[10019]', 'Impediment'), row('timeestimate', 'timeestimate', '28800', '28800', '0', '0')),
  history(20008, '2026-11-12T13:00:00.020Z', bolaji, row('status', 'status', '3', 'In Progress', '10012', 'Done'), row('resolution', 'resolution', null, null, '10000', 'Done')),
]
const epicHistory: readonly Json[] = [
  history(20100, '2026-10-21T08:00:00.520Z', astrid, row('duedate', 'duedate', '2026-11-20', '20/Nov/26', '2026-12-04', '04/Dec/26')),
]
const movedHistory: readonly Json[] = [
  history(20200, '2026-10-01T08:00:00Z', astrid, row(null, 'Key', null, 'DEP-4', null, 'TRN-3'), row('project', 'project', '10777', 'Depot', '10000', 'Trains')),
  history(20201, '2026-10-02T08:00:00Z', astrid, row('status', 'status', '10010', 'To Do', '10011', 'In Review')),
]

const changelog = '/rest/api/3/changelog/bulkfetch'
const search = '/rest/api/3/search/jql'

/** Searches, histories and single fetches of three issues. */
export const issueExchanges: readonly Exchange[] = [
  { method: 'POST', path: '/rest/api/3/search/approximate-count', answer: { count: 3 } },
  { method: 'POST', path: search, body: { fields: ['id'], nextPageToken: 'census-2' }, answer: { issues: [{ id: '10402' }], isLast: true } },
  {
    method: 'POST',
    path: search,
    body: { fields: ['id'] },
    answer: { issues: [{ id: '10400' }, { id: '10401' }], nextPageToken: 'census-2', isLast: false },
  },
  { method: 'POST', path: search, body: { nextPageToken: 'page-2' }, answer: { issues: [movedStory], isLast: true } },
  { method: 'POST', path: search, answer: { issues: [epic, doorStory], nextPageToken: 'page-2', isLast: false } },
  {
    method: 'POST',
    path: changelog,
    body: { nextPageToken: 'rows-2' },
    answer: { issueChangeLogs: [{ issueId: '10401', changeHistories: [...laterHistory] }], nextPageToken: null },
  },
  {
    method: 'POST',
    path: changelog,
    body: { issueIdsOrKeys: ['10400', '10401'] },
    answer: {
      issueChangeLogs: [
        { issueId: '10401', changeHistories: [...storyHistory] },
        { issueId: '10400', changeHistories: [...epicHistory] },
      ],
      nextPageToken: 'rows-2',
    },
  },
  { method: 'POST', path: changelog, answer: { issueChangeLogs: [{ issueId: '10402', changeHistories: [...movedHistory] }] } },
  { method: 'POST', path: '/rest/api/3/issue/bulkfetch', answer: { expand: '', issueErrors: [], issues: [movedStory] } },
]

export const issues = { epic, doorStory, movedStory }
