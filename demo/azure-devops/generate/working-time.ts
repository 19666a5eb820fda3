import type { Random } from '../../random.ts'
import { DAY_MS, HOUR_MS, startOfDay } from '../instant.ts'

/** Some moment in the working hours of that day, or of Monday when the day is on a weekend. */
export function workingTime(random: Random, atMs: number): number {
  const day = startOfDay(atMs)
  const weekday = new Date(day).getUTCDay()
  const shiftedDays = weekday === 6 ? 2 : weekday === 0 ? 1 : 0
  return day + shiftedDays * DAY_MS + 7 * HOUR_MS + Math.floor(random.next() * 9 * HOUR_MS)
}

/** Gives an item's changes their times: each in working hours, each after the one before. */
export function createWalk(random: Random, fromMs: number): (atMs: number) => number {
  let lastMs = fromMs
  return atMs => {
    const wantedMs = workingTime(random, atMs)
    lastMs = wantedMs > lastMs ? wantedMs : lastMs + random.between(5, 90) * 60_000
    return lastMs
  }
}
