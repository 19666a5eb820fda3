import { RejectedError } from '../../connectors/errors.ts'
import { type StoredConnection, suspendConnection } from '../../src/store/access/connections.ts'
import type { Queryable } from '../../src/store/database.ts'
import { takeReadTicket } from '../../src/store/records/guarded-write.ts'
import { listStoredRevisions } from '../../src/store/records/stored-revisions.ts'
import { markDeliveriesProcessed } from '../../src/store/sync/webhook-deliveries.ts'
import type { JobContext, OpenedConnection } from '../job.ts'
import { ringDueAssessments } from '../ring-due.ts'
import { applyFetched } from './apply-fetched.ts'
import type { Chosen } from './choose-records.ts'

/** Fetches these records and stores them as a sync would; then their notices count as processed, and what they mean is rung for. */
export async function fetchChosen(
  opened: OpenedConnection,
  connection: StoredConnection,
  context: JobContext,
  { deliveries, records }: Chosen,
): Promise<void> {
  const { db } = context
  const ids = deliveries.map(({ id }) => id)
  try {
    const readTicket = await takeReadTicket(db)
    const fetched = await opened.source.fetch(await addStored(db, connection.id, records))
    await applyFetched({ ...context, ...opened, connectionId: connection.id }, fetched, readTicket)
    await markDeliveriesProcessed(db, ids)
    await ringDueAssessments(context)
  } catch (error) {
    if (!(error instanceof RejectedError)) throw error
    if (error.reason === 'credentials') await suspendConnection(db, connection, error.message)
    // No retry helps, and those that came later must not wait behind these; the next sync brings what they named.
    else await markDeliveriesProcessed(db, ids)
    throw error
  }
}

async function addStored(db: Queryable, connectionId: string, records: Chosen['records']) {
  const items = records.filter(({ kind }) => kind === 'work_item').map(({ externalId }) => externalId)
  const revisions = await listStoredRevisions(db, connectionId, items)
  return records.map(record => {
    const storedRevision = record.kind === 'work_item' ? revisions.get(record.externalId) : undefined
    return storedRevision === undefined ? record : { ...record, storedRevision }
  })
}
