import { percent, plural } from '../phrase.ts'
import { type AlertCondition, fingerprint, NO_DATES } from './alert.ts'
import type { AlertRules } from './alert-rules.ts'

/** What of an initiative an iteration under way began with, and what is in it now. */
export interface IterationContent {
  readonly id: string
  readonly name: string
  readonly connectionId: string
  readonly beganWith: readonly string[]
  readonly present: readonly string[]
}

/** Of fewer, one item more is a large share. */
const FEWEST_ITEMS = 5
const MOST_EVIDENCE = 20
/** So near below the limit it would ring with every item. */
const NEAR = 0.8

/** Iterations under way that many items joined or left since they began; each is told once. */
export function detectIterationAlerts(
  { initiativeId, statusAt }: { readonly initiativeId: string; readonly statusAt: string },
  iterations: readonly IterationContent[],
  rules: Pick<AlertRules, 'limits' | 'severities'>,
): readonly AlertCondition[] {
  const kind = 'iteration_scope_change'
  const limit = rules.limits.iterationChange
  return iterations.flatMap(({ id, name, connectionId, beganWith, present }): readonly AlertCondition[] => {
    if (beganWith.length < FEWEST_ITEMS) return []
    const [before, now] = [new Set(beganWith), new Set(present)]
    const joined = present.filter(item => !before.has(item))
    const left = beganWith.filter(item => !now.has(item))
    const change = (joined.length + left.length) / beganWith.length
    const subject = fingerprint(kind, `${initiativeId}/${id}`)
    if (change <= limit) return change > limit * NEAR ? [{ status: 'unknown', kind, fingerprint: subject }] : []
    const reason =
      `"${name}" began with ${plural(beganWith.length, 'item')}; ${joined.length} joined and ${left.length} left it since ` +
      `(${percent(change)} of what it began with, more than ${percent(limit)}).`
    return [
      {
        status: 'raised',
        kind,
        fingerprint: subject,
        severity: rules.severities[kind],
        extent: Math.round(change * 100),
        details: {
          ...{ initiativeId, milestoneId: null, milestoneName: null, reason },
          evidenceIds: [...joined, ...left].slice(0, MOST_EVIDENCE),
          ...NO_DATES,
          connectionId,
          at: statusAt,
        },
      },
    ]
  })
}
