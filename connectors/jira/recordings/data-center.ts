import type { RawRecord } from '../../../src/work/raw-record.ts'
import type { Exchange, RecordedDelivery, Recordings } from '../../recording.ts'
import { censusSearches, dataCenterIssueExchanges } from './data-center-issues.ts'

const site = 'https://jira.lumen.example/jira'
const api = '/jira/rest/api/2'
const agile = '/jira/rest/agile/1.0'

const projects = [
  { self: `${site}/rest/api/2/project/10000`, id: '10000', key: 'TRN', name: 'Trains', projectTypeKey: 'software', archived: false },
  { self: `${site}/rest/api/2/project/10001`, id: '10001', key: 'STA', name: 'Stations', projectTypeKey: 'software', archived: false },
  { self: `${site}/rest/api/2/project/10009`, id: '10009', key: 'PRG', name: 'Programmes', projectTypeKey: 'business', archived: false },
] as const

const category = (id: number, key: string, name: string) => ({ self: `${site}/rest/api/2/statuscategory/${id}`, id, key, colorName: 'green', name })
const field = (number: number, name: string, type: string, custom: string, items?: string) => ({
  id: `customfield_${number}`,
  name,
  custom: true,
  orderable: true,
  navigable: true,
  searchable: true,
  clauseNames: [`cf[${number}]`, name],
  schema: { type, ...(items === undefined ? {} : { items }), custom, customId: number },
})
const float = 'com.atlassian.jira.plugin.system.customfieldtypes:float'
const pages = (...values: readonly object[]) => ({ maxResults: 50, startAt: 0, total: values.length, isLast: true, values: [...values] }) as Exchange['answer']

const sprint = (id: number, state: string, name: string, dates: object = {}) => ({
  id,
  self: `${site}/rest/agile/1.0/sprint/${id}`,
  state,
  name,
  ...dates,
  originBoardId: 1,
  goal: '',
  synced: false,
  autoStartStop: false,
})
const sprint7 = sprint(7, 'closed', 'Trains 7', { startDate: '2026-10-19T09:00:00.000+02:00', endDate: '2026-10-30T16:00:00.000+01:00', completeDate: '2026-10-30T16:12:44.120+01:00', activatedDate: '2026-10-19T09:00:00.000+02:00' })
const sprint8 = sprint(8, 'active', 'Trains 8', { startDate: '2026-11-09T09:00:00.000+01:00', endDate: '2026-11-20T17:00:00.000+01:00', activatedDate: '2026-11-09T09:00:00.000+01:00' })
const boards = {
  trains: { id: 1, self: `${site}/rest/agile/1.0/board/1`, name: 'Trains board', type: 'scrum' },
  workshop: { id: 2, self: `${site}/rest/agile/1.0/board/2`, name: 'Workshop', type: 'kanban' },
  /** Shows both projects. */
  network: { id: 3, self: `${site}/rest/agile/1.0/board/3`, name: 'Network', type: 'scrum' },
}
const networkSprint = { ...sprint(31, 'active', 'Network 3'), originBoardId: 3 }

const version1 = { self: `${site}/rest/api/2/version/10200`, id: '10200', name: 'Winter timetable', archived: false, released: false, startDate: '2026-09-01', releaseDate: '2026-12-11', overdue: false, projectId: 10000 }
const version2 = { id: '10201', name: 'Autumn fixes', archived: false, released: true, releaseDate: '2026-10-02', projectId: 10000 }
const versions = `${api}/project/10000/version`

const worklog = (id: string, updated: string) => ({
  self: `${site}/rest/api/2/issue/10401/worklog/${id}`,
  author: { name: 'bade', key: 'JIRAUSER10103', displayName: 'Bolaji Ade', active: false },
  updateAuthor: { name: 'bade', key: 'JIRAUSER10103', displayName: 'Bolaji Ade', active: false },
  comment: 'As text, not as a document',
  created: '2026-10-21T16:00:00.000+0200',
  updated,
  started: '2026-10-21T09:00:00.000+0200',
  timeSpent: '2h',
  timeSpentSeconds: 7200,
  id,
  issueId: '10401',
})
const feed = (name: string, since: number, until: number, isLast: boolean, ...ids: readonly (readonly [number, number])[]) => ({
  values: ids.map(([worklogId, updatedTime]) => ({ worklogId, updatedTime, properties: [] })),
  since,
  until,
  isLastPage: isLast,
  self: `${site}/rest/api/2/worklog/${name}?since=${since}`,
})

const exchanges: readonly Exchange[] = [
  {
    method: 'GET',
    path: `${api}/serverInfo`,
    answer: { baseUrl: site, version: '10.3.24', versionNumbers: [10, 3, 24], deploymentType: 'Server', buildNumber: 10030024, serverTitle: 'Lumen Rail' },
  },
  {
    method: 'GET',
    path: `${api}/myself`,
    answer: { self: `${site}/rest/api/2/user?username=milepost`, key: 'JIRAUSER10101', name: 'milepost', emailAddress: 'milepost@lumen.example', displayName: 'Milepost Reader', active: true, deleted: false, timeZone: 'Europe/Oslo', locale: 'en_UK' },
  },
  {
    method: 'GET',
    path: `${api}/mypermissions`,
    answer: {
      permissions: {
        BROWSE_PROJECTS: { id: '10', key: 'BROWSE_PROJECTS', name: 'Browse Projects', type: 'PROJECT', description: '', havePermission: true },
        ADMINISTER: { id: '0', key: 'ADMINISTER', name: 'Jira Administrators', type: 'GLOBAL', description: '', havePermission: false },
      },
    },
  },
  {
    method: 'GET',
    path: '/jira/rest/applinks/1.0/manifest',
    answer: { id: '1f0f4ab5-7d3e-3c0a-9710-1ff26ae88206', name: 'Lumen Rail', typeId: 'jira', version: '10.3.24', buildNumber: 10030024, url: site },
  },
  { method: 'GET', path: `${api}/project`, answer: [...projects] },
  { method: 'GET', path: `${api}/project/10000`, answer: projects[0] },
  {
    method: 'GET',
    path: `${api}/issuetype`,
    answer: [
      { id: '10000', name: 'Vorhaben', description: '', subtask: false, avatarId: 10307 },
      { id: '10001', name: 'Story', description: '', subtask: false },
      { id: '10002', name: 'Sub-task', description: '', subtask: true },
      { id: '10003', name: 'Programme', description: '', subtask: false },
    ],
  },
  {
    method: 'GET',
    path: `${api}/status`,
    answer: [
      { id: '10010', name: 'To Do', description: '', statusCategory: category(2, 'new', 'To Do') },
      { id: '3', name: 'In Progress', description: '', statusCategory: category(4, 'indeterminate', 'In Progress') },
      { id: '10012', name: 'Done', description: '', statusCategory: category(3, 'done', 'Done') },
    ],
  },
  {
    method: 'GET',
    path: `${api}/field`,
    answer: [
      { id: 'summary', name: 'Summary', custom: false, orderable: true, navigable: true, searchable: true, clauseNames: ['summary'], schema: { type: 'string', system: 'summary' } },
      { id: 'duedate', name: 'Due Date', custom: false, clauseNames: ['due', 'duedate'], schema: { type: 'date', system: 'duedate' } },
      field(10014, 'Epic Link', 'any', 'com.pyxis.greenhopper.jira:gh-epic-link'),
      field(10020, 'Sprint', 'array', 'com.pyxis.greenhopper.jira:gh-sprint', 'string'),
      field(10028, 'Story Points', 'number', float),
      field(10050, 'Parent Link', 'any', 'com.atlassian.jpo:jpo-custom-field-parent'),
      field(10060, 'Effort', 'number', float),
      field(10061, 'Effort', 'string', 'com.atlassian.jira.plugin.system.customfieldtypes:textfield'),
    ],
  },
  {
    method: 'GET',
    path: `${api}/issueLinkType`,
    answer: { issueLinkTypes: [{ id: '10100', name: 'Blocks', inward: 'is blocked by', outward: 'blocks', self: `${site}/rest/api/2/issueLinkType/10100` }] },
  },
  { method: 'GET', path: `${agile}/board`, query: { projectKeyOrId: '10000' }, answer: pages(boards.trains, boards.workshop, boards.network) },
  { method: 'GET', path: `${agile}/board`, query: { projectKeyOrId: '10001' }, answer: pages(boards.network) },
  { method: 'GET', path: `${agile}/board`, answer: pages(boards.trains, boards.workshop, boards.network) },
  { method: 'GET', path: `${agile}/board/1`, answer: boards.trains },
  { method: 'GET', path: `${agile}/board/1/project`, answer: pages(projects[0]) },
  { method: 'GET', path: `${agile}/board/3/project`, answer: pages(projects[0], projects[1]) },
  {
    method: 'GET',
    path: `${agile}/board/1/configuration`,
    answer: { id: 1, name: 'Trains board', filter: { id: '10300' }, columnConfig: { columns: [], constraintType: 'none' }, estimation: { type: 'field', field: { fieldId: 'customfield_10028', displayName: 'Story Points' } } },
  },
  { method: 'GET', path: `${agile}/board/3/configuration`, answer: { id: 3, name: 'Network', columnConfig: { columns: [], constraintType: 'none' }, estimation: { type: 'none' } } },
  { method: 'GET', path: `${agile}/board/1/sprint`, answer: pages(sprint7, sprint8) },
  { method: 'GET', path: `${agile}/board/3/sprint`, answer: pages(networkSprint) },
  { method: 'GET', path: `${agile}/sprint/7`, answer: sprint7 },
  { method: 'GET', path: `${agile}/sprint/999`, status: 404, answer: { errorMessages: ['Sprint does not exist'], errors: {} } },
  { method: 'GET', path: versions, query: { startAt: '0' }, answer: { maxResults: 1, startAt: 0, total: 2, isLast: false, values: [version1] } },
  { method: 'GET', path: versions, query: { startAt: '1' }, answer: { maxResults: 1, startAt: 1, total: 2, isLast: true, values: [version2] } },
  { method: 'GET', path: `${api}/project/10001/version`, answer: { maxResults: 50, startAt: 0, total: 0, isLast: true, values: [] } },
  { method: 'GET', path: `${api}/version/10200`, answer: version1 },
  { method: 'GET', path: `${api}/worklog/updated`, query: { since: '0' }, answer: feed('updated', 0, 1792591200000, false, [30001, 1792591200000]) },
  { method: 'GET', path: `${api}/worklog/updated`, query: { since: '1792591200000' }, answer: { ...feed('updated', 1792591200000, 1792677600000, true, [30002, 1792677600000]), lastPage: true } },
  { method: 'GET', path: `${api}/worklog/deleted`, answer: feed('deleted', 0, 1795100000000, true, [30009, 1795100000000]) },
  { method: 'POST', path: `${api}/worklog/list`, body: { ids: [30001] }, answer: [worklog('30001', '2026-10-21T16:00:00.000+0200')] },
  { method: 'POST', path: `${api}/worklog/list`, body: { ids: [30002] }, answer: [worklog('30002', '2026-10-22T16:00:00.000+0200')] },
  { method: 'POST', path: `${api}/worklog/list`, body: { ids: [30002, 30009] }, answer: [worklog('30002', '2026-10-22T16:00:00.000+0200')] },
  ...dataCenterIssueExchanges,
]

const delivery = (number: number, signature: string, body: string, touched: RecordedDelivery['touched']): RecordedDelivery => ({
  headers: {
    'content-type': 'application/json; charset=UTF-8',
    'user-agent': 'Atlassian HttpClient 3.0.4 / JIRA-10.3.24 (10030024) / Default',
    'x-atlassian-webhook-identifier': `c1f0c2de-5e31-4d7c-9f0e-00000000000${number}`,
    'x-hub-signature': `sha256=${signature}`,
  },
  body,
  secret: 'fjord-signal-52',
  deliveryId: `c1f0c2de-5e31-4d7c-9f0e-00000000000${number}`,
  touched,
})

/** The signatures were computed once, over exactly these bytes. */
const deliveries: readonly RecordedDelivery[] = [
  delivery(
    0,
    '7583edb3e1cdda046d0102665f9927f5a867105a23a06ad3fe4714c1d2e970fe',
    '{"timestamp":1795190400123,"webhookEvent":"jira:issue_updated","issue_event_type_name":"issue_generic","user":{"self":"https://jira.lumen.example/jira/rest/api/2/user?username=alund","name":"alund","key":"JIRAUSER10102","emailAddress":"astrid.lund@lumen.example","displayName":"Astrid Lund","active":true,"timeZone":"Europe/Oslo"},"issue":{"id":"10401","self":"https://jira.lumen.example/jira/rest/api/2/10401","key":"TRN-2","fields":{"summary":"Heat the door seals"}},"changelog":{"id":"20009","items":[{"field":"Sprint","fieldtype":"custom","from":"7","fromString":"Trains 7","to":"7, 8","toString":"Trains 7, Trains 8"}]}}',
    [{ kind: 'work_item', externalId: '10401', byPersonId: 'JIRAUSER10102', at: '2026-11-20T16:00:00.123Z' }],
  ),
  delivery(
    1,
    '8e0569d9ae9411a939e9fa4ff61744fea80bb184cb1f8fbe8d3ead27ce001224',
    '{"timestamp":1795190401000,"webhookEvent":"worklog_updated","worklog":{"self":"https://jira.lumen.example/jira/rest/api/2/issue/10401/worklog/30001","author":{"name":"bade","key":"JIRAUSER10103"},"comment":"","timeSpentSeconds":7200,"id":"30001","issueId":"10401"}}',
    [
      { kind: 'worklog', externalId: '30001', at: '2026-11-20T16:00:01.000Z' },
      { kind: 'work_item', externalId: '10401', at: '2026-11-20T16:00:01.000Z' },
    ],
  ),
  delivery(
    2,
    '96cb87c77999b56fe4eaf10388660bff3c8b9b1ee67d76ac43ea5cd6d9bd12f6',
    '{"timestamp":1795190402000,"webhookEvent":"sprint_closed","sprint":{"id":7,"self":"https://jira.lumen.example/jira/rest/agile/1.0/sprint/7","state":"closed","name":"Trains 7","originBoardId":1,"autoStartStop":false,"synced":false}}',
    [{ kind: 'iteration', externalId: '7', at: '2026-11-20T16:00:02.000Z' }],
  ),
  delivery(
    3,
    'f089d6e8cd87c4b0fdf277d2a0573fd406b15fda14b79746f9bbbea546966794',
    '{"timestamp":1795190403000,"webhookEvent":"jira:version_released","version":{"self":"https://jira.lumen.example/jira/rest/api/2/version/10200","id":"10200","name":"Winter timetable","archived":false,"released":true,"projectId":10000}}',
    [{ kind: 'release', externalId: '10200', at: '2026-11-20T16:00:03.000Z' }],
  ),
]

const word = (kind: string, externalId: string, payload: RawRecord['payload']): RawRecord => ({
  kind,
  externalId,
  revision: 0,
  revisionDetail: 0,
  payload,
  context: {},
  fetchedAt: '2026-11-20T12:00:00.000Z',
})

/** The same railway on a server of its own, under a context path: older forms of nearly everything. */
export const dataCenterRecordings: Omit<Recordings, 'badSettings' | 'badCredentials'> = {
  now: '2026-11-20T12:00:00.000Z',
  settings: { baseUrl: site, projects: ['TRN', '10001'] },
  credentials: { type: 'personal-access-token', token: 'NDc4MDM2-frost-and-signal' },
  secrets: ['NDc4MDM2-frost-and-signal'],
  exchanges,
  fetches: [
    { ref: { kind: 'work_item', externalId: '10402' }, outcome: 'found' },
    { ref: { kind: 'work_item', externalId: '10499' }, outcome: 'not_visible' },
    { ref: { kind: 'work_item', externalId: 'TRN-2' }, outcome: 'not_visible' },
    { ref: { kind: 'release', externalId: '10200', byPersonId: 'JIRAUSER10103' }, outcome: 'found' },
    { ref: { kind: 'iteration', externalId: '7' }, outcome: 'found' },
    { ref: { kind: 'iteration', externalId: '999' }, outcome: 'not_visible' },
    { ref: { kind: 'project', externalId: '10000' }, outcome: 'found' },
    { ref: { kind: 'worklog', externalId: '30002' }, outcome: 'found' },
    { ref: { kind: 'worklog', externalId: '30009' }, outcome: 'not_visible' },
  ],
  censuses: [
    {
      stream: 'work_items',
      scopeId: 'site',
      externalIds: ['10400', '10401', '10402'],
      cuts: [
        // It counts more than it lists.
        [{ method: 'POST', path: censusSearches.path, body: censusSearches.next, answer: { total: 2, issues: [{ id: '10401' }] } }],
        [{ method: 'POST', path: censusSearches.path, body: censusSearches.first, answer: { total: 3, issues: [] } }],
        // The issue to go on from is gone or moved, and so are those before it.
        [
          { method: 'POST', path: censusSearches.path, body: censusSearches.next, status: 400, answer: { errorMessages: ['gone'] } },
          { method: 'POST', path: censusSearches.path, body: { jql: 'project in (10000) AND id >= 10400 ORDER BY key ASC' }, answer: { total: 0, issues: [] } },
        ],
        [{ method: 'POST', path: censusSearches.path, body: censusSearches.count, answer: { total: 900, issues: [] } }],
        [{ method: 'POST', path: censusSearches.path, headers: { 'x-ausername': 'anonymous' }, answer: { total: 0, issues: [] } }],
        [{ method: 'GET', path: `${api}/project`, answer: [] }],
      ],
    },
    {
      stream: 'iterations',
      scopeId: '10000',
      externalIds: ['7', '8', '31'],
      cuts: [[{ method: 'GET', path: `${agile}/board/1/sprint`, answer: { values: [], isLast: false } }]],
    },
    {
      stream: 'releases',
      scopeId: '10000',
      externalIds: ['10200', '10201'],
      cuts: [[{ method: 'GET', path: versions, query: { startAt: '1' }, answer: { values: [], total: 2, isLast: false } }]],
    },
    {
      stream: 'worklogs',
      scopeId: 'site',
      externalIds: ['30001', '30002'],
      cuts: [
        [{ method: 'GET', path: `${api}/worklog/updated`, answer: { values: [], since: 0, until: 0, isLastPage: false } }],
        [{ method: 'GET', path: `${api}/worklog/updated`, answer: { values: [], since: 0, until: 1 } }],
      ],
    },
  ],
  deliveries,
  unknownWords: [
    word('issue_type', '10090', { id: '10090', name: 'Spike', subtask: false }),
    word('status', '10091', { id: '10091', name: 'In Review' }),
    word('link_type', '10190', { id: '10190', name: 'Supplies', inward: 'is supplied by', outward: 'supplies' }),
    word('field', 'customfield_10061', field(10061, 'Effort', 'string', 'com.atlassian.jira.plugin.system.customfieldtypes:textfield')),
  ],
}
