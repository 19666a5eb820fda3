import { addDays, type Day, daysBetween } from '../calendar.ts'

/** Monday of the week (ISO 8601) that the day is in. */
export function weekOf(day: Day): Day {
  // 1970-01-05 was a Monday.
  const sinceMonday = ((daysBetween('1970-01-05', day) % 7) + 7) % 7
  return addDays(day, -sinceMonday)
}

/** Mondays of all weeks from the one of `first` to the one of `last`. */
export function listWeeks(first: Day, last: Day): readonly Day[] {
  const weeks: Day[] = []
  for (let week = weekOf(first); week <= last; week = addDays(week, 7)) weeks.push(week)
  return weeks
}

/** Every day from `first` to `last`, both included. */
export function listDays(first: Day, last: Day): readonly Day[] {
  return Array.from({ length: Math.max(0, daysBetween(first, last) + 1) }, (_, index) => addDays(first, index))
}
