import type { Assessment } from '../assessment.ts'
import type { InitiativeFacts } from '../initiative.ts'
import type { AlertCondition, AlertKind } from './alert.ts'
import { type AlertRules, DEFAULT_ALERT_RULES } from './alert-rules.ts'
import { detectDependencyAlerts } from './dependency-alerts.ts'
import { detectInitiativeAlerts } from './initiative-alerts.ts'
import { detectMilestoneAlerts } from './milestone-alerts.ts'

/** Everything in this assessment that its portfolio wants to be told. */
export function detectAlerts(
  assessment: Assessment,
  facts: Pick<InitiativeFacts, 'milestones'>,
  rules: AlertRules = DEFAULT_ALERT_RULES,
): readonly AlertCondition[] {
  const told = new Set<AlertKind>(rules.kinds)
  const ofParts = [
    ...detectMilestoneAlerts(assessment, facts, rules),
    ...detectDependencyAlerts(assessment, rules),
  ].filter(({ kind }) => told.has(kind))
  const said = new Set(ofParts.map(({ kind }) => kind))
  return [...ofParts, ...detectInitiativeAlerts(assessment, said)].filter(({ kind }) => told.has(kind))
}
