import { alertRuleSet } from '../../../drizzle/schema/rule-set.ts'
import { DEFAULT_ALERT_RULES, fillAlertRules } from '../../portfolio/alert/alert-rules.ts'
import { keepRuleSets } from '../portfolio/rule-sets.ts'

/** Which alerts are raised and when they are told again, as somebody set it for a portfolio. */
export const alertRules = keepRuleSets(alertRuleSet, DEFAULT_ALERT_RULES, fillAlertRules)
