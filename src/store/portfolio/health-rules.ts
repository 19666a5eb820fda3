import { healthRuleSet } from '../../../drizzle/schema/rule-set.ts'
import { DEFAULT_HEALTH_RULES } from '../../portfolio/health/health.ts'
import { fillRules } from '../../portfolio/health/health-rules.ts'
import { keepRuleSets } from './rule-sets.ts'
import { forgetHistory } from './told-history.ts'

const sets = keepRuleSets(healthRuleSet, DEFAULT_HEALTH_RULES, fillRules)

/** Thresholds of health, as somebody set them for a portfolio or what is below it. The history is coloured by those of now. */
export const healthRules: typeof sets = {
  ...sets,
  save: (db, ...given) =>
    db.transaction(async transaction => {
      const due = await sets.save(transaction, ...given)
      await forgetHistory(transaction, due)
      return due
    }),
}
