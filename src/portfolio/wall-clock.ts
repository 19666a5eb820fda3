import { type Day, dayOf, laterDay } from './calendar.ts'

/** What a clock on the wall of a time zone shows. */
export interface WallTime {
  readonly day: Day
  /** Minutes since midnight. */
  readonly minute: number
  /** 1 is Monday, 7 is Sunday. */
  readonly weekday: number
}

const MINUTE_MS = 60_000
const HALF_DAY_MS = 43_200_000
/** By how much clocks are turned back, Lord Howe's by half an hour. */
const TURNED_BACK_MS = [3_600_000, 1_800_000, 7_200_000] as const

export function readWallTime(at: Date, timeZone: string): WallTime {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
    .formatToParts(at)
    .map(({ type, value }) => [type, value] as const)
  const { year = '', month = '', day = '', hour = '0', minute = '0' } = Object.fromEntries(parts)
  const name = `${year.padStart(4, '0')}-${month}-${day}`
  const weekday = (new Date(`${name}T00:00:00Z`).getUTCDay() + 6) % 7
  return { day: name, minute: Number(hour) * 60 + Number(minute), weekday: weekday + 1 }
}

/** Today where a portfolio is: a date has passed when it is over there. */
export interface Today {
  readonly day: Day
  /** Or the UTC day, where that is later: what trackers say was done at an instant is told by it, and is done. */
  readonly latest: Day
}

export function todayAt(instant: string, timeZone: string): Today {
  const { day } = readWallTime(new Date(instant), timeZone)
  return { day, latest: laterDay(day, dayOf(instant)) }
}

/** When the clock on that wall first shows this; in the hour that a spring night leaves out, the first moment after it. */
export function atWallTime(day: Day, minute: number, timeZone: string): Date {
  const wanted = Date.parse(`${day}T00:00:00Z`) + minute * MINUTE_MS
  const shown = (ms: number): number => {
    const wall = readWallTime(new Date(ms), timeZone)
    return Date.parse(`${wall.day}T00:00:00Z`) + wall.minute * MINUTE_MS
  }
  // A zone is at most 14 hours from UTC; what the clock shows never goes back by more than an hour or two.
  let earliest = wanted - 2 * HALF_DAY_MS
  let latest = wanted + 2 * HALF_DAY_MS
  while (latest - earliest > MINUTE_MS) {
    const middle = earliest + Math.floor((latest - earliest) / 2 / MINUTE_MS) * MINUTE_MS
    if (shown(middle) >= wanted) latest = middle
    else earliest = middle
  }
  // In the hour that an autumn night has twice, the search may have found the second one.
  const earlier = TURNED_BACK_MS.find(ms => shown(latest - ms) === wanted) ?? 0
  return new Date(latest - earlier)
}

/** `08:30` to minutes; the caller has checked its form. */
export function readMinute(text: string): number {
  const [hours = '0', minutes = '0'] = text.split(':')
  return Number(hours) * 60 + Number(minutes)
}

export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
