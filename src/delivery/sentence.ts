import type { AlertMessage } from './channel.ts'

/** One sentence a manager understands without opening anything. */
export function writeSentence(message: AlertMessage): string {
  const { initiative, milestone, details } = message
  const subject = `${initiative}: milestone "${milestone}"`
  if (message.change === 'resolved') return `${subject} is no longer ${STANDING[message.kind]}.`
  const by = message.by === null ? 'someone the tracker does not name' : message.by
  const where = message.tracker === null ? '' : ` in ${message.tracker}`
  switch (message.kind) {
    case 'milestone_slipped':
      return (
        `${subject} was moved from ${details.from} to ${details.to} (${days(details.movedByDays)}) by ${by}${where}; ` +
        `${days(details.totalDays)} against the baseline ${details.baselineDay}.`
      )
    case 'silent_slip':
      return `${subject} keeps its date ${details.from}, but is forecast for ${details.to} (P80), ${days(details.movedByDays)} later.`
    case 'milestone_overdue':
      return `${subject} was due on ${details.from} and is not achieved.`
  }
}

const STANDING = {
  milestone_slipped: 'late',
  silent_slip: 'forecast to be late',
  milestone_overdue: 'overdue',
} as const

const days = (count: number | null): string =>
  count === null
    ? 'by an unknown number of days'
    : `${count > 0 ? '+' : ''}${count} ${Math.abs(count) === 1 ? 'day' : 'days'}`
