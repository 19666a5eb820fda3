import type { Assessment } from '../assessment.ts'
import type { InitiativeFacts } from '../initiative.ts'
import type { AlertChange, OpenAlert } from './alert.ts'
import type { AlertRules } from './alert-rules.ts'
import { changeAlerts } from './change-alerts.ts'
import { detectMilestoneAlerts } from './milestone-alerts.ts'

const KIND = 'milestone_slipped'

/** Of all that changes about the alerts of an initiative, only the milestones that were moved later. */
export function detectMoves(
  open: readonly OpenAlert[],
  assessment: Assessment,
  facts: Pick<InitiativeFacts, 'milestones' | 'timeZone'>,
  rules: AlertRules,
): readonly Exclude<AlertChange, { readonly type: 'resolved' }>[] {
  if (!rules.kinds.includes(KIND)) return []
  const slips = detectMilestoneAlerts(assessment, facts, rules).filter(({ kind }) => kind === KIND)
  return changeAlerts(open, slips, rules).filter(change => change.type !== 'resolved')
}
