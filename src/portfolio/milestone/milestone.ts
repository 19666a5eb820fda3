import { type Day, daysBetween, workingDaysBetween } from '../calendar.ts'
import type { MilestoneDate } from '../initiative.ts'
import type { Today } from '../wall-clock.ts'

export const MILESTONE_STATUSES = [
  'achieved',
  'missed',
  'slipped',
  'at_risk',
  'on_track',
  'not_forecast',
  'no_date',
] as const
export type MilestoneStatus = (typeof MILESTONE_STATUSES)[number]

/** One move of a milestone's date, later or earlier. */
export interface Slip {
  /** Null: it had no date just before. */
  readonly from: Day | null
  /** Null: the date was removed. */
  readonly to: Day | null
  /** Against the last known date, positive is later; null when the date was removed. */
  readonly movedByDays: number | null
  readonly at: string
  readonly byPersonId: string | null
  /** `to` against the baseline, positive is later; null when the date was removed. */
  readonly cumulativeDays: number | null
}

/** What was promised first: the baseline the PMO set, else the first date anybody gave. */
export function baselineOf(dates: readonly MilestoneDate[], explicit: Day | null): Day | null {
  return explicit ?? dates.find(date => date.day !== null)?.day ?? null
}

export function currentDayOf(dates: readonly MilestoneDate[]): Day | null {
  return dates.at(-1)?.day ?? null
}

/**
 * Every move, later and earlier, oldest first. Giving the first date is no move. A date that was removed and comes back
 * is measured against what it was, so that a detour over "no date" hides nothing.
 */
export function listSlips(dates: readonly MilestoneDate[], baselineDay: Day | null = baselineOf(dates, null)): Slip[] {
  const slips: Slip[] = []
  let from: Day | null = null
  let lastKnown: Day | null = null
  for (const { day, at, byPersonId } of dates) {
    if (lastKnown !== null && day !== from) {
      slips.push({
        from,
        to: day,
        movedByDays: distance(lastKnown, day),
        at,
        byPersonId,
        cumulativeDays: distance(baselineDay, day),
      })
    }
    from = day
    lastKnown = day ?? lastKnown
  }
  return slips
}

export interface SlipMetrics {
  /** Current date against the baseline. */
  readonly totalDays: number | null
  readonly lastDays: number | null
  readonly moves: number
  /** Days lost per day elapsed since the first date was given: 1 means that the milestone never comes closer. */
  readonly velocity: number | null
}

/** Slip metrics F5. Velocity is unknown where nobody can say since when it had a date. */
export function measureSlips(
  state: { readonly baselineDay: Day | null; readonly currentDay: Day | null; readonly slips: readonly Slip[] },
  datedSince: Day | null,
  today: Day,
): SlipMetrics {
  const totalDays = distance(state.baselineDay, state.currentDay)
  const elapsedDays = datedSince === null ? 0 : daysBetween(datedSince, today)
  return {
    totalDays,
    lastDays: state.slips.at(-1)?.movedByDays ?? null,
    moves: state.slips.length,
    velocity: totalDays === null || elapsedDays <= 0 ? null : totalDays / elapsedDays,
  }
}

export interface MilestoneState {
  readonly baselineDay: Day | null
  readonly currentDay: Day | null
  readonly actualDay: Day | null
  readonly toleranceDays: number
  /** P80 of the forecast; null when there is none. */
  readonly p80: Day | null
}

/**
 * Status F4. Two facts are independent: the date was moved (`movedByDays`), and it will not be met (`silentSlipDays`).
 * The status is the worse of them, from bad to good: missed, slipped, at risk, on track. Missed comes before slipped,
 * because a date that was moved and then passed again must not look as if it were still ahead. Without a forecast
 * nobody knows whether a date that stands will be met, so it is not said to be on track.
 */
export function statusOf(state: MilestoneState, today: Today): MilestoneStatus {
  if (isAchieved(state, today.latest)) return 'achieved'
  if (state.currentDay === null) return 'no_date'
  if (state.currentDay < today.day) return 'missed'
  const moved = distance(state.baselineDay, state.currentDay)
  if (moved !== null && moved > state.toleranceDays) return 'slipped'
  if (state.p80 === null) return 'not_forecast'
  return state.p80 > state.currentDay ? 'at_risk' : 'on_track'
}

/** An actual day in the future is a plan, not an achievement. */
export function isAchieved(state: Pick<MilestoneState, 'actualDay'>, today: Day): boolean {
  return state.actualDay !== null && state.actualDay <= today
}

/**
 * Days by which the forecast (P80) lies beyond a date that nobody moved to match, when more than the tolerance. Null
 * once the date has passed: then everybody sees it.
 */
export function findSilentSlip(state: MilestoneState, today: Today): number | null {
  if (isAchieved(state, today.latest) || state.currentDay === null || state.currentDay < today.day) return null
  const days = distance(state.currentDay, state.p80)
  return days !== null && days > state.toleranceDays ? days : null
}

/** Schedule variance F3: forecast (or actual) finish against the baseline, positive is late. */
export function measureVariance(
  baselineDay: Day,
  finishDay: Day,
): { readonly calendarDays: number; readonly workingDays: number } {
  return {
    calendarDays: daysBetween(baselineDay, finishDay),
    workingDays: workingDaysBetween(baselineDay, finishDay),
  }
}

export function distance(from: Day | null, to: Day | null): number | null {
  return from === null || to === null ? null : daysBetween(from, to)
}
