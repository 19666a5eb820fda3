import { addDays, type Day } from '../calendar.ts'
import { atWallTime, readMinute, readWallTime } from '../wall-clock.ts'
import type { Severity } from './alert.ts'

/** When a channel is told, by the clock of its readers. Times are `HH:MM`. */
export type Rhythm =
  | { readonly type: 'immediate'; readonly quiet?: Quiet }
  | { readonly type: 'daily'; readonly at: string }
  /** 1 is Monday. */
  | { readonly type: 'weekly'; readonly weekday: number; readonly at: string }

/** Hours in which only what is of high severity is said; they may go over midnight. */
export interface Quiet {
  readonly from: string
  readonly to: string
  /** Saturdays and Sundays as well. */
  readonly weekends: boolean
}

/** When what happens now is told. Never before `now`; a digest at this very minute is the next one. */
export function tellAt(rhythm: Rhythm, timeZone: string, severity: Severity, now: Date): Date {
  switch (rhythm.type) {
    case 'immediate':
      return rhythm.quiet === undefined || severity === 'high' ? now : endOfQuiet(rhythm.quiet, timeZone, now)
    case 'daily':
      return nextTime(rhythm.at, timeZone, now, () => true)
    case 'weekly':
      return nextTime(rhythm.at, timeZone, now, weekday => weekday === rhythm.weekday)
  }
}

function nextTime(at: string, timeZone: string, now: Date, isDue: (weekday: number) => boolean): Date {
  const { day: today, weekday } = readWallTime(now, timeZone)
  for (let days = 0; ; days += 1) {
    if (!isDue(((weekday - 1 + days) % 7) + 1)) continue
    const time = atWallTime(addDays(today, days), readMinute(at), timeZone)
    if (time > now) return time
  }
}

function endOfQuiet({ from, to, weekends }: Quiet, timeZone: string, now: Date): Date {
  const start = readMinute(from)
  const end = readMinute(to)
  const goesOverMidnight = start > end
  let time = now
  // A night, a weekend and the night after it at most.
  for (let steps = 0; steps < 5; steps += 1) {
    const { day, minute, weekday } = readWallTime(time, timeZone)
    const isNight = goesOverMidnight ? minute >= start || minute < end : minute >= start && minute < end
    if (weekends && weekday >= 6) time = atWallTime(addDays(day, 8 - weekday), 0, timeZone)
    else if (isNight) {
      const ends = atWallTime(endDay(day, minute, start, goesOverMidnight), end, timeZone)
      // In the second of two equal hours the clock has shown the end already, and shows it again.
      time = ends > time ? ends : new Date(time.getTime() + (end - minute) * 60_000)
    } else return time
  }
  return time
}

const endDay = (day: Day, minute: number, start: number, goesOverMidnight: boolean): Day =>
  goesOverMidnight && minute >= start ? addDays(day, 1) : day
