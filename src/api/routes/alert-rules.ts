import { AlertRuleSchema, GivenAlertRules } from '../../portfolio/alert/alert-rule-schema.ts'
import { DEFAULT_ALERT_RULES, fillAlertRules, findContradictions } from '../../portfolio/alert/alert-rules.ts'
import { alertRules } from '../../store/alert/alert-rules.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { serveRuleSets } from '../rule-set-routes.ts'

/** Which alerts a portfolio wants, how severe they are and when they are told again. */
export const alertRuleRoutes = (app: Api, dependencies: Dependencies): void =>
  serveRuleSets(app, dependencies, {
    path: 'alert-rules',
    tags: ['alerts'],
    summaries: {
      get: 'Which alerts its initiatives raise',
      put: 'Set rules as a new version; those left out are as in version 1. Its alerts are looked at again',
    },
    rules: AlertRuleSchema,
    given: GivenAlertRules,
    own: DEFAULT_ALERT_RULES,
    sets: alertRules,
    findContradictions: given =>
      findContradictions(fillAlertRules(given)).map(each => ({ ...each, field: `body.${each.field}` })),
  })
