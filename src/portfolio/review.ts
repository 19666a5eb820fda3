import { epochMs } from '../work/instant.ts'
import type { Assessment, MilestoneAssessment } from './assessment.ts'
import type { Day } from './calendar.ts'
import type { EarnedValue } from './earned-value/assess-earned-value.ts'
import { type Calibration, measureCalibration, type PastForecast } from './forecast/forecast-calibration.ts'
import type { ScopeItem } from './initiative.ts'
import { measureVariance } from './milestone/milestone.ts'
import { type EstimateError, measureEstimateError } from './progress/estimate-error.ts'
import { type BlockedWork, type DelayCause, rankDelayCauses } from './scope/delay-cause.ts'
import type { ScopeGrowth } from './scope/scope-growth.ts'

/** How the last milestone came in: against its baseline, or against it so far. */
export interface FinishSlip {
  readonly milestoneId: string | null
  readonly name: string | null
  readonly baselineDay: Day | null
  /** The day it was achieved; while it is not, its present date. */
  readonly finishDay: Day | null
  readonly isAchieved: boolean
  readonly calendarDays: number | null
  readonly workingDays: number | null
  readonly reason: string | null
}

/** Closure review F16. */
export interface Review {
  readonly finish: FinishSlip
  /** Earned less spent, and what is over budget at the end; null with a reason without a baseline in money. */
  readonly cost: { readonly cv: EarnedValue['cv']; readonly vac: EarnedValue['cv']; readonly currency: string | null }
  readonly scopeGrowth: ScopeGrowth | null
  readonly estimates: EstimateError
  readonly calibration: Calibration
  readonly dateMoves: { readonly total: number; readonly milestones: readonly MovedMilestone[] }
  readonly delayCauses: readonly DelayCause[]
}

interface MovedMilestone {
  readonly milestoneId: string
  readonly name: string
  readonly moves: number
  readonly movedByDays: number | null
}

export interface ReviewGround {
  readonly assessment: Assessment
  readonly items: readonly ScopeItem[]
  readonly blocked: readonly BlockedWork[]
  readonly forecasts: readonly PastForecast[]
}

export function review({ assessment, items, blocked, forecasts }: ReviewGround): Review {
  const moved = assessment.milestones
    .map(({ milestoneId, name, slips, movedByDays }) => ({ milestoneId, name, moves: slips.length, movedByDays }))
    .filter(({ moves }) => moves > 0)
    .toSorted((a, b) => b.moves - a.moves)
  return {
    finish: measureFinish(assessment.milestones),
    cost: readCost(assessment.earnedValue),
    scopeGrowth: assessment.findings?.scopeGrowth ?? null,
    estimates: measureEstimateError(items),
    calibration: measureCalibration(assessment.milestones, forecasts),
    dateMoves: { total: moved.reduce((sum, { moves }) => sum + moves, 0), milestones: moved },
    delayCauses: rankDelayCauses(blocked, epochMs(assessment.statusAt)),
  }
}

function measureFinish(milestones: readonly MilestoneAssessment[]): FinishSlip {
  const endOf = ({ actualDay, currentDay }: MilestoneAssessment): Day => actualDay ?? currentDay ?? ''
  const last = milestones
    .filter(each => endOf(each) !== '')
    .reduce<MilestoneAssessment | null>((end, each) => (end === null || endOf(each) > endOf(end) ? each : end), null)
  if (last === null) {
    const nothing = { milestoneId: null, name: null, baselineDay: null, finishDay: null, isAchieved: false }
    return { ...nothing, calendarDays: null, workingDays: null, reason: 'It has no milestone with a date.' }
  }
  const { milestoneId, name, baselineDay } = last
  const finishDay = endOf(last)
  const told = { milestoneId, name, baselineDay, finishDay, isAchieved: last.status === 'achieved' }
  if (baselineDay === null)
    return { ...told, calendarDays: null, workingDays: null, reason: `${name} has no baseline.` }
  return { ...told, ...measureVariance(baselineDay, finishDay), reason: null }
}

function readCost(earned: EarnedValue | null): Review['cost'] {
  if (earned === null || earned.unit !== 'money') {
    const none = { value: null, reason: 'There is no approved baseline in money.' }
    return { cv: none, vac: none, currency: null }
  }
  return { cv: earned.cv, vac: earned.estimates.typical.vac, currency: earned.currency }
}
