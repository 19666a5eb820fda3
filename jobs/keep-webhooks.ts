import { Type } from 'typebox'
import { RateLimitedError, RejectedError } from '../connectors/errors.ts'
import { findConnection, suspendConnection } from '../src/store/access/connections.ts'
import { findClosure } from '../src/store/sync/rate-shares.ts'
import {
  listHolders,
  listWebhookRegistrations,
  markWebhooksUnknown,
  saveWebhookLook,
  scheduleWebhookCheck,
} from '../src/store/sync/webhook-registrations.ts'
import { defineJob } from './job.ts'
import { holdLease } from './reading/hold-lease.ts'

const DAY_MS = 86_400_000
/** A tracker that does not answer, or a run that was broken off. */
const AGAIN_AFTER_MS = 3_600_000

/**
 * Looks at the webhooks that we registered at a tracker: renews what ends soon, puts right what the tracker has disabled or
 * lost, and keeps what is wrong with the others.
 */
export const keepWebhooks = defineJob({
  name: 'keep-webhooks',
  payload: Type.Object({ connectionId: Type.String() }),
  attempts: 3,
  async run({ connectionId }, context) {
    const { db, now } = context
    const connection = await findConnection(db, connectionId)
    if (connection === null || connection.state === 'suspended') return
    const closedForMs = await findClosure(db, connectionId)
    if (closedForMs !== null) throw new RateLimitedError('the tracker asked us to wait', closedForMs)
    const lease = await holdLease(db, { connectionId, unit: 'webhooks' })
    if (lease === null) return
    const inMs = (ms: number): string => new Date(now().getTime() + ms).toISOString()
    try {
      const registered = await listWebhookRegistrations(db, connectionId)
      const [first] = registered
      if (first === undefined) return
      const opened = await context.open(connectionId, AbortSignal.any([context.signal, lease.lost]))
      try {
        const receiver = { url: first.url, secret: opened.webhookSecret() }
        const holders = listHolders(registered, receiver)
        const kept = (await opened.source.webhooks?.keep({ ...receiver, holders, isAsked: false })) ?? []
        await saveWebhookLook(db, connectionId, kept, { ...receiver, at: now() })
      } finally {
        await opened.source.close()
      }
    } catch (error) {
      if (!(error instanceof RejectedError)) {
        await scheduleWebhookCheck(db, connectionId, inMs(AGAIN_AFTER_MS))
        throw error
      }
      if (error.reason === 'credentials') {
        await suspendConnection(db, connection, error.message)
        throw error
      }
      // A person reads it beside the webhooks; nothing else is to be done here.
      const unknown = { reason: error.message, at: now().toISOString(), nextCheckAt: inMs(DAY_MS) }
      await markWebhooksUnknown(db, connectionId, unknown)
    } finally {
      await lease.release()
    }
  },
})
