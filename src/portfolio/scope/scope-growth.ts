import { epochMs } from '../../work/instant.ts'
import { type Day, dayOf } from '../calendar.ts'
import { covers, type Intervals } from './interval.ts'
import { estimateAt, type ItemLife } from './item-life.ts'
import { findFirstMs, type ScopeLine } from './scope-line.ts'

/**
 * Why the scope is not what it was: joined, came from another initiative, items took the place of one (`split`), another
 * estimate, a first estimate, cancelled, went to another initiative, no longer selected or deleted.
 */
export const GROWTH_CAUSES = [
  'added',
  'moved_in',
  'split',
  're_estimated',
  'first_estimated',
  'cancelled',
  'moved_out',
  'removed',
] as const
export type GrowthCause = (typeof GROWTH_CAUSES)[number]

/** Growth in items, or in one unit of estimates; `before` and the causes add up to `after`. */
export interface GrowthLine {
  readonly unit: 'items' | 'points' | 'hours' | 'days' | null
  readonly before: number
  readonly after: number
  /** Signed. */
  readonly byCause: Readonly<Record<GrowthCause, number>>
  /** (added − removed) / before; null when nothing was there. First estimates are knowledge, not growth. */
  readonly growth: number | null
}

export type ScopeGrowth =
  | {
      readonly status: 'known'
      readonly since: Day
      readonly lines: readonly GrowthLine[]
      /** Items of each cause; of many, the first. */
      readonly itemIds: Readonly<Record<GrowthCause, readonly string[]>>
    }
  | { readonly status: 'unknown'; readonly reason: string }

const MOST_IDS = 100
const DAY_MS = 86_400_000

/** Scope change F8 since the plan was made: since the baseline, or since the days of planning ended. */
export function measureScopeGrowth(
  lines: readonly ScopeLine[],
  options: { readonly statusAt: string; readonly planningDays: number; readonly baselineAt: string | null },
): ScopeGrowth {
  const atMs = epochMs(options.statusAt)
  const firstMs = findFirstMs(lines)
  if (firstMs === null) return { status: 'unknown', reason: 'Nothing was ever in scope.' }
  const plannedMs = firstMs + options.planningDays * DAY_MS
  const sinceMs = options.baselineAt === null ? plannedMs : epochMs(options.baselineAt)
  if (sinceMs >= atMs) {
    const day = dayOf(new Date(sinceMs).toISOString())
    const begins = options.baselineAt === null ? 'when planning has ended' : 'when the baseline was approved'
    return { status: 'unknown', reason: `Scope growth can be told after ${day}, ${begins}.` }
  }
  return { status: 'known', since: dayOf(new Date(sinceMs).toISOString()), ...compare(lines, sinceMs, atMs) }
}

interface Sum {
  before: number
  after: number
  readonly byCause: Record<GrowthCause, number>
}

function compare(lines: readonly ScopeLine[], sinceMs: number, atMs: number) {
  const place = placesOf(lines, sinceMs, atMs)
  const sums = new Map<GrowthLine['unit'], Sum>([['items', newSum()]])
  const itemIds = Object.fromEntries(GROWTH_CAUSES.map(cause => [cause, [] as string[]])) as Record<
    GrowthCause,
    string[]
  >
  for (const { life, counted } of lines) {
    const was = covers(counted, sinceMs)
    const is = covers(counted, atMs)
    if (!was && !is) continue
    const before = was ? estimateAt(life, sinceMs) : null
    const after = is ? estimateAt(life, atMs) : null
    const cause = was && is ? causeOfEstimate(before, after) : is ? place.whyCame(life) : place.whyWent(life)
    add(sums, 'items', was ? 1 : 0, is ? 1 : 0, was === is ? null : cause)
    if (before !== null || after !== null) add(sums, life.estimateUnit, before ?? 0, after ?? 0, cause)
    if (cause !== null && itemIds[cause].length < MOST_IDS) itemIds[cause].push(life.id)
  }
  return { lines: [...sums].map(([unit, sum]) => ({ unit, ...rounded(sum), growth: growthOf(sum) })), itemIds }
}

function placesOf(lines: readonly ScopeLine[], sinceMs: number, atMs: number) {
  const byId = new Map(lines.map(line => [line.life.id, line]))
  const counts = (id: string | null, when: number) => id !== null && covers(byId.get(id)?.counted ?? NONE, when)
  const divided = new Set<string>()
  for (const { life, counted } of lines) {
    if (life.parentId !== null && covers(counted, atMs) && counts(life.parentId, sinceMs)) divided.add(life.parentId)
  }
  const wasElsewhere = (life: ItemLife, when: number) =>
    life.elsewhere.some(({ fromMs, toMs }) => fromMs <= when && when < toMs)
  return {
    whyCame: (life: ItemLife): GrowthCause => {
      if (life.parentId !== null && divided.has(life.parentId)) return 'split'
      return wasElsewhere(life, sinceMs) ? 'moved_in' : 'added'
    },
    whyWent: (life: ItemLife): GrowthCause => {
      if (divided.has(life.id)) return 'split'
      if (wasElsewhere(life, atMs)) return 'moved_out'
      return life.stays.some(({ toMs }) => toMs > atMs) ? 'cancelled' : 'removed'
    },
  }
}

const NONE: Intervals = []

function causeOfEstimate(before: number | null, after: number | null): GrowthCause | null {
  if (before === after) return null
  return before === null ? 'first_estimated' : 're_estimated'
}

function add(
  sums: Map<GrowthLine['unit'], Sum>,
  unit: GrowthLine['unit'],
  before: number,
  after: number,
  cause: GrowthCause | null,
): void {
  const sum = sums.get(unit) ?? newSum()
  sums.set(unit, sum)
  sum.before += before
  sum.after += after
  if (cause !== null) sum.byCause[cause] += after - before
}

const newSum = (): Sum => ({
  before: 0,
  after: 0,
  byCause: Object.fromEntries(GROWTH_CAUSES.map(cause => [cause, 0])) as Record<GrowthCause, number>,
})

const growthOf = ({ before, after, byCause }: Sum): number | null =>
  before > 0 ? round((after - before - byCause.first_estimated) / before) : null

const rounded = ({ before, after, byCause }: Sum): Sum => ({
  before: round(before),
  after: round(after),
  byCause: Object.fromEntries(GROWTH_CAUSES.map(cause => [cause, round(byCause[cause])])) as Sum['byCause'],
})

/** Sums of estimates such as 0.1 are not told to the last bit. */
const round = (value: number): number => Math.round(value * 1e6) / 1e6
