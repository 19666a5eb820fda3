import { epochMs } from '../../work/instant.ts'

export const COLOURS = ['green', 'amber', 'red', 'grey'] as const
export type Colour = (typeof COLOURS)[number]

export const HEALTH_AXES = ['schedule', 'cost', 'scope', 'quality', 'risk', 'data'] as const
export type HealthAxis = (typeof HEALTH_AXES)[number]

/** `not_measured`: nobody keeps what the axis is about (no budget, no defects), so it says nothing and hides nothing. */
export const AXIS_COLOURS = [...COLOURS, 'not_measured'] as const
export type AxisColour = (typeof AXIS_COLOURS)[number]

/** `score` is 1 to 25, probability times impact; an `index` is 1 when all goes as planned. */
export const AXIS_UNITS = ['days', 'hours', 'share', 'index', 'score'] as const

export interface AxisHealth {
  readonly axis: HealthAxis
  readonly colour: AxisColour
  /** What was measured, in `unit`; null when it could not be. */
  readonly value: number | null
  /** The limit it was held against. */
  readonly threshold: number | null
  readonly unit: (typeof AXIS_UNITS)[number]
  readonly reasons: readonly string[]
  /** Milestones, items or connections behind the reasons. */
  readonly evidenceIds: readonly string[]
}

/** With the version of the rules it was held against; conclusions of before do not say it for each axis. */
export type JudgedAxis = AxisHealth & { readonly ruleVersion?: string }

export interface Health {
  /** What is shown: worsens at once, improves only after several evaluations in a row. */
  readonly colour: Colour
  /** What this evaluation alone would say. */
  readonly computedColour: Colour
  /** Evaluations in a row that were better than `colour`. */
  readonly betterEvaluations: number
  readonly worstAxis: HealthAxis
  readonly axes: readonly JudgedAxis[]
  /** Sentences, worst first. */
  readonly reasons: readonly string[]
  readonly ruleVersion: string
}

/** Thresholds of one version of the rules; no norm exists, so they are the PMO's to change. */
export interface HealthRules {
  readonly version: string
  /** SPI(t) below which schedule is amber, red. */
  readonly schedule: { readonly amberPerformance: number; readonly redPerformance: number }
  /** Expected cost over the budget, as a share of it, above which cost is amber, red. */
  readonly cost: { readonly amberOverrun: number; readonly redOverrun: number }
  /** In-scope growth over `windowDays` above which scope is amber, red. */
  readonly scope: {
    readonly windowDays: number
    /** Items that join in the first days are the plan, not growth. */
    readonly planningDays: number
    readonly amberGrowth: number
    readonly redGrowth: number
    /** Fewer added items than this are no growth, however small the scope. */
    readonly minAddedItems: number
  }
  readonly quality: {
    /** Reopened work is counted over so many days. */
    readonly windowDays: number
    /** A reopen rate of fewer completions, a share of fewer items or defects says nothing. */
    readonly minDone: number
    readonly minItems: number
    readonly minDefects: number
    readonly amberReopenRate: number
    readonly redReopenRate: number
    readonly amberDefectShare: number
    readonly redDefectShare: number
    readonly amberEscapedShare: number
    readonly redEscapedShare: number
    /** P85 of the age of open defects. */
    readonly amberDefectAgeDays: number
    readonly redDefectAgeDays: number
  }
  /** Exposure is probability times impact, 1 to 25; the rest says when a rule finds a risk. */
  readonly risk: {
    readonly amberExposure: number
    readonly redExposure: number
    readonly blockedDays: number
    readonly keyPersonShare: number
    readonly unestimatedShare: number
    /** Shares of fewer open items say nothing. */
    readonly minOpenItems: number
    /** Iterations that ended with the item in it and not done. */
    readonly carriedOver: number
    readonly staleDays: number
    readonly jumpDays: number
    readonly jumpGrowth: number
    /** People with open work in two red initiatives. */
    readonly sharedPeople: number
    readonly minAddedItems: number
  }
  /** What compliance asks for; it gives no colour. */
  readonly compliance: {
    readonly minEstimated: number
    /** Of items that have an owner, a date, a parent. */
    readonly minShare: number
    readonly staleDays: number
    readonly reviewDays: number
  }
  readonly data: {
    readonly staleAfterHours: number
    readonly minMapped: number
    readonly minVisible: number
  }
  /** Evaluations in a row that must be better before the colour improves. */
  readonly improveAfterEvaluations: number
}

/** Our choice where no norm exists; a PMO may set its own under another version. */
export const DEFAULT_HEALTH_RULES: HealthRules = {
  version: '1',
  schedule: { amberPerformance: 0.95, redPerformance: 0.85 },
  cost: { amberOverrun: 0.05, redOverrun: 0.1 },
  scope: { windowDays: 30, planningDays: 14, amberGrowth: 0.1, redGrowth: 0.25, minAddedItems: 3 },
  quality: {
    windowDays: 90,
    minDone: 10,
    minItems: 20,
    minDefects: 5,
    amberReopenRate: 0.15,
    redReopenRate: 0.3,
    amberDefectShare: 0.4,
    redDefectShare: 0.6,
    amberEscapedShare: 0.5,
    redEscapedShare: 0.8,
    // Trackers are full of old defects that nobody means to fix: a year is where they begin to say something.
    amberDefectAgeDays: 365,
    redDefectAgeDays: 730,
  },
  risk: {
    amberExposure: 10,
    redExposure: 16,
    blockedDays: 7,
    keyPersonShare: 0.5,
    unestimatedShare: 0.5,
    minOpenItems: 8,
    carriedOver: 2,
    staleDays: 21,
    jumpDays: 7,
    jumpGrowth: 0.15,
    sharedPeople: 2,
    minAddedItems: 3,
  },
  compliance: { minEstimated: 0.8, minShare: 0.8, staleDays: 30, reviewDays: 30 },
  data: { staleAfterHours: 24, minMapped: 0.8, minVisible: 0.9 },
  improveAfterEvaluations: 2,
}

/** The evaluation before this one. */
export interface PreviousHealth {
  readonly statusAt: string
  readonly health: Health
}

/**
 * Overall is the worst axis: red, amber, grey, green. So grey never hides red, and green needs ground on every axis that
 * somebody keeps data for; the data axis always is one.
 */
export function judgeHealth(
  axes: readonly [AxisHealth, ...AxisHealth[]],
  options: { readonly statusAt: string; readonly rules: HealthRules; readonly previous: PreviousHealth | null },
): Health {
  const { statusAt, rules, previous } = options
  const byBadness = axes.filter(isMeasured).toSorted((left, right) => compareColours(left.colour, right.colour))
  const worst = byBadness[0] ?? { ...axes[0], colour: 'grey' as const }
  const told = worst.colour === 'green' ? byBadness : byBadness.filter(axis => axis.colour !== 'green')
  const reasons = told.flatMap(axis => axis.reasons)
  const judgedAxes = axes.map(axis => ({ ...axis, ruleVersion: rules.version }))
  const judged = { computedColour: worst.colour, worstAxis: worst.axis, axes: judgedAxes, ruleVersion: rules.version }
  const seen = countBetter(worst.colour, statusAt, previous)
  if (previous === null || seen === 0 || seen >= rules.improveAfterEvaluations) {
    return { ...judged, colour: worst.colour, betterEvaluations: 0, reasons }
  }
  const held = previous.health.colour
  const needed = rules.improveAfterEvaluations
  const still = `Shown ${held} until ${needed} evaluations in a row are better; this was number ${seen}.`
  return { ...judged, colour: held, betterEvaluations: seen, reasons: [still, ...reasons] }
}

/**
 * How many evaluations in a row were better than the colour shown, this one included; 0 when there is nothing to wait
 * for, as after grey: getting to know is no improvement. The same evaluation made again (a job that ran twice) does not
 * count again.
 */
function countBetter(computed: Colour, statusAt: string, previous: PreviousHealth | null): number {
  if (previous === null || previous.health.colour === 'grey') return 0
  if (compareColours(computed, previous.health.colour) <= 0) return 0
  if (epochMs(statusAt) <= epochMs(previous.statusAt)) return Math.max(1, previous.health.betterEvaluations)
  return previous.health.betterEvaluations + 1
}

type MeasuredAxis = AxisHealth & { readonly colour: Colour }

const isMeasured = (axis: AxisHealth): axis is MeasuredAxis => axis.colour !== 'not_measured'

const BADNESS: Readonly<Record<Colour, number>> = { red: 3, amber: 2, grey: 1, green: 0 }

/** Sorts the worst first. */
export function compareColours(left: Colour, right: Colour): number {
  return BADNESS[right] - BADNESS[left]
}
