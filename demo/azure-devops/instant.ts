export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000

/**
 * An instant as the service writes it: trailing zeros of the fraction are cut, so answers mix `…16.6Z`, `…16.253Z` and
 * `…16Z`, and comparing them as text is wrong.
 */
export function formatInstant(instantMs: number): string {
  return new Date(instantMs).toISOString().replace(/\.?0+Z$/, 'Z')
}

/** A day of the calendar as the service writes it: midnight UTC, to be taken unadjusted. */
export function formatDay(instantMs: number): string {
  return `${new Date(instantMs).toISOString().slice(0, 10)}T00:00:00Z`
}

export function startOfDay(instantMs: number): number {
  return Math.floor(instantMs / DAY_MS) * DAY_MS
}
