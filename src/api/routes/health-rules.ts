import { DEFAULT_HEALTH_RULES } from '../../portfolio/health/health.ts'
import { GivenHealthRules, HealthRuleSchema } from '../../portfolio/health/health-rule-schema.ts'
import { fillRules, findContradictions } from '../../portfolio/health/health-rules.ts'
import { healthRules } from '../../store/portfolio/health-rules.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { serveRuleSets } from '../rule-set-routes.ts'

export const healthRuleRoutes = (app: Api, dependencies: Dependencies): void =>
  serveRuleSets(app, dependencies, {
    path: 'health-rules',
    tags: ['portfolios'],
    summaries: {
      get: 'The thresholds its initiatives are judged by',
      put: 'Set thresholds as a new version; those left out are as in version 1. Its initiatives are judged again',
    },
    rules: HealthRuleSchema,
    given: GivenHealthRules,
    own: DEFAULT_HEALTH_RULES,
    sets: healthRules,
    findContradictions: given =>
      findContradictions(fillRules(given, 0)).map(each => ({ ...each, field: `body.${each.field}` })),
  })
