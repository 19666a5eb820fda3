import { dayOf } from './calendar.ts'
import { type Coverage, measureCoverage } from './coverage.ts'
import { assessDependencies, type DependencyAssessment } from './dependency/assess-dependencies.ts'
import { assessEarnedValue, type EarnedValue } from './earned-value/assess-earned-value.ts'
import type { Baseline } from './earned-value/baseline.ts'
import { listAssigneesOf } from './earned-value/remaining-cost.ts'
import { type Findings, findOut } from './findings.ts'
import type { Forecast } from './forecast/forecast.ts'
import { type HitRate, judgeHitRate } from './forecast/hit-rate.ts'
import { forecastMilestones } from './forecast/milestone-forecast.ts'
import type { Plan } from './forecast/plan.ts'
import { judgeCost } from './health/cost-axis.ts'
import { judgeData } from './health/data-axis.ts'
import { type Health, type HealthRules, judgeHealth } from './health/health.ts'
import { judgeQuality } from './health/quality-axis.ts'
import { judgeRisk } from './health/risk-axis.ts'
import { judgeSchedule } from './health/schedule-axis.ts'
import { addPerformance } from './health/schedule-performance.ts'
import { judgeScope } from './health/scope-axis.ts'
import type { InitiativeFacts, MilestoneFacts } from './initiative.ts'
import { growTree, type ItemTree } from './item-tree.ts'
import {
  baselineOf,
  currentDayOf,
  distance,
  findSilentSlip,
  listSlips,
  type MilestoneStatus,
  type Slip,
  statusOf,
} from './milestone/milestone.ts'
import { measureTree, type Progress } from './progress/progress.ts'
import { type Scale, type ShareBasis, scaleOf } from './progress/weight.ts'
import { measureScopeChange } from './scope/scope-change.ts'
import { type Today, todayAt } from './wall-clock.ts'

/** What one initiative means on a status date. Stored as a whole, so that any past answer can be given again. */
export interface Assessment {
  readonly initiativeId: string
  /** ISO 8601 UTC; every number below holds as of this instant. */
  readonly statusAt: string
  readonly progress: Progress
  readonly byTracker: readonly TrackerAssessment[]
  /** What it weighs beside its siblings where nobody says. Null: nothing is in scope, or concluded before this was measured. */
  readonly scale: Scale | null
  readonly milestones: readonly MilestoneAssessment[]
  /** The earliest milestone not achieved yet; null when there is none with a date. */
  readonly nextMilestoneId: string | null
  readonly health: Health
  readonly coverage: Coverage
  /** Null: concluded before this was looked at. */
  readonly findings: Findings | null
  /** Null: there was no approved baseline, or it was concluded before this was. */
  readonly earnedValue: EarnedValue | null
  /** Null: concluded before this was looked at. */
  readonly dependencies: DependencyAssessment | null
}

/** What is told of it above and beside it: all but what only its own page shows. */
export interface Summary
  extends Pick<
    Assessment,
    'initiativeId' | 'statusAt' | 'progress' | 'byTracker' | 'scale' | 'milestones' | 'nextMilestoneId' | 'coverage'
  > {
  readonly health: Omit<Health, 'axes'>
}

/** Drawn at the time and kept, or drawn only later from what the history says. */
export const CONCLUSION_BASES = ['concluded', 'history'] as const
export type ConclusionBasis = (typeof CONCLUSION_BASES)[number]

export interface TrackerAssessment {
  readonly connectionId: string
  readonly progress: Progress
  /** Share of this tracker in the initiative's progress, 0 to 1, and what it was taken from. */
  readonly share: number
  readonly shareBasis: ShareBasis
}

export interface MilestoneAssessment {
  readonly milestoneId: string
  readonly name: string
  readonly baselineDay: string | null
  readonly currentDay: string | null
  readonly actualDay: string | null
  readonly forecast: Forecast
  /** How often forecasts held so far; null: there is none here, or it was concluded before this was measured. */
  readonly hitRate: HitRate | null
  readonly status: MilestoneStatus
  /** Current against baseline, in days; null when one of them is missing. */
  readonly movedByDays: number | null
  /** The date stands, but the P80 forecast lies beyond it by more than the tolerance; null otherwise. */
  readonly silentSlipDays: number | null
  readonly slips: readonly Slip[]
}

/** Runs of each forecast: at 10,000 the P80 of another seed differs by a day at most. */
const FORECAST_RUNS = 10_000

export interface AssessOptions {
  readonly statusAt: string
  readonly seed: number
  readonly rules: HealthRules
  readonly previous: Assessment | null
}

/** What the facts mean on the status date: the same facts, instant and seed always give the same assessment. */
export function assess(facts: InitiativeFacts, options: AssessOptions): Assessment {
  return assessWithPlan(facts, options).assessment
}

/** The same, with what those who depend on the initiative have to know, and the tree that all of it was read from. */
export function assessWithPlan(
  facts: InitiativeFacts,
  options: AssessOptions,
): { readonly assessment: Assessment; readonly plan: Plan; readonly tree: ItemTree } {
  const { statusAt, seed, rules, previous } = options
  const today = dayOf(statusAt)
  const here = todayAt(statusAt, facts.timeZone)
  const tree = growTree(facts.items)
  const measured = measureTree(tree, facts.trackers)
  const coverage = measureCoverage(tree, facts.trackers, measured, {
    statusAt,
    staleAfterHours: rules.data.staleAfterHours,
  })
  const { forecasts, played, plan } = forecastMilestones(tree, facts, { today: here.day, seed, runs: FORECAST_RUNS })
  const hitRate = judgeHitRate(facts.record.present?.heldForecasts ?? null)
  const pairs = facts.milestones.map(milestone => {
    const forecast = forecasts.get(milestone.id) ?? { status: 'cannot_forecast', reason: 'No items are linked to it.' }
    return {
      milestone,
      assessed: {
        ...assessMilestone(milestone, forecast, here),
        hitRate: forecast.status === 'forecast' ? hitRate : null,
      },
    }
  })
  const judged = pairs.map(({ milestone, assessed }) => ({
    ...assessed,
    importance: milestone.importance,
    toleranceDays: milestone.toleranceDays,
  }))
  const dependencies = assessDependencies(facts, played, here.day)
  const findings = findOut(facts, tree, { statusAt, today, rules, dependencies })
  const assignees = listAssigneesOf(facts.record.present?.plans ?? null)
  const earnedValue = facts.earning === null ? null : assessEarnedValue(tree, facts.earning, today, assignees)
  const health = judgeHealth(
    [
      addPerformance(judgeSchedule(judged, here.day), earnedValue, rules.schedule),
      judgeCost(earnedValue, rules.cost),
      judgeScope(measureScopeChange(tree, { statusAt, ...rules.scope }), rules.scope),
      judgeQuality(findings.quality, rules.quality),
      judgeRisk(facts.record.present?.register ?? [], findings.risks, rules.risk),
      judgeData(coverage, statusAt, rules.data),
    ],
    { statusAt, rules, previous },
  )
  const milestones = pairs.map(pair => pair.assessed)
  const assessment = {
    initiativeId: facts.id,
    statusAt,
    progress: measured.progress,
    byTracker: measured.byTracker,
    scale: measured.scale && scaleOf(budgetOf(facts.earning?.baseline), measured.scale.plannedHours),
    milestones,
    nextMilestoneId: findNext(milestones)?.milestoneId ?? null,
    health,
    coverage,
    findings,
    earnedValue,
    dependencies,
  }
  return { assessment, plan, tree }
}

const budgetOf = (baseline: Baseline | undefined): Scale['budget'] =>
  baseline === undefined || baseline.currency === null ? null : { minor: baseline.total, currency: baseline.currency }

function assessMilestone(
  milestone: MilestoneFacts,
  forecast: Forecast,
  today: Today,
): Omit<MilestoneAssessment, 'hitRate'> {
  const baselineDay = baselineOf(milestone.dates, milestone.baselineDay)
  const currentDay = currentDayOf(milestone.dates)
  const { actualDay, toleranceDays } = milestone
  const p80 = forecast.status === 'forecast' ? forecast.p80 : null
  const state = { baselineDay, currentDay, actualDay, toleranceDays, p80 }
  return {
    milestoneId: milestone.id,
    name: milestone.name,
    baselineDay,
    currentDay,
    actualDay,
    forecast,
    status: statusOf(state, today),
    movedByDays: distance(baselineDay, currentDay),
    silentSlipDays: findSilentSlip(state, today),
    slips: listSlips(milestone.dates, baselineDay),
  }
}

/** Its milestones by where their dates stand now and by the forecasts of before, which do not follow from them; new ones are left out. */
export function redateMilestones(
  previous: Pick<Assessment, 'milestones'>,
  milestones: readonly MilestoneFacts[],
  today: Today,
): readonly MilestoneAssessment[] {
  const assessed = new Map(previous.milestones.map(milestone => [milestone.milestoneId, milestone]))
  return milestones.flatMap(milestone => {
    const before = assessed.get(milestone.id)
    if (before === undefined) return []
    return { ...assessMilestone(milestone, before.forecast, today), hitRate: before.hitRate }
  })
}

/** The earliest milestone with a date that is not achieved yet; an overdue one is still the next. Of one day, by name. */
export function findNext(milestones: readonly MilestoneAssessment[]): MilestoneAssessment | null {
  const rank = ({ currentDay, name }: MilestoneAssessment): string => `${currentDay} ${name}`
  return milestones.reduce<MilestoneAssessment | null>((next, milestone) => {
    if (milestone.status === 'achieved' || milestone.currentDay === null) return next
    return next === null || rank(milestone) < rank(next) ? milestone : next
  }, null)
}
