/**
 * Shares that sum to 1. A part without a weight counts like the average of those that have one, so that only the
 * proportions of the weights matter, not their scale; without any usable weight all parts are equal.
 */
export function shareOut(weights: readonly (number | null)[]): readonly number[] {
  const given = weights.filter((weight): weight is number => weight !== null && isUsable(weight))
  const givenTotal = given.reduce((sum, weight) => sum + weight, 0)
  if (!(givenTotal > 0)) return weights.map(() => 1 / weights.length)
  const average = givenTotal / given.length
  const filled = weights.map(weight => (weight !== null && isUsable(weight) ? weight : average))
  const total = filled.reduce((sum, weight) => sum + weight, 0)
  return filled.map(weight => weight / total)
}

function isUsable(weight: number): boolean {
  return Number.isFinite(weight) && weight >= 0
}

export type ShareBasis = 'explicit' | 'hours' | 'equal'

/** One tracker's part of an initiative, to be weighed. */
export interface WeighedPart {
  readonly weight: number | null
  /** Null when too little of the part is planned in hours. */
  readonly plannedHours: number | null
}

/** An explicit weight wins over planned hours (which every part must have), these over equal shares. */
export function weighParts(parts: readonly WeighedPart[]): {
  readonly shares: readonly number[]
  readonly basis: ShareBasis
} {
  const weights = parts.map(part => part.weight)
  if (weights.some(weight => weight !== null && isUsable(weight) && weight > 0)) {
    return { shares: shareOut(weights), basis: 'explicit' }
  }
  const hours = parts.map(part => part.plannedHours)
  if (hours.length > 0 && hours.every(planned => planned !== null && planned > 0)) {
    return { shares: shareOut(hours), basis: 'hours' }
  }
  return { shares: parts.map(() => 1 / parts.length), basis: 'equal' }
}
