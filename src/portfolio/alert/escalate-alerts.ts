import { epochMs } from '../../work/instant.ts'
import { type AlertChange, type Escalation, type OpenAlert, SEVERITIES, type Severity } from './alert.ts'

/** Of each severity, after how many hours without an answer it is told to more; null: never. */
export type EscalateAfterHours = Readonly<Record<Severity, number | null>>

/** An open alert and whether anybody has said something about it. */
export interface WaitingAlert extends OpenAlert {
  /** Since when it waits for somebody's answer; null: somebody has acknowledged, snoozed or resolved it. */
  readonly unansweredSince: string | null
  /** How often it was escalated. */
  readonly escalations: number
}

const HOUR_MS = 3_600_000

/**
 * Alerts that nobody has answered for too long become a step more severe, which leads them to more channels; one of high
 * severity is escalated once, to those that are told of nothing else. What just got worse, or is over, is told anyhow.
 */
export function escalateAlerts(
  open: readonly WaitingAlert[],
  changes: readonly AlertChange[],
  rules: { readonly escalateAfterHours: EscalateAfterHours },
  statusAt: string,
): readonly Escalation[] {
  const told = new Set(changes.map(change => (change.type === 'resolved' ? change : change.condition).fingerprint))
  return open.flatMap(({ kind, fingerprint, severity, unansweredSince, escalations }) => {
    const hours = rules.escalateAfterHours[severity]
    if (hours === null || unansweredSince === null || told.has(fingerprint)) return []
    if (severity === 'high' && escalations > 0) return []
    if (epochMs(statusAt) - epochMs(unansweredSince) < hours * HOUR_MS) return []
    const next = SEVERITIES[SEVERITIES.indexOf(severity) + 1] ?? severity
    return [{ type: 'escalated', kind, fingerprint, severity: next, escalation: escalations + 1 }]
  })
}
