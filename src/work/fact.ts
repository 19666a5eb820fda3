import type { MappingEntry } from './mapping.ts'
import type { RecordKind } from './raw-record.ts'
import type { FieldValue, SourceRemoval } from './source-record.ts'
import type { ItemKind, LinkMeaning, PlanningField, Weekday } from './work-item.ts'

/**
 * A source record after the connection's mappings were applied: our ids, our words. Ids come from record-id.ts. What has
 * no mapping is null and named in `unmapped`, never guessed.
 */
export type Fact =
  | ProjectFact
  | PersonFact
  | IterationFact
  | AreaFact
  | ReleaseFact
  | WorkItemFact
  | LinkFact
  | LinkListFact
  | WorklogFact
  | TeamFact
  | TeamPlanFact
  | RemovalFact
  | MappingFact

export interface ProjectFact {
  readonly type: 'project'
  readonly id: string
  readonly externalId: string
  readonly key: string | null
  readonly name: string
  readonly url: string | null
  readonly archived: boolean
}

export interface PersonFact {
  readonly type: 'person'
  readonly id: string
  readonly externalId: string
  readonly name: string
  readonly email: string | null
  readonly kind: 'human' | 'service' | 'unknown'
  readonly active: boolean
  readonly isErased: boolean
}

export interface IterationFact {
  readonly type: 'iteration'
  readonly id: string
  readonly externalId: string
  readonly projectId: string | null
  readonly name: string
  readonly path: string | null
  readonly state: 'future' | 'active' | 'closed' | null
  readonly startDay: string | null
  readonly endDay: string | null
  readonly completedAt: string | null
  readonly goal: string | null
  readonly teamIds: readonly string[]
  /** Its last day as it was seen. */
  readonly observations: readonly Observation[]
}

export interface AreaFact {
  readonly type: 'area'
  /** For one of several readings in a batch; areas are found by their external ids. */
  readonly id: string
  readonly externalId: string
  readonly path: string
}

export interface ReleaseFact {
  readonly type: 'release'
  readonly id: string
  readonly externalId: string
  readonly projectId: string
  readonly name: string
  readonly startDay: string | null
  readonly targetDay: string | null
  readonly released: boolean
  readonly archived: boolean
  readonly url: string | null
  readonly observations: readonly Observation[]
}

export interface WorkItemFact {
  readonly type: 'work_item'
  readonly id: string
  readonly externalId: string
  readonly key: string
  readonly url: string
  readonly title: string
  readonly projectId: string
  readonly typeExternalId: string
  readonly kind: ItemKind | null
  /** -1 sub-task, 0 leaf, 1 epic or feature, 2 and more above; null when the type is not mapped. */
  readonly level: number | null
  readonly statusExternalId: string
  readonly priority: string | null
  readonly labels: readonly string[]
  readonly components: readonly string[]
  readonly area: string | null
  readonly areaExternalId: string | null
  readonly reporterId: string | null
  readonly resolution: string | null
  readonly estimateUnit: 'points' | 'hours' | 'days' | null
  readonly createdAt: string
  readonly updatedAt: string
  readonly fields: { readonly [fieldId: string]: FieldValue }
  readonly historyExtent: 'complete' | 'partial'
  /** Current values of state, parent, assignee, iteration, dates and efforts are read from these, never stated twice. */
  readonly observations: readonly Observation[]
  readonly links: readonly LinkFact[] | null
  readonly gap: string | null
  /** Words without a mapping: "status 10044", "type 10011". */
  readonly unmapped: readonly string[]
}

/** At `at` a planning field was seen to become `value`; a field with several values names them all. */
export interface Observation {
  readonly field: PlanningField
  readonly value: string | null | readonly string[]
  readonly raw: string | null
  readonly at: string
  readonly order: number
  readonly authorId: string | null
  readonly origin: 'observed' | 'reconstructed'
}

export interface LinkFact {
  readonly type: 'link'
  readonly id: string
  readonly externalId: string
  readonly linkTypeExternalId: string
  readonly meaning: LinkMeaning | null
  readonly fromId: string
  readonly toId: string
  readonly active: boolean
  readonly changedAt: string | null
  /** When it was seen to be so, from a list of all that an item has; null: elsewhere. */
  readonly seenAt: string | null
  /** That it was made or removed, as far as the tracker dates it. */
  readonly observations: readonly Observation[]
}

/** All links of an item, as seen at an instant. */
export interface LinkListFact {
  readonly type: 'link_list'
  /** Of the item. */
  readonly id: string
  readonly seenAt: string
  readonly links: readonly LinkFact[]
}

export interface WorklogFact {
  readonly type: 'worklog'
  readonly id: string
  readonly externalId: string
  readonly workItemId: string
  readonly authorId: string | null
  readonly startedAt: string
  /** The day the work was done, as the tracker dates it (UTC day of `startedAt`). */
  readonly day: string
  readonly createdAt: string
  readonly updatedAt: string
  /** Signed: a correction is negative. */
  readonly seconds: number
  /** Derived from Completed Work, not logged by a person. */
  readonly inferred: boolean
}

export interface TeamFact {
  readonly type: 'team'
  readonly id: string
  readonly externalId: string
  readonly projectId: string | null
  readonly name: string
  /** Null where the tracker does not tell. */
  readonly workingDays: readonly Weekday[] | null
  readonly memberIds: readonly string[] | null
  readonly iterationIds: readonly string[] | null
}

/** What a team has planned for an iteration, as a whole. */
export interface TeamPlanFact {
  readonly type: 'team_plan'
  readonly id: string
  readonly externalId: string
  readonly teamId: string
  readonly iterationId: string
  readonly capacities: readonly CapacityFact[]
  readonly daysOff: readonly DayOffFact[]
}

/** Hours a person has for the team on each working day of the iteration. */
export interface CapacityFact {
  readonly id: string
  readonly externalId: string
  readonly personId: string
  readonly activity: string | null
  readonly hoursPerDay: number
}

/** Days on which somebody is away; both ends included. */
export interface DayOffFact {
  readonly id: string
  readonly externalId: string
  /** Null: the whole team. */
  readonly personId: string | null
  readonly firstDay: string
  readonly lastDay: string
}

export interface RemovalFact {
  readonly type: 'removal'
  readonly kind: RecordKind
  readonly id: string
  readonly externalId: string
  readonly visibility: SourceRemoval['visibility']
  readonly at: string | null
  readonly how: string
}

/** A word of the tracker and what is proposed for it; never overwrites what a person decided. */
export interface MappingFact {
  readonly type: 'mapping'
  readonly entry: MappingEntry
}
