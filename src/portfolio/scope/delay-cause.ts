import { groupBy } from '../group-by.ts'
import { intersect, unite } from './interval.ts'
import { type ItemLife, timesIn } from './item-life.ts'

/** An item with what held it up. */
export interface BlockedWork {
  readonly life: ItemLife
  /** Items that a link says it waits for. */
  readonly blockers: readonly NamedItem[]
}

export interface NamedItem {
  readonly id: string
  readonly key: string
  readonly title: string
}

/** What work waited for, and for how long in all. */
export interface DelayCause {
  /** The item waited for; null: no link says what it was. */
  readonly blocker: NamedItem | null
  readonly blockedDays: number
  readonly items: readonly (NamedItem & { readonly blockedDays: number })[]
}

const DAY_MS = 86_400_000
const MOST_CAUSES = 5

/**
 * The five that cost most, by the time that items were blocked while they were in the scope. An item that waits for several
 * counts for the first of them only, so that no day counts twice.
 */
export function rankDelayCauses(work: readonly BlockedWork[], untilMs: number): readonly DelayCause[] {
  const held = work
    .map(({ life, blockers }) => ({ life, blocker: blockers[0] ?? null, blockedDays: daysBlocked(life, untilMs) }))
    .filter(({ blockedDays }) => blockedDays > 0)
  const causes = [...groupBy(held, ({ blocker, life }) => blocker?.id ?? `unknown ${life.id}`).values()].map(group => ({
    blocker: group[0].blocker,
    blockedDays: round(group.reduce((sum, { blockedDays }) => sum + blockedDays, 0)),
    items: group.map(({ life: { id, key, title }, blockedDays }) => ({
      id,
      key,
      title,
      blockedDays: round(blockedDays),
    })),
  }))
  return causes.toSorted((a, b) => b.blockedDays - a.blockedDays).slice(0, MOST_CAUSES)
}

function daysBlocked(life: ItemLife, untilMs: number): number {
  const times = intersect(unite(life.stays), timesIn(life, 'blocked'))
  return times.reduce((sum, { fromMs, toMs }) => sum + Math.max(0, Math.min(toMs, untilMs) - fromMs), 0) / DAY_MS
}

const round = (days: number): number => Math.round(days * 10) / 10
