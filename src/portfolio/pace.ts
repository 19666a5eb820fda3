import { type Day, dayOf, isWorkingDay, workingDayNumber } from './calendar.ts'
import type { ScopeItem } from './initiative.ts'
import { plural } from './phrase.ts'

/** How far back a forecast looks: about one quarter, long enough for a pace, short enough to be about today's team. */
export const PACE_WINDOW_WORKING_DAYS = 60
const MIN_FINISHED_ITEMS = 5
const MIN_HISTORY_WORKING_DAYS = 10

/** From this share of the scope in one day on, the scope was planned anew; that does not repeat as growth does. */
const REPLANNED_SHARE = 0.25

export interface Pace {
  readonly doneByDay: readonly number[]
  readonly finishedItems: number
}

/**
 * Items finished on each of the last working days, the days without any included. Work began when the first item was
 * started or finished; today is left out because it is not over. A weekend's items count on its Friday.
 */
export function readPace(items: readonly ScopeItem[], today: Day): Pace {
  const window = windowSince(earliest(items.map(beganOn)), today)
  const doneByDay = countByDay(
    items.flatMap(item => (item.state === 'done' && item.doneAt !== null ? [dayOf(item.doneAt)] : [])),
    window,
  )
  return { doneByDay, finishedItems: doneByDay.reduce((sum, count) => sum + count, 0) }
}

/** Why this pace is too thin to forecast with, as a sentence without its subject; null when it is enough. */
export function findThinness(pace: Pace): string | null {
  if (pace.doneByDay.length < MIN_HISTORY_WORKING_DAYS) {
    const days = plural(pace.doneByDay.length, 'working day')
    return `has ${days} of history; a forecast needs at least ${MIN_HISTORY_WORKING_DAYS}`
  }
  if (pace.finishedItems < MIN_FINISHED_ITEMS) {
    const items = plural(pace.finishedItems, 'item')
    const days = plural(pace.doneByDay.length, 'working day')
    return `finished ${items} in the last ${days}; a forecast needs at least ${MIN_FINISHED_ITEMS}`
  }
  return null
}

/**
 * Items that joined on each of the last working days after work on them began. What joined before was the plan, and so
 * was a day on which a large part joined at once. With too short a history there is no growth to repeat: one day of 0.
 */
export function readGrowth(
  items: readonly ScopeItem[],
  joinedOn: (item: ScopeItem) => Day,
  today: Day,
): readonly number[] {
  const began = earliest(items.map(beganOn))
  if (began === null) return [0]
  const window = windowSince(began, today)
  const start = window.first + 1
  const addedByDay = countByDay(items.map(joinedOn), { first: start, last: window.last })
  if (addedByDay.length < MIN_HISTORY_WORKING_DAYS) return [0]
  return addedByDay.map(added => (added >= 2 && added >= items.length * REPLANNED_SHARE ? 0 : added))
}

interface Window {
  /** Working day numbers, both included. */
  readonly first: number
  readonly last: number
}

function windowSince(began: Day | null, today: Day): Window {
  const last = workingDayNumber(today) - (isWorkingDay(today) ? 1 : 0)
  if (began === null) return { first: last + 1, last }
  return { first: Math.max(workingDayNumber(began), last - PACE_WINDOW_WORKING_DAYS + 1), last }
}

function countByDay(days: readonly Day[], { first, last }: Window): readonly number[] {
  const counts = new Array<number>(Math.max(0, last - first + 1)).fill(0)
  for (const day of days) {
    const index = workingDayNumber(day) - first
    const count = counts[index]
    if (count !== undefined) counts[index] = count + 1
  }
  return counts
}

function beganOn(item: ScopeItem): Day | null {
  const at = item.startedAt ?? item.doneAt
  return at === null ? null : dayOf(at)
}

function earliest(days: readonly (Day | null)[]): Day | null {
  return days.reduce((first, day) => (day !== null && (first === null || day < first) ? day : first), null)
}
