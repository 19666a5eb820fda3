import type { Day } from '../calendar.ts'

/** About an initiative; which of them are raised is its portfolio's to say. */
export const INITIATIVE_ALERT_KINDS = [
  'milestone_slipped',
  'silent_slip',
  'milestone_overdue',
  'milestone_at_risk',
  'milestone_pulled_in',
  'dependency_violated',
  'cost_overrun',
  'scope_growth',
  'blocked_long',
  'stale_initiative',
  'compliance_gap',
  'iteration_scope_change',
  'health_red',
  'health_grey',
] as const
export type InitiativeAlertKind = (typeof INITIATIVE_ALERT_KINDS)[number]

/** About what all conclusions rest on and go out by: connections to trackers, and channels. */
export const OPERATION_ALERT_KINDS = [
  'connection_blind',
  'deletion_breaker',
  'webhook_disabled',
  'channel_disabled',
] as const
export type OperationAlertKind = (typeof OPERATION_ALERT_KINDS)[number]

export const ALERT_KINDS = [...INITIATIVE_ALERT_KINDS, ...OPERATION_ALERT_KINDS] as const
export type AlertKind = (typeof ALERT_KINDS)[number]

export const SEVERITIES = ['low', 'medium', 'high'] as const
export type Severity = (typeof SEVERITIES)[number]

/** What can happen to an alert: by what is found, or by a person. */
export const ALERT_EVENTS = [
  'opened',
  'worsened',
  'reminded',
  'escalated',
  'acknowledged',
  'snoozed',
  'resolved',
] as const
export type AlertEventKind = (typeof ALERT_EVENTS)[number]

/** In what the extent of a kind is counted; a level is 1 for what needs a look and 2 for what needs a decision. */
export const EXTENT_UNITS = {
  milestone_slipped: 'days',
  silent_slip: 'days',
  milestone_overdue: 'days',
  milestone_at_risk: 'percent',
  milestone_pulled_in: 'days',
  dependency_violated: 'days',
  cost_overrun: 'percent',
  scope_growth: 'percent',
  blocked_long: 'days',
  stale_initiative: 'days',
  compliance_gap: 'percent',
  iteration_scope_change: 'percent',
  health_red: 'level',
  health_grey: 'level',
  connection_blind: 'hours',
  deletion_breaker: 'records',
  webhook_disabled: 'webhooks',
  channel_disabled: 'level',
} as const satisfies Record<AlertKind, string>
export type ExtentUnit = (typeof EXTENT_UNITS)[AlertKind]

/** What an alert says, enough to write the message. */
export interface AlertDetails {
  /** Null: it is about a connection or a channel. */
  readonly initiativeId: string | null
  /** Null: it is about the initiative, or about what it waits for. */
  readonly milestoneId: string | null
  readonly milestoneName: string | null
  /** What is the matter, in a sentence with the numbers, where the days below do not say it. */
  readonly reason: string | null
  /** Items, milestones or connections behind it; of many, the first. */
  readonly evidenceIds: readonly string[]
  /** The last move; for a silent slip from the date to the P80 forecast, for an overdue milestone the date and null. */
  readonly from: Day | null
  readonly to: Day | null
  readonly movedByDays: number | null
  /** Current date against the baseline. */
  readonly totalDays: number | null
  readonly baselineDay: Day | null
  readonly byPersonId: string | null
  /** When the date was moved; for the other kinds the evaluation that found it. */
  readonly at: string
  /** The tracker it is of, or which it is about. */
  readonly connectionId: string | null
  /** The channel it is about; null: it is about something else. */
  readonly channelId: string | null
  /** Milestones that wait for it, of other initiatives too. */
  readonly downstream: readonly { readonly id: string; readonly name: string; readonly initiative: string | null }[]
  /** When the tracker it rests on was read completely, of several the one read longest ago; null: not known. */
  readonly dataAt: string | null
}

/** Of a condition that is not about the date of a milestone. */
export const NO_DATES = {
  from: null,
  to: null,
  movedByDays: null,
  totalDays: null,
  baselineDay: null,
  byPersonId: null,
  connectionId: null,
  channelId: null,
  downstream: [],
  dataAt: null,
} as const satisfies Partial<AlertDetails>

export interface RaisedCondition {
  readonly status: 'raised'
  readonly kind: AlertKind
  readonly fingerprint: string
  readonly severity: Severity
  /** How bad it is, in the unit of its kind: days moved in all, days forecast beyond the date, days overdue … */
  readonly extent: number
  readonly details: AlertDetails
}

/** Neither raised nor over (no forecast now, or one that wavers within the tolerance): what is open stays open. */
export interface UnknownCondition {
  readonly status: 'unknown'
  readonly kind: AlertKind
  /** Null: of all of its kind that nothing else is said of. */
  readonly fingerprint: string | null
}

export type AlertCondition = RaisedCondition | UnknownCondition

/** An alert not resolved yet, as it was when it last opened or worsened. */
export interface OpenAlert {
  readonly kind: AlertKind
  readonly fingerprint: string
  readonly severity: Severity
  readonly extent: number
  /** `details.at` of the condition that opened or worsened it last. */
  readonly at: string
}

export type AlertChange =
  | { readonly type: 'opened'; readonly condition: RaisedCondition }
  | { readonly type: 'worsened'; readonly condition: RaisedCondition; readonly previousExtent: number }
  | {
      readonly type: 'resolved'
      readonly kind: AlertKind
      readonly fingerprint: string
      /** Why nobody is told, for its story; left out: they are told. */
      readonly quietly?: string
    }

/** Nobody has answered it for so long that it is told to more. */
export interface Escalation {
  readonly type: 'escalated'
  readonly kind: AlertKind
  readonly fingerprint: string
  readonly severity: Severity
  /** The first, the second … of this alert. */
  readonly escalation: number
}

/** One subject and kind, one alert, however often and by whichever path it is found. */
export function fingerprint(kind: AlertKind, subjectId: string): string {
  return `${kind}/${subjectId}`
}
