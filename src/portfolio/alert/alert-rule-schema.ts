import { Type } from 'typebox'
import { INITIATIVE_ALERT_KINDS, type InitiativeAlertKind, SEVERITIES, type Severity } from './alert.ts'

/* Which alerts are told and how severe they are as people set it, through the API or a portfolio file. */

const closed = { additionalProperties: false } as const
const days = (description: string) => Type.Integer({ minimum: 0, maximum: 3_650, description })
const step = Type.Number({ minimum: 1, maximum: 3_650 })

const fields = {
  kinds: Type.Unsafe<readonly InitiativeAlertKind[]>(
    Type.Array(Type.Unsafe<InitiativeAlertKind>({ type: 'string', enum: INITIATIVE_ALERT_KINDS }), {
      uniqueItems: true,
      description: 'What is told at all; none of them: nothing.',
    }),
  ),
  lowDays: days('Up to so many days a slip is of low severity; one step higher for a milestone of high importance.'),
  mediumDays: days('Up to so many of medium severity, above of high.'),
  trustMoveDays: days('A date set this recently is trusted: whether the forecast bears it is told later.'),
}
const STEPS = Type.Object(
  {
    milestone_slipped: step,
    silent_slip: step,
    milestone_overdue: step,
    milestone_at_risk: step,
    milestone_pulled_in: step,
    dependency_violated: step,
    cost_overrun: step,
    scope_growth: step,
    blocked_long: step,
    stale_initiative: step,
    compliance_gap: step,
    iteration_scope_change: step,
    health_red: step,
    health_grey: step,
  },
  { ...closed, description: 'How much worse it must get to be told again: days, or percent of the budget or scope.' },
)

const share = (description: string) => Type.Number({ minimum: 0, maximum: 1, description })
const LIMITS = Type.Object(
  {
    leastProbability: share(
      'A milestone is at risk when fewer than this share of the simulated futures meet its date.',
    ),
    pulledInDays: days('A date moved earlier than its baseline by so many days is told.'),
    blockedDays: days('Work is blocked too long after so many days.'),
    staleDays: days('An initiative with open work in which nothing changed for so long is stale.'),
    leastCompliance: share('Of the compliance score.'),
    iterationChange: Type.Number({
      minimum: 0,
      maximum: 10,
      description: 'Share of what an iteration began with that joined or left it since.',
    }),
  },
  { ...closed, description: 'From where on it is told.' },
)
const severity = Type.Unsafe<Severity>({ type: 'string', enum: SEVERITIES })
const SEVERITY_OF = Type.Object(
  {
    milestone_at_risk: severity,
    milestone_pulled_in: severity,
    blocked_long: severity,
    stale_initiative: severity,
    compliance_gap: severity,
    iteration_scope_change: severity,
  },
  { ...closed, description: 'Of the kinds that are not more severe by days.' },
)

const hours = Type.Unsafe<number | null>({ type: ['integer', 'null'], minimum: 1, maximum: 2_160 })
const ESCALATE_AFTER = Type.Object(
  { low: hours, medium: hours, high: hours },
  {
    ...closed,
    description:
      'An alert that nobody acknowledged, snoozed or resolved for so many hours becomes a step more severe and is told again; null: it does not. It is looked at once an hour.',
  },
)

export const AlertRuleSchema = Type.Object({
  ...fields,
  steps: STEPS,
  limits: LIMITS,
  severities: SEVERITY_OF,
  escalateAfterHours: ESCALATE_AFTER,
})
/** Those left out are the program's own. */
export const GivenAlertRules = Type.Object(
  {
    ...Type.Partial(Type.Object(fields)).properties,
    steps: Type.Optional(Type.Partial(STEPS, closed)),
    limits: Type.Optional(Type.Partial(LIMITS, closed)),
    severities: Type.Optional(Type.Partial(SEVERITY_OF, closed)),
    escalateAfterHours: Type.Optional(Type.Partial(ESCALATE_AFTER, closed)),
  },
  { ...closed, examples: [{ lowDays: 3, mediumDays: 10, steps: { milestone_slipped: 2 } }] },
)
