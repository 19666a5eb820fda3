import type { MilestoneAssessment } from '../assessment.ts'
import type { Day } from '../calendar.ts'
import { plural } from '../phrase.ts'

/** What was forecast for a milestone at some time. */
export interface PastForecast {
  readonly milestoneId: string
  readonly statusDay: Day
  readonly p50: Day
  readonly p80: Day
}

/** How often what was forecast held. */
export interface Calibration {
  readonly forecasts: number
  /** Shares of the forecasts whose day was met; null without any. */
  readonly hitRateP50: number | null
  readonly hitRateP80: number | null
  readonly text: string
}

/** Forecasts made before a milestone was achieved, against the day it was. */
export function measureCalibration(
  milestones: readonly MilestoneAssessment[],
  forecasts: readonly PastForecast[],
): Calibration {
  const actual = new Map(
    milestones.flatMap(({ milestoneId, status, actualDay }) =>
      status === 'achieved' && actualDay !== null ? [[milestoneId, actualDay]] : [],
    ),
  )
  const judged = forecasts.flatMap(({ milestoneId, statusDay, p50, p80 }) => {
    const day = actual.get(milestoneId)
    return day === undefined || statusDay >= day ? [] : [{ p50: day <= p50, p80: day <= p80 }]
  })
  const count = judged.length
  if (count === 0) {
    const text = 'No milestone was forecast before it was achieved.'
    return { forecasts: 0, hitRateP50: null, hitRateP80: null, text }
  }
  const hits = { p50: judged.filter(({ p50 }) => p50).length, p80: judged.filter(({ p80 }) => p80).length }
  const text = `Of ${plural(count, 'forecast')}, ${hits.p50} held by P50 and ${hits.p80} by P80.`
  return { forecasts: count, hitRateP50: hits.p50 / count, hitRateP80: hits.p80 / count, text }
}
