import { epochMs } from '../../work/instant.ts'
import {
  type AlertChange,
  type AlertCondition,
  type AlertKind,
  type OpenAlert,
  type RaisedCondition,
  SEVERITIES,
} from './alert.ts'
import { explainQuietEnd } from './quiet-end.ts'

/** What is worth a message. */
export interface Steps {
  /** How much worse an alert must get; of kinds that are not among them, any. */
  readonly steps: Readonly<Partial<Record<AlertKind, number>>>
  /** What is told at all; left out: every kind. */
  readonly kinds?: readonly AlertKind[]
}

/**
 * What to do about the alerts of one initiative, or of the whole installation. A condition that is as it was changes nothing, so the same evaluation
 * may be made again by any path; an alert whose condition cannot be told now stays as it is. Where it would be no good
 * news, nobody is told that one is over.
 */
export function changeAlerts(
  open: readonly OpenAlert[],
  conditions: readonly AlertCondition[],
  rules: Steps,
): readonly AlertChange[] {
  const openByFingerprint = new Map(open.map(alert => [alert.fingerprint, alert]))
  const seen = new Set(conditions.map(condition => condition.fingerprint))
  const changes = conditions.flatMap((condition): AlertChange[] => {
    if (condition.status === 'unknown') return []
    const alert = openByFingerprint.get(condition.fingerprint)
    if (alert === undefined) return [{ type: 'opened', condition }]
    return isWorse(condition, alert, rules) ? [{ type: 'worsened', condition, previousExtent: alert.extent }] : []
  })
  const unknown = new Set(conditions.flatMap(({ kind, fingerprint }) => (fingerprint === null ? [kind] : [])))
  const raised = new Set(conditions.flatMap(each => (each.status === 'raised' ? [each.fingerprint] : [])))
  const gone = open.filter(({ kind, fingerprint }) => !seen.has(fingerprint) && !unknown.has(kind))
  const resolved = gone.map(({ kind, fingerprint }): AlertChange => {
    const quietly = explainQuietEnd({ kind, fingerprint }, raised, rules.kinds)
    return { type: 'resolved', kind, fingerprint, ...(quietly === null ? {} : { quietly }) }
  })
  return [...changes, ...resolved]
}

/** Worse by a step, of a higher severity, or moved later once more by a person, from wherever it stood in between. */
function isWorse(condition: RaisedCondition, alert: OpenAlert, rules: Steps): boolean {
  const step = rules.steps[condition.kind] ?? 1
  if (condition.extent >= alert.extent + step) return true
  if (condition.extent > alert.extent && SEVERITIES.indexOf(condition.severity) > SEVERITIES.indexOf(alert.severity))
    return true
  if (condition.kind !== 'milestone_slipped') return false
  const { movedByDays, at } = condition.details
  return movedByDays !== null && movedByDays >= step && epochMs(at) > epochMs(alert.at)
}
