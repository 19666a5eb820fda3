import { addDays, type Day, dayOf, daysBetween } from '../calendar.ts'
import type { ItemTree } from '../item-tree.ts'
import { readJoinDays } from './joined.ts'

/** How much the scope grew in a window (F8); unknown while the scope is still being drawn up. */
export type ScopeChange =
  | {
      readonly status: 'known'
      readonly since: Day
      readonly itemsThen: number
      readonly addedIds: readonly string[]
      /** Added items per item in scope at the start. */
      readonly growth: number
    }
  | { readonly status: 'unknown'; readonly reason: string }

/**
 * Growth since the start of the window, or since planning ended where that is later. Items cancelled by now are on
 * neither side: when they left is not known here.
 */
export function measureScopeChange(
  tree: ItemTree,
  options: { readonly statusAt: string; readonly windowDays: number; readonly planningDays: number },
): ScopeChange {
  const today = dayOf(options.statusAt)
  const joinedOn = readJoinDays(tree.items)
  const { counted } = tree
  const joins = counted.map(joinedOn)
  const first = joins.reduce<Day | null>(
    (earliest, day) => (earliest === null || day < earliest ? day : earliest),
    null,
  )
  if (first === null) return { status: 'unknown', reason: 'Nothing is in scope.' }
  const plannedBy = addDays(first, options.planningDays)
  if (plannedBy >= today) {
    return {
      status: 'unknown',
      reason: `Scope growth can be told after ${plannedBy}; the first items joined on ${first}.`,
    }
  }
  const windowStart = addDays(today, -options.windowDays)
  const since = daysBetween(windowStart, plannedBy) > 0 ? plannedBy : windowStart
  const addedIds = counted.flatMap((item, at) => ((joins[at] ?? since) > since ? item.id : []))
  const itemsThen = counted.length - addedIds.length
  return { status: 'known', since, itemsThen, addedIds, growth: addedIds.length / itemsThen }
}
