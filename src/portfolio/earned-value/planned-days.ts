import { type Day, dayOf } from '../calendar.ts'
import type { InitiativeFacts, ScopeItem } from '../initiative.ts'
import type { PlannedDays } from '../item-plan.ts'
import { type ItemTree, listBelow } from '../item-tree.ts'
import { currentDayOf } from '../milestone/milestone.ts'
import type { FinishSource } from './baseline.ts'

/**
 * F2: its own day, else the end of its iteration, else its milestone's day. Of an item that is done, the day it was: a plan
 * approved today plans nothing for later that is finished, or it would be ahead from its first day on.
 */
export function planFinish(
  item: ScopeItem,
  plan: PlannedDays | undefined,
  milestoneDay: Day | null,
): { readonly finishDay: Day | null; readonly finishFrom: FinishSource | null } {
  const sources: readonly (readonly [FinishSource, Day | null])[] = [
    ['done', item.doneAt === null ? null : dayOf(item.doneAt)],
    ['target', plan?.targetDay ?? null],
    ['iteration', plan?.iterationEndDay ?? null],
    ['milestone', milestoneDay],
  ]
  const [finishFrom = null, finishDay = null] = sources.find(([, day]) => day !== null) ?? []
  return { finishDay, finishFrom }
}

/** The earliest day of the milestones that each item belongs to. */
export function readMilestoneDays(tree: ItemTree, milestones: InitiativeFacts['milestones']): ReadonlyMap<string, Day> {
  const days = new Map<string, Day>()
  for (const { dates, itemIds } of milestones) {
    const day = currentDayOf(dates)
    if (day === null) continue
    for (const id of listBelow(tree, itemIds)) {
      const known = days.get(id)
      if (known === undefined || day < known) days.set(id, day)
    }
  }
  return days
}
