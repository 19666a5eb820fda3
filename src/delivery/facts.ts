import type { AlertMessage } from './channel.ts'

/** What stands beside the sentence of a message, a label and a value each; what is not known is left out. */
export function listFacts({ initiative, milestone, severity, change, tracker, by, details }: AlertMessage) {
  const facts: readonly (readonly [label: string, value: string | null])[] = [
    ['Initiative', initiative],
    ['Milestone', milestone],
    ['Severity', change === 'resolved' ? null : severity],
    ['Baseline', details.baselineDay],
    ['Moved by', details.movedByDays === null ? null : by],
    ['In', tracker],
  ]
  return facts.flatMap(([label, value]) => (value === null ? [] : [{ label, value }]))
}

/** A word for the eye; colour alone would not reach everybody. */
export function nameStanding({ change, severity }: Pick<AlertMessage, 'change' | 'severity'>): string {
  if (change === 'resolved') return 'Resolved'
  const word = change === 'opened' ? 'New' : 'Worse'
  return `${word}, ${severity}`
}
