import { addDays, type Day, daysBetween } from './calendar.ts'

const WEEKS_TOLD = 12
const DAYS_A_WEEK = 7

/** As late as an answer about a past day goes. */
export const endOf = (day: Day): string => `${day}T23:59:59.999Z`

/** The day asked about and those whole weeks before it, the oldest first. */
export const listWeekly = (last: Day, weeks: number): readonly Day[] =>
  Array.from({ length: weeks }, (_, index) => addDays(last, (index + 1 - weeks) * DAYS_A_WEEK))

/**
 * Which days of the 12 weeks before the first conclusion are to be told, those first that a trend of today draws, then those
 * of tomorrow. The others follow as their weekday comes: at once, they would be seven times the work. `nextOn` says when there is
 * more to tell, null when nothing is left.
 */
export function listHistoryDays(
  firstDay: Day,
  today: Day,
  told: ReadonlySet<Day>,
): { readonly days: readonly Day[]; readonly nextOn: Day | null } {
  const length = WEEKS_TOLD * DAYS_A_WEEK
  const missing = Array.from({ length }, (_, index) => addDays(firstDay, index - length)).filter(day => !told.has(day))
  const tomorrow = addDays(today, 1)
  const onWeekdayOf = (day: Day) => missing.filter(each => daysBetween(each, day) % DAYS_A_WEEK === 0)
  const days = [...onWeekdayOf(today), ...onWeekdayOf(tomorrow)]
  return { days, nextOn: days.length === missing.length ? null : tomorrow }
}
