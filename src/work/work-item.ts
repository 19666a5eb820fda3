/** What teams do, in one vocabulary over all trackers. */

/** Cancelled is neither done nor in scope. */
export const WORK_STATES = ['todo', 'in_progress', 'in_review', 'blocked', 'done', 'cancelled'] as const
export type WorkState = (typeof WORK_STATES)[number]

export const ITEM_KINDS = [
  'objective',
  'initiative',
  'epic',
  'feature',
  'story',
  'task',
  'subtask',
  'bug',
  'risk',
  'issue',
  'decision',
  'milestone',
  'change',
  'other',
] as const
export type ItemKind = (typeof ITEM_KINDS)[number]

/** What a tracker field means to us; which field it is, is discovered per connection. */
export const FIELD_ROLES = [
  'estimate',
  'original_effort',
  'remaining_effort',
  'completed_effort',
  'start_day',
  'target_day',
  'business_value',
  'blocked',
] as const
export type FieldRole = (typeof FIELD_ROLES)[number]

/** What a link says about its two ends, read from → to. */
export const LINK_MEANINGS = ['blocks', 'parent', 'relates', 'duplicates'] as const
export type LinkMeaning = (typeof LINK_MEANINGS)[number]

export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
export type Weekday = (typeof WEEKDAYS)[number]

/** `deleted` is proven; `not_visible` means the tracker no longer shows it to us and does not say why. */
export const VISIBILITIES = ['visible', 'not_visible', 'archived', 'deleted'] as const
export type Visibility = (typeof VISIBILITIES)[number]

/** Fields whose every change is kept as an interval, so that any answer can be asked as of an instant. */
export const PLANNING_FIELDS = [
  'state',
  'project',
  'parent',
  'assignee',
  'iteration',
  'release',
  'estimate',
  'original_hours',
  'remaining_hours',
  'completed_hours',
  'start_day',
  'target_day',
  'released',
  'linked',
] as const
export type PlanningField = (typeof PLANNING_FIELDS)[number]

/** A planning field had `value` from `validFrom` until `validTo` (null: still). */
export interface Span {
  readonly field: PlanningField
  /** An id, a day, a state or a number as text; null means empty. A field with several values has a span for each. */
  readonly value: string | null
  /** The tracker's own word where `value` is mapped: the status id behind a state. */
  readonly raw: string | null
  readonly validFrom: string
  readonly validTo: string | null
  /** Person who set the value, by our id; null when the tracker does not say. */
  readonly authorId: string | null
  /** Order of the entry that began it, for entries of the same instant. */
  readonly order: number
  readonly origin: 'observed' | 'reconstructed'
}
