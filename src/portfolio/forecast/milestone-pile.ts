import { type Day, workingDaysBetween } from '../calendar.ts'
import type { MilestoneFacts, ScopeItem } from '../initiative.ts'
import { type ItemTree, listBelow } from '../item-tree.ts'
import { baselineOf, currentDayOf } from '../milestone/milestone.ts'
import { pickById } from '../pick-by-id.ts'
import { PACE_WINDOW_WORKING_DAYS } from './pace.ts'

/** A milestone with the items that have to be done for it. */
export interface Pile {
  readonly milestone: MilestoneFacts
  readonly currentDay: Day | null
  /** What was promised first; teams take piles up in this order. */
  readonly promisedDay: Day | null
  /** Its items that count, the finished ones too. */
  readonly items: readonly ScopeItem[]
  /** All that lies below it in scope, steps and epics included. */
  readonly ids: ReadonlySet<string>
}

export function pileUp(
  tree: ItemTree,
  counted: readonly ScopeItem[],
  milestones: readonly MilestoneFacts[],
): readonly Pile[] {
  const pick = pickById(counted)
  return milestones.map(milestone => {
    const ids = listBelow(tree, milestone.itemIds)
    return {
      milestone,
      currentDay: currentDayOf(milestone.dates),
      promisedDay: baselineOf(milestone.dates, milestone.baselineDay),
      items: pick(ids),
      ids,
    }
  })
}

export function isLongOverdue({ currentDay }: Pile, today: Day): boolean {
  return currentDay !== null && workingDaysBetween(currentDay, today) > PACE_WINDOW_WORKING_DAYS
}
