import { INITIATIVE_ALERT_KINDS, type InitiativeAlertKind } from './alert.ts'

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
}

export const DEFAULT_ALERT_RULES: AlertRules = {
  // A new initiative is grey until its data is there.
  kinds: INITIATIVE_ALERT_KINDS.filter(kind => kind !== 'health_grey'),
  lowDays: 7,
  mediumDays: 30,
  trustMoveDays: 7,
  steps: {
    milestone_slipped: 1,
    silent_slip: 5,
    milestone_overdue: 7,
    dependency_violated: 5,
    cost_overrun: 5,
    scope_growth: 10,
    health_red: 1,
    health_grey: 1,
  },
}

/** What somebody set; what is left out is as in the code. */
export type GivenAlertRules = Partial<Omit<AlertRules, 'steps'>> & { readonly steps?: Partial<AlertRules['steps']> }

export function fillAlertRules({ steps, ...given }: GivenAlertRules): AlertRules {
  return { ...DEFAULT_ALERT_RULES, ...given, steps: { ...DEFAULT_ALERT_RULES.steps, ...steps } }
}
