import type { RecordKind } from './raw-record.ts'
import type { FieldRole, ItemKind, LinkMeaning, Weekday, WorkState } from './work-item.ts'

/**
 * What a connector saw, in our shape and the tracker's own ids. Nothing is mapped yet: a status is still the tracker's
 * status, a custom field is still its id. Instants are ISO 8601 UTC, days are `YYYY-MM-DD`.
 */
export type SourceRecord =
  | SourceProject
  | SourceItemType
  | SourceStatus
  | SourceField
  | SourceLinkType
  | SourcePerson
  | SourceIteration
  | SourceArea
  | SourceRelease
  | SourceWorkItem
  | SourceLink
  | SourceLinkList
  | SourceWorklog
  | SourceTeam
  | SourceTeamPlan
  | SourceRemoval

/** A value of one tracker field: text, number, day, instant or id; a list where the field holds several. */
export type FieldValue = null | string | number | boolean | readonly string[]

/** What a connector believes about a word of the tracker, and why; a person may overrule it. */
export interface Proposal<T> {
  readonly value: T
  /** 0 to 1; from 0.5 on it is used until a person decides. */
  readonly confidence: number
  /** Why, for a person: "board configuration", "status category", "field schema", "name". */
  readonly reason: string
}

export interface SourceProject {
  readonly type: 'project'
  readonly externalId: string
  readonly key: string | null
  readonly name: string
  readonly url: string | null
  readonly archived: boolean
}

export interface SourceItemType {
  readonly type: 'item_type'
  readonly externalId: string
  readonly projectId: string | null
  readonly name: string
  readonly proposal: Proposal<{ readonly kind: ItemKind; readonly level: number }> | null
}

export interface SourceStatus {
  readonly type: 'status'
  readonly externalId: string
  readonly projectId: string | null
  readonly name: string
  readonly proposal: Proposal<WorkState> | null
}

export interface SourceField {
  readonly type: 'field'
  readonly externalId: string
  /** Set where the meaning holds in one project only (the estimate field of its board). */
  readonly projectId: string | null
  readonly name: string
  /** The tracker's own word for the data type. */
  readonly dataType: string
  readonly proposal: Proposal<FieldMeaning> | null
}

export interface FieldMeaning {
  readonly role: FieldRole
  readonly unit: 'points' | 'hours' | 'seconds' | 'days' | null
  /** Lower is preferred when several fields have the same role. */
  readonly rank: number
}

export interface SourceLinkType {
  readonly type: 'link_type'
  readonly externalId: string
  readonly name: string
  readonly proposal: Proposal<LinkMeaning> | null
}

export interface SourcePerson {
  readonly type: 'person'
  readonly externalId: string
  readonly name: string
  readonly email: string | null
  readonly kind: 'human' | 'service' | 'unknown'
  readonly active: boolean
  /** The tracker has erased who it was; nothing of it may be kept. */
  readonly isErased?: true
}

export interface SourceIteration {
  readonly type: 'iteration'
  readonly externalId: string
  readonly projectId: string | null
  readonly name: string
  readonly path: string | null
  readonly state: 'future' | 'active' | 'closed' | null
  /** Both ends included; null when not planned yet. */
  readonly startDay: string | null
  readonly endDay: string | null
  readonly completedAt: string | null
  /** When it was so: no tracker tells when its dates were set, or by whom. */
  readonly seenAt: string
  readonly goal: string | null
  /** Boards or teams that use it, by external id. */
  readonly teamIds: readonly string[]
}

export interface SourceRelease {
  readonly type: 'release'
  readonly externalId: string
  readonly projectId: string
  readonly name: string
  readonly startDay: string | null
  readonly targetDay: string | null
  readonly released: boolean
  readonly archived: boolean
  readonly url: string | null
  /** Moves of `targetDay` and `released` the tracker still knows, oldest first; the last entry equals the current state. */
  readonly history: readonly HistoryEntry[]
}

/**
 * At `at`, `authorId` set these fields to these values. Keys that mean the same in every tracker: `status`, `type`, `project`,
 * `parent`, `assignee` (an external id each), `iterations`, `releases` (lists of them), and for a release `target_day` and
 * `released`. Every other key is the tracker's own field id. Fields not named keep their value.
 */
export interface HistoryEntry {
  readonly at: string
  /** Orders entries of the same instant: the history id in Jira, `rev` in Azure DevOps. */
  readonly order: number
  readonly authorId: string | null
  /** `observed`: the tracker recorded it. `reconstructed`: what must have been before the first entry. */
  readonly origin: 'observed' | 'reconstructed'
  readonly set: { readonly [field: string]: FieldValue }
}

export interface SourceWorkItem {
  readonly type: 'work_item'
  readonly externalId: string
  readonly key: string
  readonly url: string
  readonly title: string
  readonly projectId: string
  readonly typeId: string
  readonly statusId: string
  readonly resolution: string | null
  readonly priority: string | null
  readonly labels: readonly string[]
  readonly components: readonly string[]
  /** Place in the tracker's area tree, outermost first, joined by backslashes; null where there is none. */
  readonly area: string | null
  /** The id of that place; null, or left out, where places have none and are never renamed. */
  readonly areaId?: string | null
  readonly reporterId: string | null
  readonly createdAt: string
  readonly updatedAt: string
  /** Current values of the tracker's other fields, by field id; long text left out. */
  readonly fields: { readonly [fieldId: string]: FieldValue }
  /**
   * `complete`: `history` is everything, from creation to the current state, and replaces what is stored.
   * `partial`: `history` holds some entries (one revision) and is merged into what is stored.
   */
  readonly historyExtent: 'complete' | 'partial'
  readonly history: readonly HistoryEntry[]
  /** All links of this item, or null where the tracker reports links elsewhere. */
  readonly links: readonly SourceLink[] | null
  /** Says what is missing in `history` and why, for a gap row; null when nothing is. */
  readonly gap: string | null
}

/** Stored once, whichever end reported it. */
export interface SourceLink {
  readonly type: 'link'
  readonly externalId: string
  readonly typeId: string
  /** The end that acts: blocks, duplicates, is parent of. */
  readonly fromId: string
  readonly toId: string
  readonly active: boolean
  /** When it was made or removed; null where the tracker does not say. */
  readonly changedAt: string | null
  /** When it was made, where that stands in the history of an end and not with the link itself. */
  readonly madeAt?: string
}

/**
 * All links that an item has now, from a tracker that tells neither when a link was made nor that one is gone. The item's
 * parent is among them.
 */
export interface SourceLinkList {
  readonly type: 'link_list'
  /** Of the item. */
  readonly externalId: string
  readonly seenAt: string
  readonly links: readonly SourceLink[]
}

export interface SourceWorklog {
  readonly type: 'worklog'
  readonly externalId: string
  readonly workItemId: string
  readonly authorId: string | null
  readonly startedAt: string
  readonly createdAt: string
  readonly updatedAt: string
  readonly seconds: number
}

/** A place in the tracker's tree of areas. Items follow it when it is renamed or moved. */
export interface SourceArea {
  readonly type: 'area'
  readonly externalId: string
  /** As in {@link SourceWorkItem.area}. */
  readonly path: string
}

export interface SourceTeam {
  readonly type: 'team'
  readonly externalId: string
  readonly projectId: string | null
  readonly name: string
  /** Null where the tracker does not tell, which is not the same as none. */
  readonly workingDays: readonly Weekday[] | null
  readonly memberIds: readonly string[] | null
  /** Iterations the team has chosen to work in. */
  readonly iterationIds: readonly string[] | null
}

/** All that a team has planned for one iteration; it replaces what was known of that. */
export interface SourceTeamPlan {
  readonly type: 'team_plan'
  readonly externalId: string
  readonly teamId: string
  readonly iterationId: string
  /** A person without an entry has none: their capacity is unknown, not zero. */
  readonly capacities: readonly {
    readonly personId: string
    /** Null where the tracker divides the hours by no activity. */
    readonly activity: string | null
    readonly hoursPerDay: number
  }[]
  readonly daysOff: readonly {
    /** Null: the whole team is away. */
    readonly personId: string | null
    /** Both ends included. */
    readonly firstDay: string
    readonly lastDay: string
  }[]
}

/** The tracker says that this record is gone: deleted, or moved to where we do not look. */
export interface SourceRemoval {
  readonly type: 'removal'
  readonly kind: RecordKind
  readonly externalId: string
  readonly visibility: 'deleted' | 'not_visible'
  readonly at: string | null
  /** How we know: "recycle bin", "deleted feed". */
  readonly how: string
}
