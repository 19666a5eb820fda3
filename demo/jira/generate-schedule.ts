import type { Random } from '../random.ts'

export const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS

/** What will happen on the site, and when; the events then run in the order of time, each at its own moment. */
export interface Schedule {
  readonly plan: (atMs: number, happen: () => void) => void
  /** Runs what lies before the moment; what lies after it has not happened yet. */
  readonly runUntil: (untilMs: number) => void
  readonly currentMs: () => number
}

export function createSchedule(startMs: number): Schedule {
  const events: { readonly atMs: number; readonly happen: () => void }[] = []
  let currentMs = startMs
  return {
    plan: (atMs, happen) => {
      events.push({ atMs: Math.round(atMs), happen })
    },
    runUntil: untilMs => {
      const due = events.filter(event => event.atMs <= untilMs).sort((one, other) => one.atMs - other.atMs)
      events.length = 0
      for (const event of due) {
        currentMs = event.atMs
        event.happen()
      }
      currentMs = untilMs
    },
    currentMs: () => currentMs,
  }
}

/** A moment of office hours on the day of the given one, or on the Monday after a weekend. */
export function pickWorkingMs(aroundMs: number, random: Random): number {
  const midnightMs = Math.floor(aroundMs / DAY_MS) * DAY_MS
  const weekday = new Date(midnightMs).getUTCDay()
  const shiftDays = weekday === 6 ? 2 : weekday === 0 ? 1 : 0
  return midnightMs + shiftDays * DAY_MS + random.between(8 * 3600, 17 * 3600) * 1000 + random.between(0, 999)
}

/** The day as YYYY-MM-DD, moved to a Friday or Monday when it falls on a weekend. */
export function writeWorkingDay(ms: number): string {
  const weekday = new Date(ms).getUTCDay()
  return writeDay(ms + (weekday === 6 ? -1 : weekday === 0 ? 1 : 0) * DAY_MS)
}

export const writeDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

export const readDayMs = (day: string): number => Date.parse(`${day}T00:00:00Z`)
