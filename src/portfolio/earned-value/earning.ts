import { type Day, dayOf } from '../calendar.ts'
import type { ScopeItem } from '../initiative.ts'
import type { Baseline, EarningRule } from './baseline.ts'

/**
 * EV at the end of a day: baseline weights times what is earned of each item. What joined after the baseline earns nothing,
 * and neither does what has left the scope since or was cancelled.
 */
export function measureEarned(
  { items, earningRule, total }: Pick<Baseline, 'items' | 'earningRule' | 'total'>,
  inScope: ReadonlyMap<string, ScopeItem>,
  day: Day,
): number {
  let earned = 0
  let isAll = true
  for (const { workItemId, weight } of items) {
    const item = inScope.get(workItemId)
    const share = item === undefined ? 0 : earnedShare(item, earningRule, day)
    if (share < 1 && weight > 0) isAll = false
    earned += weight * share
  }
  // A sum of parts may miss the whole by the last bit, and "all" decides what is asked next.
  return isAll ? total : Math.min(earned, total)
}

/** The day the last item of the baseline was done; null when the trackers do not say. */
export function findLastDone({ items }: Pick<Baseline, 'items'>, inScope: ReadonlyMap<string, ScopeItem>): Day | null {
  return items.reduce<Day | null>((last, { workItemId }) => {
    const doneAt = inScope.get(workItemId)?.doneAt ?? null
    const day = doneAt === null ? null : dayOf(doneAt)
    return day !== null && (last === null || day > last) ? day : last
  }, null)
}

function earnedShare(item: ScopeItem, rule: EarningRule, day: Day): number {
  if (item.state === 'done')
    return item.doneAt === null || dayOf(item.doneAt) <= day ? 1 : startedShare(item, rule, day)
  if (rule === 'percent_complete') return hoursShare(item)
  return startedShare(item, rule, day)
}

function startedShare({ startedAt }: ScopeItem, rule: EarningRule, day: Day): number {
  return rule === '50_50' && startedAt !== null && dayOf(startedAt) <= day ? 0.5 : 0
}

/** Without remaining hours nobody says how much is left, so nothing is earned before the end. */
function hoursShare({ spentHours, remainingHours }: ScopeItem): number {
  if (spentHours === null || remainingHours === null || !(spentHours > 0)) return 0
  return spentHours / (spentHours + Math.max(0, remainingHours))
}
