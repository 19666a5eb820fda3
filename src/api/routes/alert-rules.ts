import { Type } from 'typebox'
import { INITIATIVE_ALERT_KINDS, type InitiativeAlertKind, SEVERITIES } from '../../portfolio/alert/alert.ts'
import { DEFAULT_ALERT_RULES, fillAlertRules } from '../../portfolio/alert/alert-rules.ts'
import { alertRules } from '../../store/alert/alert-rules.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { closed, nullable, word } from '../field.ts'
import { serveRuleSets } from '../rule-set-routes.ts'

const days = (description: string) => Type.Integer({ minimum: 0, maximum: 3_650, description })
const step = Type.Number({ minimum: 1, maximum: 3_650 })

const fields = {
  kinds: Type.Unsafe<readonly InitiativeAlertKind[]>(
    Type.Array(word(INITIATIVE_ALERT_KINDS), {
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
const severity = word(SEVERITIES)
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

const hours = nullable(Type.Integer({ minimum: 1, maximum: 2_160 }))
const ESCALATE_AFTER = Type.Object(
  { low: hours, medium: hours, high: hours },
  {
    ...closed,
    description:
      'An alert that nobody acknowledged, snoozed or resolved for so many hours becomes a step more severe and is told again; null: it does not. It is looked at once an hour.',
  },
)

const Rules = Type.Object({
  ...fields,
  steps: STEPS,
  limits: LIMITS,
  severities: SEVERITY_OF,
  escalateAfterHours: ESCALATE_AFTER,
})
const GivenRules = Type.Object(
  {
    ...Type.Partial(Type.Object(fields)).properties,
    steps: Type.Optional(Type.Partial(STEPS, closed)),
    limits: Type.Optional(Type.Partial(LIMITS, closed)),
    severities: Type.Optional(Type.Partial(SEVERITY_OF, closed)),
    escalateAfterHours: Type.Optional(Type.Partial(ESCALATE_AFTER, closed)),
  },
  { ...closed, examples: [{ lowDays: 3, mediumDays: 10, steps: { milestone_slipped: 2 } }] },
)

/** Which alerts a portfolio wants, how severe they are and when they are told again. */
export const alertRuleRoutes = (app: Api, dependencies: Dependencies): void =>
  serveRuleSets(app, dependencies, {
    path: 'alert-rules',
    tags: ['alerts'],
    summaries: {
      get: 'Which alerts its initiatives raise',
      put: 'Set rules as a new version; those left out are as in version 1. Its alerts are looked at again',
    },
    rules: Rules,
    given: GivenRules,
    own: DEFAULT_ALERT_RULES,
    sets: alertRules,
    findContradictions: given => {
      const { lowDays, mediumDays } = fillAlertRules(given)
      if (lowDays <= mediumDays) return []
      return [{ field: 'body.lowDays', expected: `must not be above body.mediumDays, which is ${mediumDays}` }]
    },
  })
