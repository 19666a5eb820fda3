/** The process templates as the service ships them, and the demo's one inherited process with its own type. */

export type StateCategory = 'Proposed' | 'InProgress' | 'Resolved' | 'Completed' | 'Removed'

export interface WorkItemState {
  readonly name: string
  readonly color: string
  readonly category: StateCategory
}

export interface WorkItemType {
  readonly name: string
  readonly referenceName: string
  readonly description: string
  readonly color: string
  readonly icon: string
  /** Reference name of the backlog category, null for a type on no backlog. */
  readonly category: string | null
  readonly states: readonly WorkItemState[]
  /** Own fields besides those every type has. */
  readonly fields: readonly string[]
}

const COLORS: Readonly<Record<StateCategory, string>> = {
  Proposed: 'b2b2b2',
  InProgress: '007acc',
  Resolved: 'ff9d00',
  Completed: '339933',
  Removed: 'ffffff',
}

const state = (category: StateCategory, ...names: readonly string[]): readonly WorkItemState[] =>
  names.map(name => ({ name, category, color: COLORS[category] }))

const REMOVED = state('Removed', 'Removed')
const agileStates = [
  ...state('Proposed', 'New'),
  ...state('InProgress', 'Active'),
  ...state('Resolved', 'Resolved'),
  ...state('Completed', 'Closed'),
]
const scrumStates = [
  ...state('Proposed', 'New', 'Approved'),
  ...state('InProgress', 'Committed'),
  ...state('Completed', 'Done'),
  ...REMOVED,
]

const SCHEDULE = [
  'Microsoft.VSTS.Scheduling.StartDate',
  'Microsoft.VSTS.Scheduling.TargetDate',
  'Microsoft.VSTS.Scheduling.Effort',
  'Microsoft.VSTS.Common.ValueArea',
  'System.Description',
]
const HOURS = [
  'Microsoft.VSTS.Scheduling.OriginalEstimate',
  'Microsoft.VSTS.Scheduling.RemainingWork',
  'Microsoft.VSTS.Scheduling.CompletedWork',
  'Microsoft.VSTS.Common.Activity',
]
const STORY = ['Microsoft.VSTS.Scheduling.StoryPoints', 'Microsoft.VSTS.Common.ValueArea', 'System.Description']
const STACK = ['Microsoft.VSTS.Common.StackRank']
const BACKLOG = ['Microsoft.VSTS.Common.BacklogPriority']

function defineType(
  name: string,
  category: string | null,
  color: string,
  icon: string,
  states: readonly WorkItemState[],
  fields: readonly string[],
): WorkItemType {
  const referenceName = `Microsoft.VSTS.WorkItemTypes.${name.replaceAll(' ', '')}`
  return { name, referenceName, description: `${name} of the demo.`, color, icon, category, states, fields }
}

export const agileTypes: readonly WorkItemType[] = [
  defineType(
    'Epic',
    'Microsoft.EpicCategory',
    'FF7B00',
    'icon_crown',
    [...agileStates, ...REMOVED],
    [...SCHEDULE, ...STACK],
  ),
  defineType(
    'Feature',
    'Microsoft.FeatureCategory',
    '773B93',
    'icon_trophy',
    [...agileStates, ...REMOVED],
    [...SCHEDULE, ...STACK],
  ),
  defineType(
    'User Story',
    'Microsoft.RequirementCategory',
    '009CCC',
    'icon_book',
    [...agileStates, ...REMOVED],
    [...STORY, ...STACK],
  ),
  defineType(
    'Task',
    'Microsoft.TaskCategory',
    'F2CB1D',
    'icon_clipboard',
    [...state('Proposed', 'New'), ...state('InProgress', 'Active'), ...state('Completed', 'Closed'), ...REMOVED],
    [...HOURS, ...STACK],
  ),
  defineType('Bug', 'Microsoft.BugCategory', 'CC293D', 'icon_insect', agileStates, [
    ...STORY,
    ...HOURS,
    ...STACK,
    'Microsoft.VSTS.Common.Severity',
  ]),
]

export const scrumTypes: readonly WorkItemType[] = [
  defineType(
    'Epic',
    'Microsoft.EpicCategory',
    'FF7B00',
    'icon_crown',
    [...state('Proposed', 'New'), ...state('InProgress', 'In Progress'), ...state('Completed', 'Done'), ...REMOVED],
    [...SCHEDULE, ...BACKLOG],
  ),
  defineType(
    'Feature',
    'Microsoft.FeatureCategory',
    '773B93',
    'icon_trophy',
    [...state('Proposed', 'New'), ...state('InProgress', 'In Progress'), ...state('Completed', 'Done'), ...REMOVED],
    [...SCHEDULE, ...BACKLOG],
  ),
  defineType('Product Backlog Item', 'Microsoft.RequirementCategory', '009CCC', 'icon_list', scrumStates, [
    'Microsoft.VSTS.Scheduling.Effort',
    'Microsoft.VSTS.Common.ValueArea',
    ...BACKLOG,
  ]),
  defineType(
    'Task',
    'Microsoft.TaskCategory',
    'F2CB1D',
    'icon_clipboard',
    [...state('Proposed', 'To Do'), ...state('InProgress', 'In Progress'), ...state('Completed', 'Done'), ...REMOVED],
    ['Microsoft.VSTS.Scheduling.RemainingWork', 'Microsoft.VSTS.Common.Activity', ...BACKLOG],
  ),
  defineType('Bug', 'Microsoft.BugCategory', 'CC293D', 'icon_insect', scrumStates, [
    'Microsoft.VSTS.Scheduling.Effort',
    'Microsoft.VSTS.Common.Severity',
    ...BACKLOG,
  ]),
]

/** A type of an inherited process: its own prefix, its own state names, and on no backlog. */
export const riskType: WorkItemType = {
  name: 'Risk',
  referenceName: 'HaldenAgile.Risk',
  description: 'Something that may keep an initiative from its date.',
  color: 'EC001D',
  icon: 'icon_flame',
  category: null,
  states: [
    ...state('Proposed', 'Identified'),
    ...state('InProgress', 'Mitigating'),
    ...state('Resolved', 'Mitigated'),
    ...state('Completed', 'Closed'),
  ],
  fields: ['System.Description', 'Custom.Probability', ...STACK],
}

/** Ids of the system processes are the same in every organisation. */
export const processIds = {
  Agile: 'adcc42ab-9882-485e-a3ed-7678f01f66bc',
  Scrum: '6b724908-ef14-45cf-84f8-768b5384da45',
} as const

export function categoryOfState(type: WorkItemType, stateName: string): StateCategory {
  const found = type.states.find(({ name }) => name === stateName)
  if (found === undefined) throw new Error(`${type.name} has no state ${stateName}`)
  return found.category
}
