import { Type } from 'typebox'
import { markDeliveryFailed, markDeliverySent, takeDueDeliveries } from '../src/store/alert/deliveries.ts'
import { defineJob } from './job.ts'

const MESSAGES_AT_ONCE = 20
/** Longer than a receiver may take; if we die meanwhile, the message is due again after it. */
const HOLD_MS = 60_000
/** 5 s, 1 min, 5 min, 30 min, 2 h, then every 8 h: about the schedule of Standard Webhooks. */
const RETRY_AFTER_MS = [5_000, 60_000, 300_000, 1_800_000, 7_200_000, 28_800_000] as const

/** Sends what the outbox holds. A message counts as sent only after the receiver took it; it keeps its id over retries. */
export const deliverAlerts = defineJob({
  name: 'deliver-alerts',
  payload: Type.Object({}),
  attempts: 8,
  async run(_payload, { db, now, send, log, signal }) {
    while (!signal.aborted) {
      const due = await takeDueDeliveries(db, now().toISOString(), MESSAGES_AT_ONCE, HOLD_MS)
      if (due.length === 0) return
      for (const delivery of due) {
        try {
          await send(delivery)
          await markDeliverySent(db, delivery.id, now().toISOString())
        } catch (error) {
          const message = error instanceof Error ? error.message : String(error)
          log.warn(
            { deliveryId: delivery.id, channelId: delivery.channel.id, attempts: delivery.attempts, message },
            'alert not delivered',
          )
          await markDeliveryFailed(db, delivery.id, {
            error: message,
            retryAt: new Date(now().getTime() + waitAfter(delivery.attempts)).toISOString(),
          })
        }
      }
    }
  },
})

function waitAfter(attempts: number): number {
  const longest = RETRY_AFTER_MS[RETRY_AFTER_MS.length - 1] ?? 0
  const wait = RETRY_AFTER_MS[attempts - 1] ?? longest
  return wait * (0.8 + Math.random() * 0.4)
}
