import { type Day, workingDaysBetween } from '../calendar.ts'
import type { MilestoneFacts, ScopeItem } from '../initiative.ts'
import { type ItemTree, listBelow } from '../item-tree.ts'
import { baselineOf, currentDayOf, isAchieved } from '../milestone/milestone.ts'
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
  return milestones.map(milestone => {
    const ids = listBelow(tree, new Set(milestone.itemIds))
    return {
      milestone,
      currentDay: currentDayOf(milestone.dates),
      promisedDay: baselineOf(milestone.dates, milestone.baselineDay),
      items: counted.filter(item => ids.has(item.id)),
      ids,
    }
  })
}

/**
 * Whether a team takes up the other pile first. The promise decides and not the date that stands now: whoever moves a
 * date must not thereby move its own forecast, or those of all others. A milestone long past its date with nothing said
 * about it is given up, not in the way.
 */
export function comesBefore(other: Pile, pile: Pile, today: Day): boolean {
  if (other.promisedDay === null || isAchieved(other.milestone, today) || isLongOverdue(other, today)) return false
  return pile.promisedDay === null || other.promisedDay < pile.promisedDay
}

export function isLongOverdue({ currentDay }: Pile, today: Day): boolean {
  return currentDay !== null && workingDaysBetween(currentDay, today) > PACE_WINDOW_WORKING_DAYS
}
