/** Numbers below are seconds: 10^11 s is the year 5138, 10^11 ms is 1973. */
const FIRST_MS = 100_000_000_000

/**
 * An instant as ISO 8601 UTC, or null when it is none. Jira writes `2026-08-24T11:11:52.944+0200` (not RFC 3339), and epoch
 * numbers in bulk changelogs (https://github.com/sooperset/mcp-atlassian/issues/346).
 */
export function readInstant(value: unknown): string | null {
  const ms = readInstantMs(value)
  return ms === null ? null : new Date(ms).toISOString()
}

export function readInstantMs(value: unknown): number | null {
  if (typeof value === 'number') return checkRange(value < FIRST_MS ? value * 1000 : value)
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(value)) return null
  return checkRange(Date.parse(value.endsWith('Z') ? value : value.replace(/([+-]\d{2})(\d{2})$/, '$1:$2')))
}

/** Four-digit years only: others are written in a form that does not sort. */
function checkRange(ms: number): number | null {
  return ms >= 0 && ms < 253_402_300_800_000 ? Math.trunc(ms) : null
}

/** The day at the beginning of a text (`2026-04-16`, `2026-04-16 00:00:00.0`), or null when there is none. */
export function readDay(value: unknown): string | null {
  if (typeof value !== 'string') return null
  const day = /^\d{4}-\d{2}-\d{2}(?=$|[ T]\d{2}:)/.exec(value)?.[0]
  if (day === undefined) return null
  const ms = Date.parse(day)
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day) ? day : null
}
