import type { Json } from '../../../src/work/raw-record.ts'
import type { Exchange } from '../../recording.ts'

const site = 'https://jira.lumen.example/jira'
const api = '/jira/rest/api/2'

const person = (number: number, name: string, displayName: string) => ({
  self: `${site}/rest/api/2/user?username=${name}`,
  name,
  key: `JIRAUSER1010${number}`,
  emailAddress: `${name}@lumen.example`,
  avatarUrls: { '48x48': `${site}/secure/useravatar?avatarId=10122` },
  displayName,
  active: true,
  timeZone: 'Europe/Oslo',
})
const astrid = person(2, 'alund', 'Astrid Lund')
const bolaji = { ...person(3, 'bade', 'Bolaji Ade'), active: false, deleted: true }

const statuses = { todo: { id: '10010', name: 'To Do' }, doing: { id: '3', name: 'In Progress' }, done: { id: '10012', name: 'Done' } }
const trains = { self: `${site}/rest/api/2/project/10000`, id: '10000', key: 'TRN', name: 'Trains' }
const types = {
  epic: { id: '10000', name: 'Epic', subtask: false },
  story: { id: '10001', name: 'Story', subtask: false },
  subtask: { id: '10002', name: 'Sub-task', subtask: true },
}

const nothing = {
  resolution: null,
  resolutiondate: null,
  priority: { id: '3', name: 'Medium', iconUrl: `${site}/images/icons/priorities/medium.svg` },
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
  customfield_10020: null,
  customfield_10028: null,
  customfield_10050: null,
  customfield_10060: null,
}

/** Rows name the field, and no id. */
const row = (field: string, from: string | null, fromString: string | null, to: string | null, toText: string | null, fieldtype = 'jira') => ({
  field,
  fieldtype,
  from,
  fromString,
  to,
  toString: toText,
})
const own = (...[field, from, fromString, to, toText]: Parameters<typeof row>) => row(field, from, fromString, to, toText, 'custom')
const history = (id: number, created: string, author: Json, ...items: readonly ReturnType<typeof row>[]): Json => ({
  id: String(id),
  ...(author === null ? {} : { author }),
  created,
  items: [...items],
})
const changelog = (total: number, ...histories: readonly Json[]): Json => ({ startAt: 0, maxResults: histories.length, total, histories })

const epic: Json = {
  expand: 'operations,versionedRepresentations,editmeta,changelog,renderedFields',
  id: '10400',
  self: `${site}/rest/api/2/issue/10400`,
  key: 'TRN-1',
  fields: {
    ...nothing,
    summary: 'Winter doors',
    issuetype: types.epic,
    project: trains,
    status: statuses.doing,
    created: '2026-08-03T09:00:00.000+0200',
    updated: '2026-10-21T10:00:00.000+0200',
    // Above it, in a project that is not followed.
    customfield_10050: 'PRG-1',
  },
  changelog: changelog(
    2,
    history(20000, '2026-09-01T09:00:00.000+0200', astrid, own('Parent Link', null, 'PRG-9', null, 'PRG-1')),
    history(20009, '2026-10-21T10:00:00.000+0200', astrid, row('status', '10010', 'To Do', '3', 'In Progress')),
  ),
}

const story: Json = {
  id: '10401',
  self: `${site}/rest/api/2/issue/10401`,
  key: 'TRN-2',
  fields: {
    ...nothing,
    summary: 'Heat the door seals',
    issuetype: types.story,
    project: trains,
    status: statuses.done,
    resolution: { id: '10000', name: 'Done' },
    labels: ['frost'],
    components: [{ id: '10500', name: 'Doors' }],
    created: '2026-09-07T08:30:00.000+0200',
    updated: '2026-11-12T14:00:00.010+0100',
    assignee: bolaji,
    // Set when it was made: no row tells it.
    customfield_10014: 'TRN-1',
    fixVersions: [{ id: '10200', name: 'Winter timetable', releaseDate: '2026-12-11', released: false }],
    issuelinks: [
      { id: '10600', type: { id: '10100', name: 'Blocks' }, outwardIssue: { id: '10402', key: 'TRN-3', fields: { summary: 'x' } } },
    ],
    timeoriginalestimate: 28800,
    timeestimate: 0,
    timespent: 14400,
    // The orders of three versions; goals and names may hold anything.
    customfield_10020: [
      'com.atlassian.greenhopper.service.sprint.Sprint@1f[id=7,rapidViewId=1,state=CLOSED,name=Trains 7,startDate=2026-10-19T07:00:00.000Z,endDate=2026-10-30T15:00:00.000Z,completeDate=2026-10-30T15:12:44.120Z,sequence=7,goal=a, b, id=99]',
      'com.atlassian.greenhopper.service.sprint.Sprint@2f[rapidViewId=1,state=ACTIVE,name=Trains 8,startDate=2026-11-09T08:00:00.000Z,endDate=2026-11-20T16:00:00.000Z,completeDate=<null>,sequence=8,id=8]',
      'com.atlassian.greenhopper.service.sprint.Sprint@3f[completeDate=<null>,endDate=<null>,goal=,id=9,name=Trains 9,rapidViewId=1,sequence=9,startDate=<null>,state=FUTURE]',
    ],
    customfield_10028: 8,
  },
  changelog: changelog(
    4,
    history(20001, '2026-10-16T09:00:00.000+0200', astrid, own('Sprint', '', '', '7', 'Trains 7'), own('Story Points', null, null, null, '5')),
    history(20002, '2026-10-20T07:00:00.000+0000', bolaji, row('assignee', null, null, 'JIRAUSER10103', 'Bolaji Ade'), row('status', '10010', 'To Do', '3', 'In Progress')),
    history(20003, '2026-11-02T10:00:00.000+0000', null, own('Story Points', null, '5', null, '8'), own('Sprint', '7', 'Trains 7', '7, 8, 9', 'Trains 7, Trains 8, Trains 9'), row('Fix Version', null, null, '10200', 'Winter timetable')),
    // Two fields have this name; and a field that is gone had that one.
    history(20004, '2026-11-12T13:00:00.000+0000', bolaji, own('Effort', null, '2', null, '3'), own('Old points', null, null, null, '3'), row('status', '3', 'In Progress', '10012', 'Done')),
  ),
}

const subtaskRows = [
  history(20005, '2026-09-21T08:00:00.000+0200', astrid, row('Parent', null, null, '10401', 'TRN-2')),
  history(20006, '2026-10-20T08:00:00.000+0200', astrid, row('status', '10010', 'To Do', '3', 'In Progress')),
  history(20007, '2026-11-19T16:45:00.000+0100', astrid, row('timespent', null, null, '3600', '3600')),
]

/** A search cuts its history; the issue by itself tells the whole. */
const subtask = (...histories: readonly Json[]): Json => ({
  id: '10402',
  key: 'TRN-3',
  fields: {
    ...nothing,
    summary: 'Grit the platforms',
    issuetype: types.subtask,
    project: trains,
    status: statuses.doing,
    created: '2026-09-20T08:00:00.000+0200',
    updated: '2026-11-19T16:45:00.000+0100',
    timespent: 3600,
    parent: { id: '10401', key: 'TRN-2', fields: { summary: 'Heat the door seals', status: statuses.done } },
    issuelinks: [
      { id: '10600', type: { id: '10100', name: 'Blocks' }, inwardIssue: { id: '10401', key: 'TRN-2', fields: { summary: 'y' } } },
    ],
  },
  changelog: changelog(3, ...histories),
})

const search = `${api}/search`
const found = (total: number, ...issues: readonly Json[]): Json => ({
  expand: 'schema,names',
  startAt: 0,
  maxResults: 2,
  total,
  issues,
  warningMessages: null,
  names: null,
  schema: null,
})
const ids = (total: number, ...some: readonly string[]): Json => found(total, ...some.map(id => ({ id, self: `${site}/rest/api/2/issue/${id}`, key: `TRN-${Number(id) - 10399}` })))
const inTrains = 'project in (10000)'
const inStations = 'project in (10001)'
const parentLink = 'cf[10050] is not EMPTY'

export const censusSearches = {
  path: search,
  first: { jql: `${inTrains} ORDER BY key ASC`, fields: ['id'] },
  next: { jql: `${inTrains} AND id >= 10401 ORDER BY key ASC`, fields: ['id'] },
  count: { jql: inTrains, maxResults: 0 },
} as const

/** Issues, found from key to key, with their histories inside; a server that lists two at a time. */
export const dataCenterIssueExchanges: readonly Exchange[] = [
  { method: 'POST', path: search, body: { jql: inTrains, maxResults: 0 }, answer: found(3) },
  { method: 'POST', path: search, body: { jql: inStations, maxResults: 0 }, answer: found(0) },
  { method: 'POST', path: search, body: censusSearches.first, answer: ids(3, '10400', '10401') },
  { method: 'POST', path: search, body: censusSearches.next, answer: ids(2, '10401', '10402') },
  { method: 'POST', path: search, body: { jql: `${inTrains} ORDER BY key ASC` }, answer: found(3, epic, story) },
  { method: 'POST', path: search, body: { jql: `${inTrains} AND id >= 10401 ORDER BY key ASC` }, answer: found(2, story, subtask(...subtaskRows.slice(1))) },
  { method: 'POST', path: search, body: { jql: `${inStations} ORDER BY key ASC` }, answer: found(0) },
  { method: 'POST', path: search, body: { jql: 'key in ("PRG-1", "PRG-9")' }, answer: found(2, { id: '10701', key: 'PRG-1', fields: { issuetype: { id: '10003' } } }, { id: '10709', key: 'PRG-9', fields: { issuetype: { id: '10003' } } }) },
  { method: 'POST', path: search, body: { jql: 'key in ("TRN-1")' }, answer: found(1, { id: '10400', key: 'TRN-1', fields: { issuetype: types.epic } }) },
  // What stands above what.
  { method: 'POST', path: search, body: { jql: 'cf[10014] is not EMPTY ORDER BY key DESC' }, answer: found(1, { id: '10401', key: 'TRN-2', fields: { customfield_10014: 'TRN-1' } }) },
  { method: 'POST', path: search, body: { jql: `${parentLink} AND issuetype in (10000) ORDER BY key DESC` }, answer: found(1, { id: '10400', key: 'TRN-1', fields: { customfield_10050: 'PRG-1' } }) },
  { method: 'POST', path: search, body: { jql: 'key in ("PRG-1")' }, answer: found(1, { id: '10701', key: 'PRG-1', fields: { issuetype: { id: '10003' } } }) },
  { method: 'POST', path: search, body: { jql: `${parentLink} AND issuetype in (10003) ORDER BY key DESC` }, answer: found(0) },
  { method: 'GET', path: `${api}/issue/10402`, answer: subtask(...subtaskRows) },
  { method: 'GET', path: `${api}/issue/10499`, status: 404, answer: { errorMessages: ['Issue Does Not Exist'], errors: {} } },
]
