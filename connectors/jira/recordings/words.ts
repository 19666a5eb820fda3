import type { Exchange } from '../../recording.ts'

const site = 'https://lumen-rail.atlassian.net'
const types = 'com.atlassian.jira.plugin.system.customfieldtypes'
const agile = 'com.pyxis.greenhopper.jira'

const category = (id: number, key: string, name: string) => ({ self: `${site}/rest/api/3/statuscategory/${id}`, id, key, name })
const systemField = (id: string, name: string, type: string) => ({
  id,
  key: id,
  name,
  custom: false,
  clauseNames: [id],
  schema: { type, system: id },
})
const customField = (number: number, name: string, schema: { type: string; custom: string; items?: string }) => ({
  id: `customfield_${number}`,
  key: `customfield_${number}`,
  name,
  custom: true,
  clauseNames: [`cf[${number}]`, name],
  schema: { ...schema, customId: number },
})

const projects = {
  trains: {
    self: `${site}/rest/api/3/project/10000`,
    id: '10000',
    key: 'TRN',
    name: 'Trains',
    projectTypeKey: 'software',
    style: 'classic',
    simplified: false,
    isPrivate: false,
    avatarUrls: { '48x48': `${site}/rest/api/3/universal_avatar/view/type/project/avatar/10400` },
  },
  stations: {
    self: `${site}/rest/api/3/project/10001`,
    id: '10001',
    key: 'STA',
    name: 'Stations',
    // Not in the specification's list of types, and real: https://github.com/MrRefactoring/jira.js/issues/431
    projectTypeKey: 'product_discovery',
    style: 'next-gen',
    simplified: true,
    isPrivate: false,
    archived: false,
  },
} as const

const page = (values: readonly (typeof projects)[keyof typeof projects][]) => ({
  self: `${site}/rest/api/3/project/search`,
  maxResults: 100,
  startAt: 0,
  total: values.length,
  isLast: true,
  values: [...values],
})

/** What the site is, and the words it uses. */
export const wordExchanges: readonly Exchange[] = [
  {
    method: 'GET',
    path: '/rest/api/2/serverInfo',
    answer: { baseUrl: site, version: '1001.0.0-SNAPSHOT', versionNumbers: [1001, 0, 0], deploymentType: 'Cloud', serverTitle: 'Jira' },
  },
  {
    method: 'GET',
    path: '/rest/api/3/myself',
    answer: {
      accountId: '60c1a9d2b7f34e0068a10001',
      accountType: 'atlassian',
      displayName: 'Milepost Reader',
      active: true,
      timeZone: 'Europe/Oslo',
      locale: 'en_GB',
    },
  },
  {
    method: 'GET',
    path: '/rest/api/3/mypermissions',
    answer: {
      permissions: {
        BROWSE_PROJECTS: { id: '10', key: 'BROWSE_PROJECTS', name: 'Browse Projects', type: 'PROJECT', havePermission: true },
        ADMINISTER: { id: '0', key: 'ADMINISTER', name: 'Administer Jira', type: 'GLOBAL', havePermission: true },
      },
    },
  },
  { method: 'GET', path: '/_edge/tenant_info', answer: { cloudId: '7b1c2d3e-0f4a-4b5c-8d6e-9f0a1b2c3d4e' } },
  { method: 'GET', path: '/rest/api/3/project/search', query: { keys: 'TRN' }, answer: page([projects.trains]) },
  { method: 'GET', path: '/rest/api/3/project/search', query: { id: '10001' }, answer: page([projects.stations]) },
  { method: 'GET', path: '/rest/api/3/project/10000', answer: projects.trains },
  {
    method: 'GET',
    path: '/rest/api/3/issuetype',
    answer: [
      { id: '10000', name: 'Epic', description: '', subtask: false, hierarchyLevel: 1, avatarId: 10307 },
      { id: '10001', name: 'Story', description: '', subtask: false, hierarchyLevel: 0 },
      { id: '10002', name: 'Sub-task', description: '', subtask: true, hierarchyLevel: -1 },
      { id: '10003', name: 'Programme', description: '', subtask: false, hierarchyLevel: 2 },
      { id: '10050', name: 'Task', subtask: false, hierarchyLevel: 0, scope: { type: 'PROJECT', project: { id: '10001' } } },
    ],
  },
  {
    method: 'GET',
    path: '/rest/api/3/status',
    answer: [
      { id: '10010', name: 'To Do', description: '', statusCategory: category(2, 'new', 'To Do') },
      { id: '3', name: 'In Progress', description: '', statusCategory: category(4, 'indeterminate', 'In Progress') },
      { id: '10011', name: 'In Review', description: '', statusCategory: category(4, 'indeterminate', 'In Progress') },
      { id: '10012', name: 'Done', description: '', statusCategory: category(3, 'done', 'Done') },
      { id: '10013', name: "Won't do", description: '', statusCategory: category(3, 'done', 'Done') },
      {
        id: '10060',
        name: 'Zu erledigen',
        statusCategory: category(2, 'new', 'Zu erledigen'),
        scope: { type: 'PROJECT', project: { id: '10001' } },
      },
    ],
  },
  {
    method: 'GET',
    path: '/rest/api/3/field',
    answer: [
      systemField('summary', 'Summary', 'string'),
      systemField('duedate', 'Due date', 'date'),
      systemField('timeoriginalestimate', 'Original estimate', 'number'),
      systemField('timeestimate', 'Remaining Estimate', 'number'),
      systemField('timespent', 'Time Spent', 'number'),
      { id: 'parent', key: 'parent', name: 'Parent', custom: false, clauseNames: ['parent'], schema: {} },
      { id: 'issuekey', key: 'issuekey', name: 'Key', custom: false, clauseNames: ['key'] },
      customField(10014, 'Epic Link', { type: 'any', custom: `${agile}:gh-epic-link` }),
      customField(10015, 'Start date', { type: 'date', custom: `${types}:datepicker` }),
      customField(10016, 'Story point estimate', { type: 'number', custom: `${agile}:jsw-story-points` }),
      customField(10020, 'Sprint', { type: 'array', items: 'json', custom: `${agile}:gh-sprint` }),
      customField(10021, 'Flagged', { type: 'array', items: 'option', custom: `${types}:multicheckboxes` }),
      customField(10028, 'Story Points', { type: 'number', custom: `${types}:float` }),
      customField(10040, 'Target end', { type: 'date', custom: 'com.atlassian.jpo:jpo-custom-field-baseline-end' }),
      customField(10041, 'Go-live window', { type: 'datetime', custom: `${types}:datetime` }),
    ],
  },
  {
    method: 'GET',
    path: '/rest/api/3/issueLinkType',
    answer: {
      issueLinkTypes: [
        { id: '10100', name: 'Blocks', inward: 'is blocked by', outward: 'blocks', self: `${site}/rest/api/3/issueLinkType/10100` },
        { id: '10101', name: 'Relates', inward: 'relates to', outward: 'relates to' },
      ],
    },
  },
]
