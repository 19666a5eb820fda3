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

export const SHARE_BASES = ['explicit', 'budget', 'hours', 'equal'] as const
export type ShareBasis = (typeof SHARE_BASES)[number]

/** How large something is, for where nobody says what it weighs. */
export interface Scale {
  /** At completion of the approved plan, in minor units; null where it has none in money. */
  readonly budget: { readonly minor: number; readonly currency: string } | null
  /** Null when too little of it is planned in hours. */
  readonly plannedHours: number | null
}

/** One tracker's part of an initiative, or a node below another, to be weighed. */
export interface WeighedPart {
  readonly weight: number | null
  /** Null: it holds nothing yet. It counts like the average of the others. */
  readonly scale: Scale | null
}

/**
 * An explicit weight wins over budgets (which every part must have, in one currency), these over planned hours (every part
 * again), these over equal shares (F1).
 */
export function weighParts(parts: readonly WeighedPart[]): {
  readonly shares: readonly number[]
  readonly basis: ShareBasis
} {
  const weights = parts.map(part => part.weight)
  if (weights.some(weight => weight !== null && isUsable(weight) && weight > 0)) {
    return { shares: shareOut(weights), basis: 'explicit' }
  }
  const whole = addScales(parts.map(part => part.scale))
  if (whole !== null && whole.budget !== null) {
    return { shares: shareOut(parts.map(part => part.scale?.budget?.minor ?? null)), basis: 'budget' }
  }
  if (whole !== null && whole.plannedHours !== null) {
    return { shares: shareOut(parts.map(part => part.scale?.plannedHours ?? null)), basis: 'hours' }
  }
  return { shares: shareOut(parts.map(() => null)), basis: 'equal' }
}

/** Of a whole: not known where it is not of a part, or in another currency. Null: nothing holds anything yet. */
export function addScales(parts: readonly (Scale | null)[]): Scale | null {
  return parts.reduce((sum, part) => {
    if (sum === null || part === null) return sum ?? part
    return { budget: addBudgets(sum.budget, part.budget), plannedHours: addHours(sum.plannedHours, part.plannedHours) }
  }, null)
}

function addBudgets(sum: Scale['budget'], budget: Scale['budget']): Scale['budget'] {
  if (sum === null || budget === null || sum.currency !== budget.currency) return null
  return { ...sum, minor: sum.minor + budget.minor }
}

const addHours = (sum: number | null, hours: number | null): number | null =>
  sum === null || hours === null ? null : sum + hours

/** What is nothing weighs like what nobody knows: a part of no weight would vanish with all that is in it. */
export const scaleOf = (budget: Scale['budget'], plannedHours: number | null): Scale => ({
  budget: budget !== null && budget.minor > 0 ? budget : null,
  plannedHours: plannedHours !== null && plannedHours > 0 ? plannedHours : null,
})
