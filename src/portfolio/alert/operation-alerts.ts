import type { WebhookState } from '../../work/kept-webhook.ts'
import { plural } from '../phrase.ts'
import {
  type AlertCondition,
  type AlertDetails,
  fingerprint,
  NO_DATES,
  type OperationAlertKind,
  type RaisedCondition,
  type Severity,
} from './alert.ts'
import type { Steps } from './change-alerts.ts'
import type { WebhookSilence } from './webhook-silence.ts'

/** What is known of one connection's reading. */
export interface ConnectionWatch {
  readonly id: string
  /** Why nothing is asked of the tracker until a person acts; null: it is asked. */
  readonly suspendedBecause: string | null
  /** Of the stream that was read least recently: its last complete reading, or the last page of one under way. */
  readonly heardAt: string
  readonly syncEverySeconds: number
  readonly blindAfterSeconds: number
  /** What the last pass said of its end or its wait; null: nothing. */
  readonly lastReason: string | null
  /** Until when the tracker wants to be left alone. */
  readonly restsUntil: string | null
  /** Of its webhooks, those that we registered. */
  readonly webhooks: readonly { readonly name: string; readonly state: WebhookState; readonly reason: string | null }[]
  /** What webhooks did not tell of, whoever entered them. */
  readonly silence: WebhookSilence | null
  /** Held back until a person says whether they are deleted. */
  readonly holds: readonly { readonly id: string; readonly records: number }[]
}

/** A channel that we disabled, and why. */
export interface DisabledChannel {
  readonly id: string
  readonly reason: string
  readonly waitingMessages: number
}

export interface Operations {
  readonly connections: readonly ConnectionWatch[]
  readonly disabledChannels: readonly DisabledChannel[]
}

/** Told again after another day, or when another batch of records is held back. */
export const OPERATION_RULES = {
  steps: { connection_blind: 24, deletion_breaker: 50, webhook_disabled: 5, channel_disabled: 1 },
} as const satisfies Steps

/** What a tracker has put on probation still delivers. */
const NOT_DELIVERING: ReadonlySet<WebhookState> = new Set<WebhookState>(['disabled', 'missing'])
const HOUR_MS = 3_600_000
/** So many beats without a reading are no coincidence. */
const LATE_BEATS = 3
/** What was concluded since then rests on data of another day. */
const HIGH_AFTER_HOURS = 24

/** What is the matter with connections and channels: without them every other alert comes late or not at all. */
export function detectOperationAlerts(
  { connections, disabledChannels }: Operations,
  statusAt: string,
): readonly AlertCondition[] {
  const raise = (
    kind: OperationAlertKind,
    extent: number,
    severity: Severity,
    about: Pick<AlertDetails, 'reason' | 'evidenceIds'> & { connectionId?: string; channelId?: string },
  ): RaisedCondition => ({
    status: 'raised',
    kind,
    fingerprint: fingerprint(kind, about.connectionId ?? about.channelId ?? ''),
    severity,
    extent,
    details: { initiativeId: null, milestoneId: null, milestoneName: null, ...NO_DATES, at: statusAt, ...about },
  })
  const ofConnection = (watch: ConnectionWatch): readonly AlertCondition[] => {
    const hours = Math.floor((Date.parse(statusAt) - Date.parse(watch.heardAt)) / HOUR_MS)
    const isSuspended = watch.suspendedBecause !== null
    const blindAfterMs = Math.max(watch.blindAfterSeconds, LATE_BEATS * watch.syncEverySeconds) * 1_000
    const isBlind = isSuspended || Date.parse(statusAt) - Date.parse(watch.heardAt) > blindAfterMs
    const severity = isSuspended || hours >= HIGH_AFTER_HOURS ? 'high' : 'medium'
    const records = watch.holds.reduce((sum, hold) => sum + hold.records, 0)
    const about = { connectionId: watch.id }
    const whys = [
      ...watch.webhooks.flatMap(({ name, state, reason }) =>
        NOT_DELIVERING.has(state) ? [`${name}: ${reason ?? state}`] : [],
      ),
      ...(watch.silence === null ? [] : [watch.silence.reason]),
    ]
    const isUnclear = watch.webhooks.some(({ state }) => state === 'unknown')
    return [
      ...(isBlind
        ? [
            raise('connection_blind', hours, severity, {
              ...about,
              reason: explainBlind(watch, hours),
              evidenceIds: [],
            }),
          ]
        : []),
      ...(records > 0
        ? [
            raise('deletion_breaker', records, 'medium', {
              ...about,
              reason: `${plural(records, 'record')} wait until somebody confirms or dismisses the deletion.`,
              evidenceIds: watch.holds.map(({ id }) => id),
            }),
          ]
        : []),
      ...(whys.length > 0
        ? [
            raise('webhook_disabled', whys.length, 'medium', {
              ...about,
              reason: `${whys.join(' ')} Until then changes come with the next sync.`,
              evidenceIds: [],
            }),
          ]
        : isUnclear
          ? [
              {
                status: 'unknown',
                kind: 'webhook_disabled',
                fingerprint: fingerprint('webhook_disabled', watch.id),
              } as const,
            ]
          : []),
    ]
  }
  const ofChannel = ({ id, reason, waitingMessages }: DisabledChannel): RaisedCondition =>
    raise('channel_disabled', 1, 'high', {
      channelId: id,
      reason: `${reason} ${plural(waitingMessages, 'message')} wait; enter its address again, or enable it.`,
      evidenceIds: [],
    })
  return [...connections.flatMap(ofConnection), ...disabledChannels.map(ofChannel)]
}

function explainBlind({ suspendedBecause, restsUntil, lastReason }: ConnectionWatch, hours: number): string {
  const since = hours < 1 ? 'It was read less than an hour ago' : `It was read ${plural(hours, 'hour')} ago`
  const why = suspendedBecause ?? lastReason ?? 'No pass over it has ended, and none says why: look at its sync runs.'
  const rest = restsUntil === null ? '' : ` The tracker wants to be left alone until ${restsUntil}.`
  return `${since}. ${why}${rest}`
}
