/** A calendar day, `YYYY-MM-DD`; it has no time zone and is never shifted through one. */
export type Day = string

const MS_PER_DAY = 86_400_000
const DAY_PATTERN = /^\d{4}-\d{2}-\d{2}$/

/** Whether the text is a day that exists: not 2027-02-30. */
export function isDay(text: string): boolean {
  if (!DAY_PATTERN.test(text)) return false
  const ms = Date.parse(text)
  return !Number.isNaN(ms) && dayOfMs(ms) === text
}

/** The UTC day of an instant with or without an offset. */
export function dayOf(instant: string): Day {
  return instant.endsWith('Z') ? instant.slice(0, 10) : dayOfMs(Date.parse(instant))
}

/** Calendar days from one day to another; negative when `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return dayNumber(to) - dayNumber(from)
}

export function laterDay(one: Day, other: Day): Day {
  if (one > other) return one
  return other
}

export function earlierDay(one: Day, other: Day): Day {
  if (one < other) return one
  return other
}

export function addDays(day: Day, days: number): Day {
  return dayOfNumber(dayNumber(day) + days)
}

/** Mondays to Fridays after `from` up to and including `to`; negative when `to` is earlier. */
export function workingDaysBetween(from: Day, to: Day): number {
  return workingDayNumber(to) - workingDayNumber(from)
}

/** The nth Monday-to-Friday day after `day`, before it when negative; 0 gives `day` itself, even on a weekend. */
export function addWorkingDays(day: Day, days: number): Day {
  if (days === 0) return day
  // Going back from a weekend, Friday is the first working day met, and it has the weekend's number.
  const weekendBack = days < 0 && !isWorkingDay(day) ? 1 : 0
  const index = workingDayNumber(day) + days + weekendBack - 1
  const week = Math.floor(index / 5)
  return dayOfNumber(week * 7 + (index - week * 5) - EPOCH_TO_MONDAY)
}

export function isWorkingDay(day: Day): boolean {
  return weekdayIndex(dayNumber(day)) < 5
}

/** Counts Mondays to Fridays since 1969-12-29, up to and including `day`; a weekend has the number of its Friday. */
export function workingDayNumber(day: Day): number {
  const number = dayNumber(day)
  const week = Math.floor((number + EPOCH_TO_MONDAY) / 7)
  return week * 5 + Math.min(weekdayIndex(number) + 1, 5)
}

/** 1970-01-01 was a Thursday, three days after a Monday. */
const EPOCH_TO_MONDAY = 3

/** 0 is Monday. */
function weekdayIndex(number: number): number {
  return (((number + EPOCH_TO_MONDAY) % 7) + 7) % 7
}

function dayNumber(day: Day): number {
  const [year, month, date] = [readDigits(day, 0, 4), readDigits(day, 5, 7), readDigits(day, 8, 10)]
  // Thousands are read, and parsing takes ten times as long. What does not look like a day is left to it, with its NaN.
  const isPlain =
    day.length === 10 &&
    day[4] === '-' &&
    day[7] === '-' &&
    month >= 1 &&
    month <= 12 &&
    date >= 1 &&
    date <= 28 &&
    year >= 1000
  return (isPlain ? Date.UTC(year, month - 1, date) : Date.parse(day)) / MS_PER_DAY
}

/** NaN where there are others than digits. */
function readDigits(text: string, from: number, to: number): number {
  let number = 0
  for (let at = from; at < to; at += 1) {
    const digit = text.charCodeAt(at) - 48
    number = digit >= 0 && digit <= 9 ? number * 10 + digit : Number.NaN
  }
  return number
}

function dayOfNumber(number: number): Day {
  return dayOfMs(number * MS_PER_DAY)
}

function dayOfMs(ms: number): Day {
  return new Date(ms).toISOString().slice(0, 10)
}
