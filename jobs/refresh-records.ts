import { Type } from 'typebox'
import { RateLimitedError, RejectedError } from '../connectors/errors.ts'
import { findConnection, suspendConnection } from '../src/store/access/connections.ts'
import { takeReadTicket } from '../src/store/records/guarded-write.ts'
import { findClosure } from '../src/store/sync/rate-shares.ts'
import { findOutlook } from '../src/store/sync/sync-runs.ts'
import {
  listPendingDeliveries,
  markDeliveriesProcessed,
  type PendingDelivery,
  type Touch,
} from '../src/store/sync/webhook-deliveries.ts'
import { RECORD_KINDS, type RecordKind } from '../src/work/raw-record.ts'
import { applyFetched } from './apply-fetched.ts'
import { defineJob } from './job.ts'
import { ringDueAssessments } from './ring-due.ts'

/** After a bulk edit there are tens of thousands, many of them of the same records; one takes some 100 bytes. */
const DELIVERIES_AT_ONCE = 20_000
const RECORDS_AT_ONCE = 200

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
      const pending = await listPendingDeliveries(db, connectionId, DELIVERIES_AT_ONCE)
      if (pending.length === 0) return
      const { deliveries, records } = chooseRecords(pending)
      const opened = await context.open(connectionId, context.signal, true)
      try {
        const readTicket = await takeReadTicket(db)
        const fetched = await opened.source.fetch(records)
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

/** The records that have waited longest, and all notices that name no others. */
function chooseRecords(pending: readonly PendingDelivery[]) {
  const chosen = new Set<string>()
  for (const { touched } of pending) {
    if (chosen.size >= RECORDS_AT_ONCE) break
    for (const touch of touched) chosen.add(nameOf(touch))
  }
  const deliveries = pending.filter(({ touched }) => touched.every(touch => chosen.has(nameOf(touch))))
  return { deliveries, records: latestOfEach(deliveries.flatMap(({ touched }) => touched)) }
}

const nameOf = ({ kind, externalId }: Touch): string => `${kind} ${externalId}`

/** One reference for each record; the last notice says who changed it last. */
function latestOfEach(touches: readonly Touch[]) {
  const latest = new Map<string, Touch & { readonly kind: RecordKind }>()
  for (const touch of touches) {
    const kind = RECORD_KINDS.find(each => each === touch.kind)
    if (kind !== undefined) latest.set(nameOf(touch), { ...touch, kind })
  }
  return [...latest.values()]
}
