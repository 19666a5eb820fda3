import { addDays, type Day, daysBetween } from '../calendar.ts'

/** The steps in which a plan is measured; they begin on its first day, so that none is cut. */
export const PERIODS = ['week', 'month'] as const
export type Period = (typeof PERIODS)[number]

/** The first day of the nth period, counted from 0. A month that begins on the 31st begins on the last day of a shorter one. */
export function periodStart(start: Day, period: Period, index: number): Day {
  return period === 'week' ? addDays(start, index * 7) : addMonths(start, index)
}

/** How many periods have passed at the end of a day, with the part of the last one; not above 0 before the start. */
export function periodsUntil(start: Day, period: Period, day: Day): number {
  const next = addDays(day, 1)
  if (period === 'week') return daysBetween(start, next) / 7
  let index = Math.floor(daysBetween(start, next) / DAYS_PER_MONTH)
  while (addMonths(start, index) > next) index -= 1
  while (addMonths(start, index + 1) <= next) index += 1
  const first = addMonths(start, index)
  return index + daysBetween(first, next) / daysBetween(first, addMonths(start, index + 1))
}

/** The day in which this many periods are over: the inverse of {@link periodsUntil}. */
export function dayAfterPeriods(start: Day, period: Period, periods: number): Day {
  const index = Math.floor(periods)
  const first = periodStart(start, period, index)
  const length = daysBetween(first, periodStart(start, period, index + 1))
  // A hair of a day comes from division, not from work.
  return addDays(first, Math.ceil((periods - index) * length - 1e-9) - 1)
}

const DAYS_PER_MONTH = 30.44

function addMonths(day: Day, months: number): Day {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const total = year * 12 + (month - 1) + months
  const first = Date.UTC(Math.floor(total / 12), total % 12, 1)
  const length = new Date(Date.UTC(Math.floor(total / 12), (total % 12) + 1, 0)).getUTCDate()
  return addDays(new Date(first).toISOString().slice(0, 10), Math.min(date, length) - 1)
}
