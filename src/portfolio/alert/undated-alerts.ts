import type { Assessment } from '../assessment.ts'
import type { InitiativeFacts } from '../initiative.ts'
import { fingerprint, type InitiativeAlertKind, type UnknownCondition } from './alert.ts'

/** What is said of a milestone by its date. */
const OF_A_DATE = [
  'milestone_slipped',
  'silent_slip',
  'milestone_overdue',
  'milestone_at_risk',
  'milestone_pulled_in',
] as const satisfies readonly InitiativeAlertKind[]

/** Of a milestone without a date nobody can say that it is late, nor that it no longer is: what is open stays open. */
export function keepUndated(
  { milestones }: Pick<Assessment, 'milestones'>,
  facts: Pick<InitiativeFacts, 'milestones'>,
): readonly UnknownCondition[] {
  const undated = new Set(milestones.flatMap(({ milestoneId, status }) => (status === 'no_date' ? [milestoneId] : [])))
  return facts.milestones
    .filter(({ id }) => undated.has(id))
    .flatMap(({ id }) => OF_A_DATE.map(kind => ({ status: 'unknown', kind, fingerprint: fingerprint(kind, id) })))
}
