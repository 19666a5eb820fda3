import { RateLimitedError } from '../../connectors/errors.ts'
import { findConnection, type StoredConnection } from '../../src/store/access/connections.ts'
import { findClosure } from '../../src/store/sync/rate-shares.ts'
import { listPendingDeliveries } from '../../src/store/sync/webhook-deliveries.ts'
import type { JobContext, OpenedConnection } from '../job.ts'

/**
 * Does this with the tracker opened, as long as there are notices of it and it may be asked; again and again, so that what
 * the tracker has besides, and who we are there, is asked for anew now and then. Until it says that it is done.
 */
export async function openForNotices(
  connectionId: string,
  context: JobContext,
  refresh: (opened: OpenedConnection, connection: StoredConnection) => Promise<'done' | 'open anew'>,
): Promise<void> {
  const { db } = context
  for (;;) {
    const connection = await findConnection(db, connectionId)
    if (connection === null || connection.state === 'suspended') return
    const closedForMs = await findClosure(db, connectionId)
    if (closedForMs !== null) throw new RateLimitedError('the tracker asked us to wait', closedForMs)
    if ((await listPendingDeliveries(db, connectionId, 1)).length === 0) return
    const opened = await context.open(connectionId, context.signal, true)
    try {
      if ((await refresh(opened, connection)) === 'done') return
    } finally {
      await opened.source.close()
    }
  }
}
