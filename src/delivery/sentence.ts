import type { AlertMessage } from './channel.ts'

/** What a manager understands without opening anything: one sentence, and that nobody has answered where that is the news. */
export function writeSentence(message: AlertMessage): string {
  const said = writeStanding(message)
  if (message.change !== 'escalated') return said
  return `${said} Nobody has answered since ${message.openedAt.slice(0, 10)}.`
}

function writeStanding(message: AlertMessage): string {
  const { details } = message
  const subject = nameSubject(message)
  if (message.change === 'resolved') return `${subject} ${OVER[message.kind]}.`
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
    case 'milestone_pulled_in':
      return `${subject} was moved from ${details.from} to ${details.to} (${days(details.movedByDays)}) by ${by}${where}; it is ${days(details.totalDays)} against the baseline ${details.baselineDay}.`
    case 'milestone_at_risk':
    case 'dependency_violated':
    case 'cost_overrun':
    case 'scope_growth':
    case 'blocked_long':
    case 'stale_initiative':
    case 'compliance_gap':
    case 'iteration_scope_change':
    case 'health_red':
    case 'health_grey':
    case 'connection_blind':
    case 'deletion_breaker':
    case 'webhook_disabled':
    case 'channel_disabled':
      return `${subject} ${STANDING[message.kind]}${details.reason === null ? '.' : `: ${details.reason}`}`
  }
}

function nameSubject({ initiative, milestone, tracker, channel }: AlertMessage): string {
  if (initiative !== null) return milestone === null ? initiative : `${initiative}: milestone "${milestone}"`
  return channel === null ? `The connection "${tracker ?? 'deleted since'}"` : `The channel "${channel}"`
}

const STANDING = {
  milestone_at_risk: 'is at risk',
  blocked_long: 'has work that is blocked for too long',
  stale_initiative: 'stands still',
  compliance_gap: 'is not kept as the rules ask',
  iteration_scope_change: 'has an iteration that became another',
  dependency_violated: 'will get too late what it waits for',
  cost_overrun: 'is expected to cost more than its budget',
  scope_growth: 'has grown',
  health_red: 'is red',
  health_grey: 'cannot be judged',
  connection_blind: 'tells nothing any more',
  deletion_breaker: 'lists so much no longer that nothing is taken for deleted',
  webhook_disabled: 'has webhooks that do not deliver',
  channel_disabled: 'is disabled and told nothing',
} as const

/** Each is true of all that can end it, but for a milestone that has left the scope. */
const OVER = {
  milestone_at_risk: 'is achieved, is expected to keep its date again, or has passed it',
  milestone_pulled_in: 'is achieved, is no longer earlier than planned, or has passed its date',
  blocked_long: 'has no work any more that is blocked for too long',
  stale_initiative: 'moves again, or is done',
  compliance_gap: 'is kept as the rules ask again',
  iteration_scope_change: 'has that iteration behind it, or as it began',
  milestone_slipped: 'is achieved, or its date is within its tolerance again',
  silent_slip: 'is achieved, is no longer forecast to be late, or has passed its date',
  milestone_overdue: 'is no longer overdue',
  dependency_violated: 'is expected to get in time what it waits for, or does not wait for it any more',
  cost_overrun: 'is expected to keep its budget again',
  scope_growth: 'does not grow any more',
  health_red: 'is no longer red, or another alert says why it is',
  health_grey: 'can be judged again',
  connection_blind: 'was read lately, and is asked again',
  deletion_breaker: 'has no deletions that wait any more',
  webhook_disabled: 'has its webhooks delivering again, or does without them',
  channel_disabled: 'is no longer disabled because of its receiver',
} as const

const days = (count: number | null): string =>
  count === null
    ? 'by an unknown number of days'
    : `${count > 0 ? '+' : ''}${count} ${Math.abs(count) === 1 ? 'day' : 'days'}`
