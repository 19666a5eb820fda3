import type { DemoPart } from '../organisation.ts'
import { createPace, drawStuckDays, LATE_SCOPE_DAYS, LATE_SCOPE_SHARE } from '../pace.ts'
import type { Random } from '../random.ts'
import type { CoursePlan } from './generate-courses.ts'
import { DAY_MS, HOUR_MS, pickWorkingMs } from './generate-schedule.ts'
import type { PlannedEpic } from './planned.ts'
import type { Issue } from './site-records.ts'

export type PlannedOutcome = 'done' | 'cancelled' | 'open'

/** A leaf item to come: when it is created, started and finished, if ever. */
export interface PlannedItem {
  readonly part: DemoPart
  readonly epic: PlannedEpic
  /** An epic of the same part the item first hangs under by mistake, if any. */
  readonly wrongEpic: PlannedEpic | null
  /** Place in the part's plan, 0 to 1: early ones are done first and belong to the first versions. */
  readonly share: number
  readonly createdMs: number
  readonly startMs: number | null
  readonly endMs: number | null
  readonly outcome: PlannedOutcome
  issue: Issue | null
}

/** Finished work is spread over the past in bursts and pauses. The rest waits in the order of the plan. */
export function planItems(
  part: DemoPart,
  course: CoursePlan,
  epics: readonly PlannedEpic[],
  nowMs: number,
  random: Random,
): PlannedItem[] {
  const beganMs = nowMs - course.beganDaysAgo * DAY_MS
  const leadMs = Math.min(14, course.beganDaysAgo / 4) * DAY_MS
  const doneCount = Math.round(part.items * course.doneShare)
  const workedMs = nowMs - beganMs - leadMs
  const pace = createPace(random, workedMs / (7 * DAY_MS))
  const inProgressCount = Math.min(14, Math.max(2, Math.round(part.items * 0.04)))
  return Array.from({ length: part.items }, (_, at): PlannedItem => {
    const share = at / part.items
    const steadyAt = Math.floor(share * epics.length)
    const epicAt = random.chance(0.15) ? random.between(steadyAt, epics.length - 1) : steadyAt
    const epic = epics[epicAt] ?? { issue: null }
    const wrongEpic = random.chance(0.03) ? random.pick(epics) : null
    const place = { part, epic, wrongEpic: wrongEpic === epic ? null : wrongEpic, share, issue: null }
    if (at < doneCount) {
      const reachedMs = beganMs + leadMs + workedMs * pace((at + 0.5) / doneCount)
      const turnMs = pickWorkingMs(reachedMs + random.between(-3, 2) * DAY_MS, random)
      const createdMs = pickCreatedMs(beganMs, turnMs - 2 * DAY_MS, random, true)
      const startMs = Math.max(createdMs + 3 * HOUR_MS, turnMs - pickCycleDays(random) * DAY_MS)
      const stuckDays = drawStuckDays(random)
      const endMs = stuckDays === 0 ? turnMs : pickWorkingMs(turnMs + stuckDays * DAY_MS, random)
      return endMs < nowMs
        ? { ...place, createdMs, startMs, endMs, outcome: 'done' }
        : { ...place, createdMs, startMs, endMs: null, outcome: 'open' }
    }
    const isInProgress = at < doneCount + inProgressCount
    const createdMs = pickCreatedMs(beganMs, nowMs - (isInProgress ? 12 : 1) * DAY_MS, random, isInProgress)
    if (isInProgress) {
      const startMs = Math.max(createdMs + 3 * HOUR_MS, pickWorkingMs(nowMs - random.between(1, 11) * DAY_MS, random))
      return { ...place, createdMs, startMs, endMs: null, outcome: 'open' }
    }
    if (random.chance(0.07)) {
      const endMs = pickWorkingMs(createdMs + ((nowMs - createdMs) * random.between(2, 9)) / 10, random)
      return { ...place, createdMs, startMs: null, endMs: Math.max(endMs, createdMs + HOUR_MS), outcome: 'cancelled' }
    }
    return { ...place, createdMs, startMs: null, endMs: null, outcome: 'open' }
  })
}

/**
 * Half of the scope is written down at the beginning; most of the rest is found only while the work around it is done, so it
 * is not there yet for what has not had its turn.
 */
function pickCreatedMs(beganMs: number, latestMs: number, random: Random, hasItsTurn: boolean): number {
  const spanMs = Math.max(0, latestMs - beganMs - DAY_MS)
  const kind = random.next()
  const isLate = hasItsTurn && kind < LATE_SCOPE_SHARE
  const fromMs = isLate ? Math.max(0, spanMs - LATE_SCOPE_DAYS * DAY_MS) : 0
  const withinMs = isLate ? spanMs - fromMs : kind < 0.5 ? spanMs : Math.min(spanMs, 35 * DAY_MS)
  const createdMs = pickWorkingMs(beganMs + DAY_MS + fromMs + random.next() * withinMs, random)
  return Math.max(beganMs + 11 * HOUR_MS, Math.min(createdMs, latestMs))
}

/** Most items take days; every fifth takes weeks and is carried into a second or third sprint. */
function pickCycleDays(random: Random): number {
  return random.chance(0.2) ? random.between(14, 32) : random.between(2, 9)
}
