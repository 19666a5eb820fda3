import type { Day } from '../calendar.ts'
import type { ScopeItem } from '../initiative.ts'
import { isAchieved } from '../milestone/milestone.ts'
import { isLongOverdue, type Pile } from './milestone-pile.ts'

/** By connection, how many items. */
type Counts = ReadonlyMap<string, number>

/**
 * Of each pile, the open items that teams take up before it: those of all piles promised earlier, but for its own. The
 * promise decides and not the date that stands now: whoever moves a date must not thereby move its own forecast, or those
 * of all others. A milestone long past its date with nothing said about it is given up, not in the way.
 */
export function countAhead(piles: readonly Pile[], today: Day): ReadonlyMap<Pile, Counts> {
  const inTheWay = piles
    .filter(pile => pile.promisedDay !== null && !isAchieved(pile.milestone, today) && !isLongOverdue(pile, today))
    .toSorted(byPromise)
  // In the order of the promises, what lies ahead only grows.
  const items = new Set<ScopeItem>()
  const counts = new Map<string, number>()
  let taken = 0
  const ahead = new Map<Pile, Counts>()
  for (const pile of piles.toSorted(byPromise)) {
    for (let next = inTheWay[taken]; next !== undefined && byPromise(next, pile) < 0; next = inTheWay[taken]) {
      for (const item of next.items) {
        if (!isOpen(item) || items.has(item)) continue
        items.add(item)
        counts.set(item.connectionId, (counts.get(item.connectionId) ?? 0) + 1)
      }
      taken += 1
    }
    const others = new Map(counts)
    for (const item of pile.items) {
      if (items.has(item)) others.set(item.connectionId, (others.get(item.connectionId) ?? 0) - 1)
    }
    ahead.set(pile, others)
  }
  return ahead
}

export const isOpen = ({ state }: ScopeItem): boolean => state !== 'done'

/** What nobody promised comes last. */
function byPromise(left: Pile, right: Pile): number {
  const [a, b] = [left.promisedDay ?? '9999', right.promisedDay ?? '9999']
  return a < b ? -1 : a > b ? 1 : 0
}
