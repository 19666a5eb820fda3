/** ISO 8601 UTC with milliseconds, or null. Seconds come with 0 to 7 digits, so that texts cannot be compared. */
export function readInstant(value: unknown): string | null {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}T/.test(value)) return null
  // A text without a zone would be read in the zone of this machine.
  const ms = Date.parse(/(?:Z|[+-]\d{2}:?\d{2})$/i.test(value) ? value : `${value}Z`)
  return Number.isNaN(ms) ? null : new Date(ms).toISOString()
}

/** The UTC day. Dates of iterations are midnight UTC whatever the zone of their team; they must not be shifted. */
export function readDay(value: unknown): string | null {
  if (typeof value !== 'string') return null
  const day = /^(\d{4}-\d{2}-\d{2})$/.exec(value)?.[1] ?? readInstant(value)?.slice(0, 10)
  return day ?? null
}
