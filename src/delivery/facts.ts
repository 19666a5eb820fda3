import type { AlertMessage } from './channel.ts'

/** What stands beside the sentence of a message, a label and a value each; what is not known is left out. */
export function listFacts({
  initiative,
  milestone,
  owner,
  channel,
  severity,
  change,
  tracker,
  by,
  details,
}: AlertMessage) {
  const facts: readonly (readonly [label: string, value: string | null])[] = [
    ['Initiative', initiative],
    ['Milestone', milestone],
    ['Owner', owner],
    ['Channel', channel],
    ['Severity', change === 'resolved' ? null : severity],
    ['Baseline', details.baselineDay],
    ['Moved by', details.movedByDays === null ? null : by],
    ['In', tracker],
  ]
  return facts.flatMap(([label, value]) => (value === null ? [] : [{ label, value }]))
}

/** Where to look in the tracker, and what to call it; null where there is no page of it. */
export function linkOf({ url, tracker }: Pick<AlertMessage, 'url' | 'tracker'>) {
  const isPage = url !== null && /^https?:\/\//i.test(url)
  return isPage ? { url, label: `Open in ${tracker ?? 'the tracker'}` } : null
}

const STANDING = { opened: 'New', worsened: 'Worse', escalated: 'Not answered' } as const

/** A word for the eye; colour alone would not reach everybody. */
export function nameStanding({ change, severity }: Pick<AlertMessage, 'change' | 'severity'>): string {
  if (change === 'resolved') return 'Resolved'
  const word = STANDING[change]
  return `${word}, ${severity}`
}
