import { RejectedError } from '../errors.ts'
import { readInstant } from './instant.ts'

/**
 * The day that somebody meant by a date of a work item. The tracker keeps dates as instants: the form saves the midnight
 * of whoever enters it, the interface the midnight of UTC. An instant that is the beginning of a day in `timeZone` is that
 * day, one that is midnight in UTC is that day of UTC; any other is the day on which the people of that zone see it.
 * Without a zone it is the day in UTC, which is one too early for dates entered east of Greenwich.
 */
export function readDayIn(value: unknown, timeZone: string | null): string | null {
  if (typeof value !== 'string') return null
  const day = /^\d{4}-\d{2}-\d{2}$/.exec(value)?.[0]
  if (day !== undefined) return day
  const at = readInstant(value)
  if (at === null) return null
  // Where midnight in UTC is also a midnight in the zone, both are the same day.
  if (timeZone === null || isUtcMidnight(at)) return at.slice(0, 10)
  // The beginning of a day and every other moment of it lie on the same day of the zone.
  return dayOf(timeZone, at)
}

const isUtcMidnight = (at: string): boolean => at.endsWith('T00:00:00.000Z')

/** Whether the day depends on a zone that nobody has told. */
export const needsTimeZone = (value: unknown): boolean => {
  const at = readInstant(value)
  return at !== null && !isUtcMidnight(at)
}

function dayOf(timeZone: string, at: string): string {
  // Years before 1000 come without their zeros otherwise.
  const parts = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
    .formatToParts(new Date(at))
    .map(({ type, value }) => [type, value] as const)
  const { year = '', month = '', day = '' } = Object.fromEntries(parts)
  return `${year.padStart(4, '0')}-${month}-${day}`
}

/** The name of a zone from the settings; null when none is named. */
export function readTimeZone(name: string | undefined): string | null {
  if (name === undefined) return null
  try {
    new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions()
    return name
  } catch {
    throw new RejectedError(
      'bad_settings',
      `"${name}" is no time zone. Enter one by its IANA name, for example Europe/Berlin or Asia/Kolkata.`,
    )
  }
}
