import type { Day } from './calendar.ts'

/** When the trackers say that an item is to be done, and by whom. */
export interface PlannedDays {
  /** Of the item. */
  readonly id: string
  /** The identity that the tracker names; null: nobody. */
  readonly identityId: string | null
  readonly startDay: Day | null
  readonly targetDay: Day | null
  readonly iterationStartDay: Day | null
  readonly iterationEndDay: Day | null
}

/** What is planned for an item that is neither done nor cancelled, and who is to do it. */
export interface ItemPlan extends PlannedDays {
  /** The person over all trackers, or the identity of one. */
  readonly assigneeId: string | null
  readonly assigneeName: string | null
  /** Null without an assignee. */
  readonly isAssigneeActive: boolean | null
  readonly blockedSince: string | null
  readonly updatedAt: string
  /** Iterations that were over while it was planned for them: when each ended, and how long it was in it. */
  readonly endedIterations: readonly { readonly endedMs: number; readonly fromMs: number; readonly toMs: number }[]
}

export const listAssignees = (plans: readonly ItemPlan[]): readonly string[] => [
  ...new Set(plans.flatMap(({ assigneeId }) => assigneeId ?? [])),
]

/** Who sweeps up on the last day moves what is left a little before the end. */
const LAST_DAY_MS = 86_400_000

/** How often an iteration ended with the item in it, and the item not done. */
export function countCarryOvers({ endedIterations }: ItemPlan): number {
  const carried = endedIterations.filter(
    ({ endedMs, fromMs, toMs }) => fromMs < endedMs && toMs >= endedMs - LAST_DAY_MS,
  )
  return new Set(carried.map(({ endedMs }) => endedMs)).size
}
