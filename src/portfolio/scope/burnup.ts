import type { Day } from '../calendar.ts'
import { covers, type Intervals, intersect } from './interval.ts'
import type { ScopeLine } from './scope-line.ts'

export const BURNUP_UNITS = ['items', 'points', 'hours', 'days'] as const
export type BurnupUnit = (typeof BURNUP_UNITS)[number]

/** The end of a day, or the present. */
export interface BurnupPoint {
  readonly at: string
  readonly scope: number
  readonly done: number
}

export interface Burnup {
  readonly points: readonly BurnupPoint[]
  /** Items in scope at the last point that are in neither line, as they have no estimate in this unit. */
  readonly withoutEstimate: number
}

const DAY_MS = 86_400_000

/** The end of every `stepDays`th day from `from` on, and the last instant asked about. */
export function listBurnupInstants(from: Day, toMs: number, stepDays: number): readonly number[] {
  const instants: number[] = []
  for (let at = Date.parse(from) + DAY_MS; at < toMs; at += stepDays * DAY_MS) instants.push(at)
  return [...instants, toMs]
}

/** Scope and done at each of these instants, which are in order: each stretch of a line adds at its begin, takes away at its end. */
export function drawBurnup(lines: readonly ScopeLine[], unit: BurnupUnit, instants: readonly number[]): Burnup {
  const scope = new Array<number>(instants.length + 1).fill(0)
  const done = new Array<number>(instants.length + 1).fill(0)
  const last = instants.at(-1) ?? 0
  let withoutEstimate = 0
  for (const line of lines) {
    const sizes = sizesOf(line, unit)
    for (const { times, value } of sizes) {
      mark(scope, instants, intersect(line.counted, times), value)
      mark(done, instants, intersect(line.done, times), value)
    }
    if (covers(line.counted, last) && !sizes.some(({ times }) => covers(times, last))) withoutEstimate += 1
  }
  const points: BurnupPoint[] = []
  let inScope = 0
  let isDone = 0
  for (const [index, at] of instants.entries()) {
    inScope += scope[index] ?? 0
    isDone += done[index] ?? 0
    points.push({ at: new Date(at).toISOString(), scope: round(inScope), done: round(isDone) })
  }
  return { points, withoutEstimate }
}

const ALWAYS: Intervals = [{ fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY }]

function sizesOf({ life }: ScopeLine, unit: BurnupUnit): readonly { times: Intervals; value: number }[] {
  if (unit === 'items') return [{ times: ALWAYS, value: 1 }]
  if (life.estimateUnit !== unit) return []
  return life.estimates.flatMap(({ value, ...times }) => (value === null ? [] : [{ times: [times], value }]))
}

function mark(changes: number[], instants: readonly number[], times: Intervals, value: number): void {
  for (const { fromMs, toMs } of times) {
    const begin = firstFrom(instants, fromMs)
    const end = firstFrom(instants, toMs)
    changes[begin] = (changes[begin] ?? 0) + value
    changes[end] = (changes[end] ?? 0) - value
  }
}

/** Index of the first instant that is not before; their number when there is none. */
function firstFrom(instants: readonly number[], ms: number): number {
  let low = 0
  let high = instants.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((instants[middle] ?? 0) < ms) low = middle + 1
    else high = middle
  }
  return low
}

/** Sums of estimates such as 0.1 are not told to the last bit. */
const round = (value: number): number => Math.round(value * 1e6) / 1e6
