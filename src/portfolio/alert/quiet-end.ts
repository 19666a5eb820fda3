import { type AlertKind, fingerprint, type OpenAlert } from './alert.ts'

const NOW_SAID = {
  milestone_overdue: 'Its date has passed: that it is overdue is an alert of its own.',
  silent_slip: 'It is forecast to be late: that is an alert of its own.',
  milestone_slipped: 'It was moved later than planned: that is an alert of its own.',
} as const satisfies Partial<Record<AlertKind, string>>

/** What takes the place of an alert of the same milestone: that it is over would be read as good news. */
const REPLACED_BY: Partial<Record<AlertKind, readonly (keyof typeof NOW_SAID)[]>> = {
  milestone_slipped: ['milestone_overdue'],
  silent_slip: ['milestone_overdue'],
  milestone_at_risk: ['milestone_overdue', 'silent_slip'],
  milestone_pulled_in: ['milestone_overdue', 'milestone_slipped'],
}

/** Why nobody is told that an alert is over, for its story; null: they are. */
export function explainQuietEnd(
  { kind, fingerprint: mark }: Pick<OpenAlert, 'kind' | 'fingerprint'>,
  raised: ReadonlySet<string>,
  told: readonly AlertKind[] | undefined,
): string | null {
  if (told !== undefined && !told.includes(kind)) return 'The alert rules no longer ask for alerts of this kind.'
  const subjectId = mark.slice(kind.length + 1)
  const by = REPLACED_BY[kind]?.find(each => raised.has(fingerprint(each, subjectId)))
  return by === undefined ? null : NOW_SAID[by]
}
