import type { Day } from '../calendar.ts'
import type { MilestoneDate } from '../initiative.ts'
import type { MilestoneStatus } from './milestone.ts'

/** What was said about a milestone at one reporting date. */
export interface TrendPoint {
  readonly at: string
  /** The date it had; null: none, or not known. */
  readonly plannedDay: Day | null
  /** Of the forecast that stood; null: there was none. */
  readonly p50: Day | null
  readonly p80: Day | null
  readonly status: MilestoneStatus | null
}

/** What had been concluded by then. */
export type ReportedForecast = Pick<TrendPoint, 'p50' | 'p80' | 'status'>

const NOT_REPORTED: ReportedForecast = { p50: null, p80: null, status: null }

/**
 * Milestone trend analysis (F5): for each reporting date the date that was planned, from the ledger, and the one that was
 * forecast, from what was concluded then. On a chart of the one over the other level means stable and rising a slip.
 */
export function traceTrend(
  instants: readonly string[],
  dates: readonly MilestoneDate[],
  forecasts: ReadonlyMap<string, ReportedForecast>,
): readonly TrendPoint[] {
  return instants.map(at => ({
    at,
    plannedDay: dates.findLast(date => date.at <= at)?.day ?? null,
    ...(forecasts.get(at) ?? NOT_REPORTED),
  }))
}

const DAY_MS = 86_400_000

export const TREND_STEPS = { day: DAY_MS, week: 7 * DAY_MS, month: 30 * DAY_MS } as const
export type TrendStep = keyof typeof TREND_STEPS

/** Reporting dates that end with the last instant, oldest first. */
export function listReportingDates(from: string, to: string, step: TrendStep): readonly string[] {
  const [first, last] = [Date.parse(from), Date.parse(to)]
  const instants: string[] = []
  for (let at = last; at >= first; at -= TREND_STEPS[step]) instants.push(new Date(at).toISOString())
  return instants.reverse()
}
