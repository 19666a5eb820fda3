import type { Assessment } from '../assessment.ts'
import type { InitiativeFacts } from '../initiative.ts'
import type { AlertCondition, AlertKind } from './alert.ts'
import { type AlertRules, DEFAULT_ALERT_RULES } from './alert-rules.ts'
import { type ControlFacts, detectControlAlerts } from './control-alerts.ts'
import { detectDependencyAlerts } from './dependency-alerts.ts'
import { detectInitiativeAlerts } from './initiative-alerts.ts'
import { detectIterationAlerts, type IterationContent } from './iteration-alerts.ts'
import { detectMilestoneAlerts } from './milestone-alerts.ts'
import { detectOutlookAlerts } from './outlook-alerts.ts'
import { keepUndated } from './undated-alerts.ts'

/** Everything in this assessment that its portfolio wants to be told. */
export function detectAlerts(
  assessment: Assessment,
  facts: Pick<InitiativeFacts, 'milestones' | 'timeZone'> & ControlFacts,
  rules: AlertRules = DEFAULT_ALERT_RULES,
  iterations: readonly IterationContent[] = [],
): readonly AlertCondition[] {
  const told = new Set<AlertKind>(rules.kinds)
  const isTold = ({ kind }: AlertCondition): boolean => told.has(kind)
  const ofDates = [
    ...detectMilestoneAlerts(assessment, facts, rules),
    ...detectDependencyAlerts(assessment, rules),
  ].filter(isTold)
  const raised = new Set(ofDates.flatMap(each => (each.status === 'raised' ? [each.fingerprint] : [])))
  const ofParts = [...ofDates, ...detectOutlookAlerts(assessment, facts, rules, raised).filter(isTold)]
  const said = new Set(ofParts.map(({ kind }) => kind))
  const ofAll = [
    ...detectInitiativeAlerts(assessment, said),
    ...detectControlAlerts(assessment, facts, rules),
    ...detectIterationAlerts(assessment, iterations, rules),
    // Says nothing, so it must not keep others from saying it.
    ...keepUndated(assessment, facts),
  ]
  return [...ofParts, ...ofAll.filter(isTold)]
}
