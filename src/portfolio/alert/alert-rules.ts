import { INITIATIVE_ALERT_KINDS, type InitiativeAlertKind, type Severity } from './alert.ts'
import type { EscalateAfterHours } from './escalate-alerts.ts'

/** From where on it is told; each kind of alert that has no other measure. */
export interface AlertLimits {
  /** A milestone is at risk when fewer than this share of the simulated futures meet its date. */
  readonly leastProbability: number
  /** A date moved earlier than the baseline by so many days is told. */
  readonly pulledInDays: number
  readonly blockedDays: number
  /** An initiative with open work in which nothing changed for so long is stale. */
  readonly staleDays: number
  /** Of the compliance score, 0 to 1. */
  readonly leastCompliance: number
  /** Share of what an iteration began with that joined or left it since. */
  readonly iterationChange: number
}

/** Kinds that are no more severe for being further over their limit. */
export type FixedSeverityKind = Extract<
  InitiativeAlertKind,
  | 'milestone_at_risk'
  | 'milestone_pulled_in'
  | 'blocked_long'
  | 'stale_initiative'
  | 'compliance_gap'
  | 'iteration_scope_change'
>

/** What is told and when it is worth another message; the PMO's to change for each portfolio. */
export interface AlertRules {
  /** What is told at all. */
  readonly kinds: readonly InitiativeAlertKind[]
  /** Up to `lowDays` low, up to `mediumDays` medium, above high; one step higher for a milestone of high importance. */
  readonly lowDays: number
  readonly mediumDays: number
  /** A date set this recently is somebody's answer already: whether it holds is told later. */
  readonly trustMoveDays: number
  /** How much worse an alert must get to be worth another message, in the unit of its kind. */
  readonly steps: Readonly<Record<InitiativeAlertKind, number>>
  readonly limits: AlertLimits
  readonly severities: Readonly<Record<FixedSeverityKind, Severity>>
  readonly escalateAfterHours: EscalateAfterHours
}

/** What most would hear too often: whoever wants it says so. */
const ONLY_ON_REQUEST: ReadonlySet<InitiativeAlertKind> = new Set<InitiativeAlertKind>([
  // A new initiative is grey until its data is there.
  'health_grey',
  // A silent slip says the same of most milestones.
  'milestone_at_risk',
  'milestone_pulled_in',
  'blocked_long',
  'compliance_gap',
  'iteration_scope_change',
])

export const DEFAULT_ALERT_RULES: AlertRules = {
  kinds: INITIATIVE_ALERT_KINDS.filter(kind => !ONLY_ON_REQUEST.has(kind)),
  lowDays: 7,
  mediumDays: 30,
  trustMoveDays: 7,
  steps: {
    milestone_slipped: 1,
    silent_slip: 5,
    milestone_overdue: 7,
    milestone_at_risk: 20,
    milestone_pulled_in: 5,
    dependency_violated: 5,
    cost_overrun: 5,
    scope_growth: 10,
    blocked_long: 7,
    stale_initiative: 14,
    compliance_gap: 10,
    iteration_scope_change: 20,
    health_red: 1,
    health_grey: 1,
  },
  limits: {
    leastProbability: 0.5,
    pulledInDays: 5,
    blockedDays: 10,
    staleDays: 30,
    leastCompliance: 0.6,
    iterationChange: 0.3,
  },
  severities: {
    milestone_at_risk: 'medium',
    milestone_pulled_in: 'low',
    blocked_long: 'medium',
    stale_initiative: 'medium',
    compliance_gap: 'low',
    iteration_scope_change: 'low',
  },
  // Whom it is to reach then has to be said in a route first.
  escalateAfterHours: { low: null, medium: null, high: null },
}

/** What somebody set; what is left out is as in the code. */
export type GivenAlertRules = Partial<Omit<AlertRules, Nested>> & {
  readonly [Name in Nested]?: Partial<AlertRules[Name]>
}
type Nested = 'steps' | 'limits' | 'severities' | 'escalateAfterHours'

export function fillAlertRules({
  steps,
  limits,
  severities,
  escalateAfterHours,
  ...given
}: GivenAlertRules): AlertRules {
  const own = DEFAULT_ALERT_RULES
  return {
    ...own,
    ...given,
    steps: { ...own.steps, ...steps },
    limits: { ...own.limits, ...limits },
    severities: { ...own.severities, ...severities },
    escalateAfterHours: { ...own.escalateAfterHours, ...escalateAfterHours },
  }
}

/** What cannot be meant. A path and what is expected of it. */
export function findContradictions({
  lowDays,
  mediumDays,
}: AlertRules): readonly { field: string; expected: string }[] {
  if (lowDays <= mediumDays) return []
  return [{ field: 'lowDays', expected: `must not be above mediumDays, which is ${mediumDays}` }]
}
