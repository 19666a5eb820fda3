import { type Day, dayOf } from '../calendar.ts'
import type { ScopeItem } from '../initiative.ts'

/**
 * The day each item joined the scope. Items that were there when the scope was drawn up joined when they were created:
 * drawing a scope around old work is no growth.
 */
export function readJoinDays(items: readonly ScopeItem[]): (item: ScopeItem) => Day {
  let drawnUpOn: Day | null = null
  for (const item of items) {
    const day = dayOf(item.inScopeSince)
    if (drawnUpOn === null || day < drawnUpOn) drawnUpOn = day
  }
  return item => {
    const since = dayOf(item.inScopeSince)
    const created = dayOf(item.createdAt)
    return since === drawnUpOn && created < since ? created : since
  }
}
