import type { ScopeItem } from '../initiative.ts'
import type { Baseline } from './baseline.ts'

/**
 * Of the budget of finished items, the share in trackers where nobody books an hour on anything: work that took time which
 * no cost knows of. 0 where nothing is finished.
 */
export function measureUnbookedShare(
  { items }: Pick<Baseline, 'items'>,
  inScope: ReadonlyMap<string, ScopeItem>,
): number {
  const booking = new Set<string>()
  for (const item of inScope.values()) if (item.spentHours !== null) booking.add(item.connectionId)
  let done = 0
  let unbooked = 0
  for (const { workItemId, weight } of items) {
    const item = inScope.get(workItemId)
    if (item?.state !== 'done') continue
    done += weight
    if (!booking.has(item.connectionId)) unbooked += weight
  }
  return done > 0 ? unbooked / done : 0
}
