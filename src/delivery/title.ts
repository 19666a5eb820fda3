import type { AlertMessage } from './channel.ts'
import { writeSentence } from './sentence.ts'

/** What stands above a message: of one alert its sentence, of several their cause or how many there are of each. */
export function writeTitle(entries: readonly AlertMessage[]): string {
  const [first] = entries
  if (first === undefined) return 'Nothing happened.'
  if (entries.length === 1) return writeSentence(first)
  return writeCause(first, entries) ?? `${entries.length} alerts: ${writeCounts(entries)}`
}

/** One move in the tracker that moved them all; null where there is more than one cause. */
function writeCause(first: AlertMessage, entries: readonly AlertMessage[]): string | null {
  const isMove = ({ kind, change }: AlertMessage): boolean =>
    kind === 'milestone_slipped' && (change === 'opened' || change === 'worsened')
  const { from, to, at, connectionId, byPersonId } = first.details
  // A milestone that the PMO entered is moved for itself.
  if (connectionId === null) return null
  const isSame = ({ details }: AlertMessage): boolean =>
    details.from === from &&
    details.to === to &&
    details.at === at &&
    details.connectionId === connectionId &&
    details.byPersonId === byPersonId
  if (!entries.every(entry => isMove(entry) && isSame(entry))) return null
  const by = first.by === null ? '' : ` by ${first.by}`
  const where = first.tracker === null ? '' : ` in ${first.tracker}`
  return `One change moved ${entries.length} milestones from ${from} to ${to}${by}${where}.`
}

function writeCounts(entries: readonly AlertMessage[]): string {
  const count = (change: AlertMessage['change']): number => entries.filter(entry => entry.change === change).length
  const counts = [
    [count('opened'), 'new'],
    [count('worsened'), 'worse'],
    [count('reminded'), 'still open'],
    [count('escalated'), 'not answered'],
    [count('resolved'), 'resolved'],
  ] as const
  return counts
    .filter(([number]) => number > 0)
    .map(([number, word]) => `${number} ${word}`)
    .join(', ')
}
