import type { WorkItemType } from './processes.ts'

/** Identity fields hold the id of a person; the answer decides how the person is written. */
export type FieldValue = string | number | boolean
export type Fields = Readonly<Record<string, FieldValue>>

export interface Person {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly descriptor: string
}

export interface Project {
  readonly id: string
  name: string
  readonly description: string
  readonly process: { readonly name: string; readonly typeId: string; readonly base: 'Agile' | 'Scrum' }
  readonly types: readonly WorkItemType[]
  revision: number
  lastUpdateTime: string
  /** False while the caller's permission on the project is taken away. */
  isVisible: boolean
}

export interface ProjectRevision {
  readonly projectId: string
  readonly name: string
  readonly description: string
  readonly state: 'createPending' | 'wellFormed' | 'deleting' | 'deleted'
  readonly revision: number
  readonly lastUpdateTime: string
}

export interface ClassificationNode {
  /** System.AreaId or System.IterationId. */
  readonly id: number
  readonly identifier: string
  name: string
  readonly structureType: 'area' | 'iteration'
  readonly projectId: string
  readonly parentId: number | null
  startDate?: string
  finishDate?: string
  /** Gone from the tree; revisions of its time go on naming it. */
  isDeleted?: true
}

export interface DaysOff {
  readonly start: string
  readonly end: string
}

export interface TeamCapacity {
  readonly iterationId: number
  readonly personId: string
  readonly activities: readonly { readonly name: string; readonly capacityPerDay: number }[]
  readonly daysOff: readonly DaysOff[]
}

export interface Team {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly projectId: string
  readonly isDefault: boolean
  readonly members: readonly { readonly personId: string; readonly isAdmin: boolean }[]
  /** Null for a team that never chose one: the service then answers with the zero GUID. */
  readonly backlogIterationId: number | null
  iterationIds: readonly number[]
  readonly areas: readonly { readonly areaId: number; readonly includeChildren: boolean }[]
  readonly bugsBehavior: 'off' | 'asRequirements' | 'asTasks'
  readonly workingDays: readonly string[]
  capacities: readonly TeamCapacity[]
  daysOff: readonly { readonly iterationId: number; readonly days: readonly DaysOff[] }[]
}

export interface Revision {
  readonly rev: number
  /** Grows over the whole organisation: the order of the revision feed. */
  readonly watermark: number
  readonly changedDate: string
  readonly changedBy: string
  readonly areaId: number
  readonly iterationId: number
  readonly type: string
  readonly state: string
  readonly isDeleted: boolean
  /** What this file does not name; paths and the project's name follow from the ids, as renames make no revision. */
  readonly fields: Fields
}

export interface WorkItem {
  readonly id: number
  readonly createdDate: string
  readonly createdBy: string
  readonly revisions: Revision[]
  deletion: { readonly at: string; readonly by: string } | null
}

/** One row of the link feed; a link's latest row says whether it exists. */
export interface LinkChange {
  readonly sequence: number
  /** Without -Forward or -Reverse; the source is the forward end (parent, predecessor). */
  readonly rel: string
  readonly sourceId: number
  readonly targetId: number
  readonly changedDate: string
  readonly changedBy: string
  readonly isActive: boolean
}

export interface Subscription {
  readonly id: string
  status: 'enabled' | 'onProbation' | 'disabledByUser' | 'disabledBySystem' | 'disabledByInactiveIdentity'
  readonly publisherId: string
  readonly eventType: string
  readonly resourceVersion: string
  readonly consumerId: string
  readonly consumerActionId: string
  publisherInputs: Readonly<Record<string, string>>
  consumerInputs: Readonly<Record<string, string>>
  readonly createdBy: string
  readonly createdDate: string
  modifiedDate: string
}

/** A query that people have saved, of items or of trees of them. */
export interface SavedQuery {
  readonly id: string
  wiql: string
  /** Of a tree query: pairs of parent and child follow from the items that the text finds. */
  readonly isTree?: true
}

/** All that is kept: plain data, so that it can be written to a file and read again. */
export interface OrganizationState {
  readonly id: string
  readonly name: string
  readonly people: Person[]
  readonly projects: Project[]
  readonly projectHistory: ProjectRevision[]
  readonly nodes: ClassificationNode[]
  readonly teams: Team[]
  readonly workItems: WorkItem[]
  readonly links: LinkChange[]
  readonly subscriptions: Subscription[]
  readonly queries: SavedQuery[]
  lastWorkItemId: number
  lastWatermark: number
  lastLinkSequence: number
}
