import { healthRuleSet } from '../../../drizzle/schema/rule-set.ts'
import { DEFAULT_HEALTH_RULES } from '../../portfolio/health/health.ts'
import { fillRules } from '../../portfolio/health/health-rules.ts'
import { keepRuleSets } from './rule-sets.ts'

/** Thresholds of health, as somebody set them for a portfolio or what is below it. */
export const healthRules = keepRuleSets(healthRuleSet, DEFAULT_HEALTH_RULES, fillRules)
