const DAY_MS = 86_400_000
const SECOND_MS = 1_000
/** No zone is further from UTC. */
const FURTHEST_MS = 14 * 3_600_000

/** The day that an instant is on by the clock of a time zone; without one by the reader's. Swedes write days as the API does. */
export function dayIn(instant: number | string, timeZone?: string): string {
  const zone = timeZone === undefined ? {} : { timeZone }
  return new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', ...zone }).format(new Date(instant))
}

/** The end of a day there, if it is over. A day has 23 or 25 hours when the clocks change. */
export function endOfPastDay(day: string, timeZone?: string, now = Date.now()): string | undefined {
  if (day >= dayIn(now, timeZone)) return undefined
  const midnight = Date.parse(`${day}T24:00:00Z`)
  let within = midnight - FURTHEST_MS - SECOND_MS
  let after = midnight + FURTHEST_MS
  while (after - within > SECOND_MS) {
    const middle = within + Math.floor((after - within) / 2 / SECOND_MS) * SECOND_MS
    if (dayIn(middle, timeZone) > day) after = middle
    else within = middle
  }
  return new Date(after - 1).toISOString()
}

export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)

export const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / DAY_MS
