import { type Figure, known, unknown } from './figure.ts'

/** What a plan says to have done after so many periods; the last point is the whole plan at its planned duration. */
export interface PlannedPoint {
  readonly time: number
  readonly value: number
}

export interface EarnedSchedule {
  /** Periods from the plan's first day to the status date, or to the day everything was earned. */
  readonly actualTime: number
  readonly plannedDuration: number
  /** ES: the time at which the plan said to have what was earned. */
  readonly earnedSchedule: number
  /** SV(t) = ES - AT, in periods; negative is late. */
  readonly scheduleVariance: number
  /** SPI(t) = ES / AT. Unlike SPI it stays below 1 when a late project is done. */
  readonly schedulePerformance: Figure
  /** Planned duration / SPI(t), in periods. */
  readonly estimatedDuration: Figure
}

/**
 * Earned schedule (Lipke, F2). A plan that does nothing for a while is met at any moment of that while, so there the
 * earned schedule is the actual time, not the end of the pause.
 */
export function measureEarnedSchedule(
  plan: readonly PlannedPoint[],
  { earned, actualTime }: { readonly earned: number; readonly actualTime: number },
): EarnedSchedule {
  const plannedDuration = plan.at(-1)?.time ?? 0
  const earnedSchedule = findSchedule(plan, earned, actualTime)
  const schedulePerformance =
    actualTime > 0 ? known(earnedSchedule / actualTime) : unknown('The plan had not begun by then.')
  const estimatedDuration =
    schedulePerformance.value === null
      ? schedulePerformance
      : schedulePerformance.value > 0
        ? known(plannedDuration / schedulePerformance.value)
        : unknown('Nothing was earned yet, so there is no pace to go on.')
  return {
    actualTime,
    plannedDuration,
    earnedSchedule,
    scheduleVariance: earnedSchedule - actualTime,
    schedulePerformance,
    estimatedDuration,
  }
}

/** ES = C + (EV - PV of C) / (PV of C+1 - PV of C), C the last whole period with EV >= PV. */
function findSchedule(plan: readonly PlannedPoint[], earned: number, actualTime: number): number {
  const index = plan.findLastIndex(point => earned >= point.value)
  const last = plan[index]
  if (last === undefined) return 0
  const next = plan[index + 1]
  if (next === undefined) return last.time
  if (earned > last.value) {
    return last.time + ((earned - last.value) / (next.value - last.value)) * (next.time - last.time)
  }
  const since = plan.find(point => point.value === last.value)?.time ?? last.time
  return Math.min(last.time, Math.max(since, actualTime))
}
