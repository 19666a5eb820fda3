import { type Day, dayOf, isWorkingDay, workingDayNumber } from '../calendar.ts'
import type { ScopeItem } from '../initiative.ts'
import { plural } from '../phrase.ts'
import type { Pace } from './track.ts'

/** How far back a forecast looks: about one quarter, long enough for a pace, short enough to be about today's team. */
export const PACE_WINDOW_WORKING_DAYS = 60
const MIN_FINISHED_ITEMS = 5
const MIN_HISTORY_WORKING_DAYS = 10

/** From this share of the scope in one day on, the scope was planned anew; that does not repeat as growth does. */
const REPLANNED_SHARE = 0.25
/** Older growth says more about planning than about what is to come. */
const GROWTH_WORKING_DAYS = 10
/** Growth as a share of what is finished, at most. */
const MOST_GROWTH = 0.8

/** What a pace is read with. */
export interface PaceGround {
  readonly today: Day
  readonly joinedOn: (item: ScopeItem) => Day
  /**
   * When work on an item without a known start began: `joined` for items of one milestone, as being open in it is all that
   * can be said of them; `finished` for all items of a team, most of which only wait.
   */
  readonly unknownStart: 'joined' | 'finished'
}

/**
 * The last working days, those without any finished item included; today is left out because it is not over. A weekend's
 * items count on its Friday. They begin with the first finished item, as what a team needs until then is no part of its
 * pace; where that is too short ago to tell anything, when work on the first item began.
 */
export function readPace(items: readonly ScopeItem[], { today, joinedOn, unknownStart }: PaceGround): Pace {
  const sinceFinished = windowSince(earliest(items.map(finishedOn)), today)
  const isLongAgo = sinceFinished.last - sinceFinished.first + 1 >= MIN_HISTORY_WORKING_DAYS
  const window = isLongAgo ? sinceFinished : windowSince(earliest(items.map(beganOn)), today)
  const doneByDay = countByDay(
    items.flatMap(item => finishedOn(item) ?? []),
    window,
  )
  const tellsStarts = items.some(item => item.startedAt !== null)
  const startOf = (item: ScopeItem): Day | null => {
    if (item.startedAt !== null) return dayOf(item.startedAt)
    if (!tellsStarts && unknownStart === 'joined') return joinedOn(item)
    return item.doneAt === null ? null : dayOf(item.doneAt)
  }
  return {
    doneByDay,
    inProgressByDay: countInProgress(items, startOf, window).map((count, day) => Math.max(count, doneByDay[day] ?? 0)),
    addedByDay: readGrowth(items, joinedOn, doneByDay, window),
  }
}

export function countFinished({ doneByDay }: Pace): number {
  return doneByDay.reduce((sum, count) => sum + count, 0)
}

/** Why this pace is too thin to forecast with, as a sentence without its subject; null when it is enough. */
export function findThinness(pace: Pace, minFinishedItems = MIN_FINISHED_ITEMS): string | null {
  if (pace.doneByDay.length < MIN_HISTORY_WORKING_DAYS) {
    const days = plural(pace.doneByDay.length, 'working day')
    return `has ${days} of history; a forecast needs at least ${MIN_HISTORY_WORKING_DAYS}`
  }
  const finished = countFinished(pace)
  if (finished < minFinishedItems) {
    const items = plural(finished, 'item')
    const days = plural(pace.doneByDay.length, 'working day')
    return `finished ${items} in the last ${days}; a forecast needs at least ${minFinishedItems}`
  }
  return null
}

/**
 * Growth to repeat: what joined in the last two weeks, over and over. What joined before was the plan being written, and so
 * was a day on which a large part joined at once. Of growth that outruns the work only so much is repeated that the end
 * stays in sight. With too short a history there is none.
 */
function readGrowth(
  items: readonly ScopeItem[],
  joinedOn: (item: ScopeItem) => Day,
  doneByDay: readonly number[],
  window: Window,
): readonly number[] {
  const added = countByDay(items.map(joinedOn), window)
  if (added.length <= MIN_HISTORY_WORKING_DAYS) return added.map(() => 0)
  const recent = added
    .slice(-GROWTH_WORKING_DAYS)
    .map(count => (count >= 2 && count >= items.length * REPLANNED_SHARE ? 0 : count))
  const growth = recent.reduce((sum, count) => sum + count, 0) / recent.length
  const done = doneByDay.reduce((sum, count) => sum + count, 0) / doneByDay.length
  const kept = growth === 0 ? 0 : Math.min(1, (MOST_GROWTH * done) / growth)
  return added.map((_, day) => (recent[day % recent.length] ?? 0) * kept)
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

function countInProgress(
  items: readonly ScopeItem[],
  startOf: (item: ScopeItem) => Day | null,
  { first, last }: Window,
): readonly number[] {
  const changes = new Array<number>(Math.max(0, last - first + 1) + 1).fill(0)
  const change = (index: number, by: number): void => {
    const count = changes[index]
    if (count !== undefined) changes[index] = count + by
  }
  for (const item of items) {
    const start = startOf(item)
    if (start === null || workingDayNumber(start) > last) continue
    const end = item.doneAt === null ? last : workingDayNumber(dayOf(item.doneAt))
    if (end < first) continue
    change(Math.max(0, workingDayNumber(start) - first), 1)
    change(Math.min(end, last) - first + 1, -1)
  }
  let open = 0
  return changes.slice(0, -1).map(by => {
    open += by
    return open
  })
}

function finishedOn({ state, doneAt }: ScopeItem): Day | null {
  return state === 'done' && doneAt !== null ? dayOf(doneAt) : null
}

function beganOn(item: ScopeItem): Day | null {
  const at = item.startedAt ?? item.doneAt
  return at === null ? null : dayOf(at)
}

function earliest(days: readonly (Day | null)[]): Day | null {
  return days.reduce((first, day) => (day !== null && (first === null || day < first) ? day : first), null)
}
