/** What a measure counts. `share`: parts of different units, combined by weight; null: the tracker does not say. */
export type MeasureUnit = 'items' | 'points' | 'hours' | 'days' | 'share'

/** How much of something is done. Cancelled work is on neither side. */
export interface Measure {
  readonly done: number
  readonly total: number
  /** 0 to 1; null when it cannot be said, with the reason. */
  readonly fraction: number | null
  /** Share of `total` that nobody estimated and that stands on a median, 0 to 1. */
  readonly imputedShare: number | null
  readonly unit: MeasureUnit | null
  /** Why `fraction` is null, or what was left out of it; null when there is nothing to say. */
  readonly reason: string | null
}

export function unknownMeasure(unit: MeasureUnit | null, reason: string): Measure {
  return { done: 0, total: 0, fraction: null, imputedShare: null, unit, reason }
}

/** A measure in one unit; `imputed` is the part of `total` that stands on a median. */
export function measureOf(done: number, total: number, imputed: number, unit: MeasureUnit | null): Measure {
  if (!(total > 0)) return unknownMeasure(unit, 'The total is 0.')
  return { done, total, fraction: done / total, imputedShare: imputed / total, unit, reason: null }
}

/** Adds measures of one unit that are all known. */
export function addMeasures(measures: readonly Measure[], unit: MeasureUnit): Measure {
  let done = 0
  let total = 0
  let imputed = 0
  for (const measure of measures) {
    done += measure.done
    total += measure.total
    imputed += measure.total * (measure.imputedShare ?? 0)
  }
  return measureOf(done, total, imputed, unit)
}

/** Combines measures whose units may differ: `sum(w·p) / sum(w)`. Every fraction must be known. */
export function combineMeasures(measures: readonly Measure[], shares: readonly number[]): Measure {
  const [only] = measures
  if (only !== undefined && measures.length === 1) return only
  let fraction = 0
  let imputedShare = 0
  let total = 0
  for (const [index, measure] of measures.entries()) {
    const share = shares[index] ?? 0
    fraction += share * (measure.fraction ?? 0)
    imputedShare += share * (measure.imputedShare ?? 0)
    total += share
  }
  if (!(total > 0)) return unknownMeasure('share', 'The weights of what is known are all 0.')
  fraction /= total
  return { done: fraction, total: 1, fraction, imputedShare: imputedShare / total, unit: 'share', reason: null }
}
