import type { Json } from '../../../src/work/raw-record.ts'

/** Lists of the tracker come in an envelope. */
export const list = (value: readonly Json[]): Json => ({ count: value.length, value })

export const ORGANIZATION_PATH = '/halden-sample'
export const LIGHTHOUSE = '6f1d2a5e-0c3b-4b6d-9a51-3d1f6a7c0b01'
export const HARBOUR = '6f1d2a5e-0c3b-4b6d-9a51-3d1f6a7c0b02'
export const ATTIC = '6f1d2a5e-0c3b-4b6d-9a51-3d1f6a7c0b03'
export const KEEPERS = '0b7e6c1d-2f84-4f0e-8d2a-5a9b6c3d4e01'

const person = (id: string, displayName: string, uniqueName: string): { readonly [key: string]: Json } => ({
  displayName,
  url: `https://spsprodweu1.vssps.visualstudio.com/A1/_apis/Identities/${id}`,
  _links: { avatar: { href: `https://dev.azure.com/halden-sample/_apis/GraphProfile/MemberAvatars/${id}` } },
  id,
  uniqueName,
  imageUrl: `https://dev.azure.com/halden-sample/_api/_common/identityImage?id=${id}`,
  descriptor: `aad.${Buffer.from(id).toString('base64url')}`,
})
export const MAREN = person('a3c1f0de-11aa-4b2c-8d3e-000000000001', 'Maren Holt', 'maren.holt@halden.example')
export const ILJA = person('a3c1f0de-11aa-4b2c-8d3e-000000000002', 'Ilja Brandt', 'ilja.brandt@halden.example')

const project = (id: string, name: string, state = 'wellFormed'): Json => ({
  id,
  name,
  url: `https://dev.azure.com/halden-sample/_apis/projects/${id}`,
  state,
  revision: 11,
  visibility: 'private',
  lastUpdateTime: '2026-03-02T09:00:00.12Z',
})
export const projects = list([project(LIGHTHOUSE, 'Lighthouse'), project(HARBOUR, 'Harbour'), project(ATTIC, 'Attic')])

export const processes = list([
  {
    typeId: 'adcc42ab-9882-485e-a3ed-7678f01f66bc',
    name: 'Agile',
    customizationType: 'system',
    isEnabled: true,
    projects: [{ id: LIGHTHOUSE, name: 'Lighthouse' }],
  },
  {
    typeId: '6b724908-ef14-45cf-84f8-768b5384da45',
    name: 'Scrum',
    customizationType: 'system',
    isEnabled: true,
    projects: [{ id: HARBOUR, name: 'Harbour' }],
  },
])

/** Lighthouse was called Beacon before. */
export const projectHistory = list([
  { id: LIGHTHOUSE, name: 'Beacon', state: 'wellFormed', revision: 3, properties: [] },
  { id: LIGHTHOUSE, name: 'Lighthouse', state: 'wellFormed', revision: 11, properties: [] },
])

const field = (
  referenceName: string,
  name: string,
  type: string,
  more: { readonly [key: string]: Json } = {},
): Json => ({
  name,
  referenceName,
  type,
  usage: 'workItem',
  readOnly: false,
  isQueryable: true,
  isIdentity: false,
  isPicklist: false,
  ...more,
})
export const fields = list([
  field('System.Id', 'ID', 'integer', { readOnly: true }),
  field('System.Rev', 'Rev', 'integer', { readOnly: true }),
  field('System.TeamProject', 'Team Project', 'string', { readOnly: true }),
  field('System.WorkItemType', 'Work Item Type', 'string', { readOnly: true }),
  field('System.State', 'State', 'string'),
  field('System.Title', 'Title', 'string'),
  field('System.AssignedTo', 'Assigned To', 'string', { isIdentity: true }),
  field('System.CreatedDate', 'Created Date', 'dateTime'),
  field('System.CreatedBy', 'Created By', 'string', { isIdentity: true }),
  field('System.ChangedDate', 'Changed Date', 'dateTime'),
  field('System.ChangedBy', 'Changed By', 'string', { isIdentity: true }),
  field('System.AreaPath', 'Area Path', 'treePath'),
  field('System.AreaId', 'Area ID', 'integer'),
  field('System.IterationPath', 'Iteration Path', 'treePath'),
  field('System.IterationId', 'Iteration ID', 'integer'),
  field('System.Tags', 'Tags', 'plainText'),
  field('System.Description', 'Description', 'html'),
  field('Microsoft.VSTS.Common.Priority', 'Priority', 'integer'),
  field('Microsoft.VSTS.Common.BusinessValue', 'Business Value', 'integer'),
  field('Microsoft.VSTS.Scheduling.StoryPoints', 'Story Points', 'double'),
  field('Microsoft.VSTS.Scheduling.Effort', 'Effort', 'double'),
  field('Microsoft.VSTS.Scheduling.OriginalEstimate', 'Original Estimate', 'double'),
  field('Microsoft.VSTS.Scheduling.RemainingWork', 'Remaining Work', 'double'),
  field('Microsoft.VSTS.Scheduling.CompletedWork', 'Completed Work', 'double'),
  field('Microsoft.VSTS.Scheduling.TargetDate', 'Target Date', 'dateTime'),
  field('Custom.LampHours', 'Lamp Hours', 'double'),
  field('Custom.Inspected', 'Inspected', 'boolean'),
  field('WEF_0A1B_Kanban.Column', 'Board Column', 'string'),
])

const relationType = (referenceName: string, name: string, usage = 'workItemLink'): Json => ({
  attributes: { usage, editable: true, enabled: true, directional: referenceName.includes('-') },
  referenceName,
  name,
})
export const relationTypes = list([
  relationType('System.LinkTypes.Hierarchy-Forward', 'Child'),
  relationType('System.LinkTypes.Hierarchy-Reverse', 'Parent'),
  relationType('System.LinkTypes.Dependency-Forward', 'Successor'),
  relationType('System.LinkTypes.Dependency-Reverse', 'Predecessor'),
  relationType('System.LinkTypes.Related', 'Related'),
  relationType('System.LinkTypes.Duplicate-Forward', 'Duplicate'),
  relationType('System.LinkTypes.Duplicate-Reverse', 'Duplicate Of'),
  relationType('Microsoft.VSTS.Common.TestedBy-Forward', 'Tested By'),
  relationType('Hyperlink', 'Hyperlink', 'resourceLink'),
])

const AGILE_STATES = [
  { name: 'New', color: 'b2b2b2', category: 'Proposed' },
  { name: 'Active', color: '007acc', category: 'InProgress' },
  { name: 'Resolved', color: 'ff9d00', category: 'Resolved' },
  { name: 'Closed', color: '339933', category: 'Completed' },
  { name: 'Removed', color: 'ffffff', category: 'Removed' },
]
const type = (
  name: string,
  states: readonly Json[],
  referenceName = `Microsoft.VSTS.WorkItemTypes.${name.replaceAll(' ', '')}`,
): Json => ({
  name,
  referenceName,
  color: '009CCC',
  isDisabled: false,
  states,
})
export const agileTypes = list([
  ...['Epic', 'Feature', 'User Story', 'Bug', 'Task', 'Issue'].map(name => type(name, AGILE_STATES)),
  type('Lamp Check', [{ name: 'Lit', color: '007acc', category: 'InProgress' }], 'Halden.LampCheck'),
])
const SCRUM_STATES = [
  { name: 'New', color: 'b2b2b2', category: 'Proposed' },
  { name: 'Committed', color: '007acc', category: 'InProgress' },
  { name: 'Done', color: '339933', category: 'Completed' },
]
export const scrumTypes = list(
  ['Epic', 'Feature', 'Product Backlog Item', 'Bug', 'Task'].map(name => type(name, SCRUM_STATES)),
)

const category = (name: string, ...types: readonly string[]): Json => ({
  name,
  referenceName: `Microsoft.${name}Category`,
  workItemTypes: types.map(each => ({ name: each, url: '' })),
})
export const agileCategories = list([
  category('Epic', 'Epic'),
  category('Feature', 'Feature'),
  category('Requirement', 'User Story'),
  category('Task', 'Task'),
  category('Bug', 'Bug'),
])
export const scrumCategories = list([
  category('Requirement', 'Product Backlog Item'),
  category('Task', 'Task'),
  category('Bug', 'Bug'),
])

const level = (id: string, name: string, rank: number, ...types: readonly string[]): Json => ({
  id,
  name,
  rank,
  workItemTypes: types.map(each => ({ name: each, url: '' })),
})
const backlogs = (story: readonly string[], effort: string, bugsBehavior: string): Json => ({
  taskBacklog: level('Microsoft.TaskCategory', 'Tasks', 1, 'Task'),
  requirementBacklog: level('Microsoft.RequirementCategory', 'Stories', 2, ...story),
  portfolioBacklogs: [
    level('Microsoft.EpicCategory', 'Epics', 4, 'Epic'),
    level('Microsoft.FeatureCategory', 'Features', 3, 'Feature'),
  ],
  workItemTypeMappedStates: [],
  backlogFields: { typeFields: { Order: 'Microsoft.VSTS.Common.StackRank', Effort: effort } },
  bugsBehavior,
  hiddenBacklogs: [],
})
export const agileBacklogs = backlogs(['User Story'], 'Microsoft.VSTS.Scheduling.StoryPoints', 'asTasks')
export const scrumBacklogs = backlogs(
  ['Product Backlog Item', 'Bug'],
  'Microsoft.VSTS.Scheduling.Effort',
  'asRequirements',
)

const node = (id: number, name: string, path: string, more: { readonly [key: string]: Json }): Json => ({
  id,
  identifier: `5c0ffee0-0000-4000-8000-0000000000${id}`,
  name,
  structureType: 'iteration',
  hasChildren: false,
  path,
  ...more,
})
const dates = (startDate: string, finishDate: string): { readonly [key: string]: Json } => ({
  attributes: { startDate: `${startDate}T00:00:00Z`, finishDate: `${finishDate}T00:00:00Z` },
})
const area = (id: number, name: string, path: string, children: readonly Json[] = []): Json =>
  node(id, name, path, { structureType: 'area', hasChildren: children.length > 0, ...(children.length > 0 && { children }) })
export const lighthouseNodes = list([
  area(40, 'Lighthouse', '\\Lighthouse\\Area', [area(41, 'Tower', '\\Lighthouse\\Area\\Tower')]),
  node(20, 'Lighthouse', '\\Lighthouse\\Iteration', {
  hasChildren: true,
  children: [
    node(21, 'Sprint 1', '\\Lighthouse\\Iteration\\Sprint 1', dates('2026-03-02', '2026-03-15')),
    node(22, 'Sprint 2', '\\Lighthouse\\Iteration\\Sprint 2', dates('2026-03-16', '2026-03-29')),
    node(23, 'Later', '\\Lighthouse\\Iteration\\Later', {}),
  ],
}),
])
export const cutNodes = list([
  area(40, 'Lighthouse', '\\Lighthouse\\Area'),
  node(20, 'Lighthouse', '\\Lighthouse\\Iteration', { hasChildren: true }),
])
export const harbourNodes = list([
  area(50, 'Harbour', '\\Harbour\\Area'),
  node(30, 'Harbour', '\\Harbour\\Iteration', {}),
])
export const teams = list([{ id: KEEPERS, name: 'Keepers', projectId: LIGHTHOUSE, projectName: 'Lighthouse' }])
export const teamIterations = list([
  { id: '5C0FFEE0-0000-4000-8000-000000000021', name: 'Sprint 1', path: 'Lighthouse\\Sprint 1' },
  { id: '5C0FFEE0-0000-4000-8000-000000000022', name: 'Sprint 2', path: 'Lighthouse\\Sprint 2' },
])
