import { Type } from 'typebox'
import { RateLimitedError, RejectedError } from '../connectors/errors.ts'
import { findConnection, suspendConnection } from '../src/store/access/connections.ts'
import { takeReadTicket } from '../src/store/records/guarded-write.ts'
import { findClosure } from '../src/store/sync/rate-shares.ts'
import { findOutlook } from '../src/store/sync/sync-runs.ts'
import { listPendingDeliveries, markDeliveriesProcessed, type Touch } from '../src/store/sync/webhook-deliveries.ts'
import { RECORD_KINDS, type RecordKind } from '../src/work/raw-record.ts'
import { applyFetched } from './apply-fetched.ts'
import { defineJob } from './job.ts'
import { ringDueAssessments } from './ring-due.ts'

const DELIVERIES_AT_ONCE = 200

/**
 * Fetches the records that webhook deliveries named, and stores them as a sync would. A delivery counts as processed only
 * after its records are stored; one whose job was lost is found again by the sweeper.
 */
export const refreshRecords = defineJob({
  name: 'refresh-records',
  payload: Type.Object({ connectionId: Type.String() }),
  attempts: 8,
  isLong: async ({ connectionId }, { db }) => (await findOutlook(db, connectionId)) === 'silent',
  async run({ connectionId }, context) {
    const { db } = context
    const connection = await findConnection(db, connectionId)
    if (connection === null || connection.state === 'suspended') return
    const closedForMs = await findClosure(db, connectionId)
    if (closedForMs !== null) throw new RateLimitedError('the tracker asked us to wait', closedForMs)
    for (;;) {
      const deliveries = await listPendingDeliveries(db, connectionId, DELIVERIES_AT_ONCE)
      if (deliveries.length === 0) return
      const opened = await context.open(connectionId, context.signal, true)
      try {
        const readTicket = await takeReadTicket(db)
        const fetched = await opened.source.fetch(latestOfEach(deliveries.flatMap(({ touched }) => touched)))
        await applyFetched({ ...context, ...opened, connectionId }, fetched, readTicket)
        await markDeliveriesProcessed(
          db,
          deliveries.map(({ id }) => id),
        )
        await ringDueAssessments(context)
      } catch (error) {
        if (!(error instanceof RejectedError)) throw error
        if (error.reason === 'credentials') await suspendConnection(db, connection, error.message)
        // No retry helps, and those that came later must not wait behind these; the next sync brings what they named.
        else
          await markDeliveriesProcessed(
            db,
            deliveries.map(({ id }) => id),
          )
        throw error
      } finally {
        await opened.source.close()
      }
    }
  },
})

/** One reference for each record; the last notice says who changed it last. */
function latestOfEach(touches: readonly Touch[]) {
  const latest = new Map<string, Touch & { readonly kind: RecordKind }>()
  for (const touch of touches) {
    const kind = RECORD_KINDS.find(each => each === touch.kind)
    if (kind !== undefined) latest.set(`${kind} ${touch.externalId}`, { ...touch, kind })
  }
  return [...latest.values()]
}
