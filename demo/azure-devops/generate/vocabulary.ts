/** What the two processes call the same steps; null where a process has no such step. */
export interface Steps {
  readonly fresh: string
  readonly ready: string | null
  readonly active: string
  readonly resolved: string | null
  readonly done: string
  readonly removed: string | null
}

export interface Vocabulary {
  readonly story: string
  readonly points: string
  readonly order: string
  readonly tracksHours: boolean
  readonly storySteps: Steps
  readonly bugSteps: Steps
  readonly taskSteps: Steps
  readonly portfolioSteps: Steps
}

const agile: Steps = {
  fresh: 'New',
  ready: null,
  active: 'Active',
  resolved: 'Resolved',
  done: 'Closed',
  removed: 'Removed',
}
const scrum: Steps = {
  fresh: 'New',
  ready: 'Approved',
  active: 'Committed',
  resolved: null,
  done: 'Done',
  removed: 'Removed',
}

export const vocabularies: Readonly<Record<'Agile' | 'Scrum', Vocabulary>> = {
  Agile: {
    story: 'User Story',
    points: 'Microsoft.VSTS.Scheduling.StoryPoints',
    order: 'Microsoft.VSTS.Common.StackRank',
    tracksHours: true,
    storySteps: agile,
    bugSteps: { ...agile, removed: null },
    taskSteps: { ...agile, resolved: null },
    portfolioSteps: { ...agile, resolved: null },
  },
  Scrum: {
    story: 'Product Backlog Item',
    points: 'Microsoft.VSTS.Scheduling.Effort',
    order: 'Microsoft.VSTS.Common.BacklogPriority',
    tracksHours: false,
    storySteps: scrum,
    bugSteps: scrum,
    taskSteps: { ...scrum, fresh: 'To Do', ready: null, active: 'In Progress' },
    portfolioSteps: { ...scrum, ready: null, active: 'In Progress' },
  },
}

const VERBS = [
  'Read',
  'Store',
  'Show',
  'Validate',
  'Import',
  'Export',
  'Retry',
  'Merge',
  'Archive',
  'Encrypt',
  'Index',
  'Notify',
  'Reconcile',
  'Throttle',
  'Replay',
]
const NOUNS = [
  'invoices',
  'tenant keys',
  'price plans',
  'audit entries',
  'sessions',
  'refunds',
  'usage records',
  'exchange rates',
  'service accounts',
  'partitions',
  'dead letters',
  'schema versions',
  'access tokens',
  'ledger rows',
  'café orders',
  'straße addresses',
]
const CONDITIONS = [
  'for partners',
  'in batches',
  'after a restart',
  'with two regions',
  'per tenant',
  'without downtime',
  'at month end',
  'when offline',
  'over the new gateway',
  'under load',
]
const FEATURES = [
  'Foundation',
  'Migration path',
  'Self service',
  'Reporting',
  'Administration',
  'Hardening',
  'Interfaces',
  'Operations',
  'Data quality',
  'Roll-out',
]
const EPICS = ['core services', 'first customers', 'all regions', 'partners', 'decommissioning', 'compliance', 'scale']

type Pick = <T>(choices: readonly T[]) => T

export const nameStory = (pick: Pick): string => `${pick(VERBS)} ${pick(NOUNS)} ${pick(CONDITIONS)}`
export const nameBug = (pick: Pick): string => `${pick(NOUNS)} are lost ${pick(CONDITIONS)}`
export const nameTask = (pick: Pick): string =>
  `${pick(['Write', 'Test', 'Review', 'Document', 'Deploy'])}: ${pick(VERBS)} ${pick(NOUNS)}`
export const nameFeature = (theme: string, position: number): string =>
  `${theme}: ${FEATURES[position % FEATURES.length]} ${Math.floor(position / FEATURES.length) + 1}`
export const nameEpic = (theme: string, position: number): string => `${theme} for ${EPICS[position % EPICS.length]}`
