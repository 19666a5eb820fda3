/** From an instant up to, not including, another; `toMs` is Infinity while it lasts. */
export interface Interval {
  readonly fromMs: number
  readonly toMs: number
}

/** Lists of intervals here are in order and do not touch. */
export type Intervals = readonly Interval[]

const NONE: Intervals = []

export function unite(intervals: readonly Interval[]): Intervals {
  // Nearly every item of thousands has none or one.
  const [only] = intervals
  if (only === undefined) return NONE
  if (intervals.length === 1) return only.fromMs < only.toMs ? [only] : NONE
  const sorted = intervals.filter(({ fromMs, toMs }) => fromMs < toMs).sort((a, b) => a.fromMs - b.fromMs)
  const united: { fromMs: number; toMs: number }[] = []
  for (const { fromMs, toMs } of sorted) {
    const last = united.at(-1)
    if (last !== undefined && fromMs <= last.toMs) last.toMs = Math.max(last.toMs, toMs)
    else united.push({ fromMs, toMs })
  }
  return united
}

export function intersect(left: Intervals, right: Intervals): Intervals {
  if (left.length === 0 || right.length === 0) return NONE
  const both: Interval[] = []
  for (let l = 0, r = 0; l < left.length && r < right.length; ) {
    const a = left[l]
    const b = right[r]
    if (a === undefined || b === undefined) break
    const fromMs = Math.max(a.fromMs, b.fromMs)
    const toMs = Math.min(a.toMs, b.toMs)
    if (fromMs < toMs) both.push({ fromMs, toMs })
    if (a.toMs < b.toMs) l += 1
    else r += 1
  }
  return both
}

export function subtract(from: Intervals, what: Intervals): Intervals {
  return what.length === 0 ? from : intersect(from, complement(what))
}

export function covers(intervals: Intervals, atMs: number): boolean {
  return intervals.some(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs)
}

function complement(intervals: Intervals): Intervals {
  const gaps: Interval[] = []
  let fromMs = Number.NEGATIVE_INFINITY
  for (const each of intervals) {
    if (fromMs < each.fromMs) gaps.push({ fromMs, toMs: each.fromMs })
    fromMs = each.toMs
  }
  if (fromMs < Number.POSITIVE_INFINITY) gaps.push({ fromMs, toMs: Number.POSITIVE_INFINITY })
  return gaps
}
