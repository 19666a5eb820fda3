import { Type } from 'typebox'
import { findOutlook } from '../src/store/sync/sync-runs.ts'
import { listPendingDeliveries } from '../src/store/sync/webhook-deliveries.ts'
import { defineJob, type JobContext, RUNG_OFTEN } from './job.ts'
import { chooseMoved, DELIVERIES_AT_ONCE } from './notices/choose-records.ts'
import { fetchChosen } from './notices/fetch-chosen.ts'
import { openForNotices } from './notices/open-for-notices.ts'
import { ringRefresh } from './ring-due.ts'

/**
 * Fetches what may move a milestone, beside the storm of other edits that `refresh-records` works through. When so much
 * moves at once that it is a storm itself, that is left to it; and whatever is lost here it finds in its turn.
 */
export const refreshMoved = defineJob({
  name: 'refresh-moved',
  payload: Type.Object({ connectionId: Type.String() }),
  ...RUNG_OFTEN,
  isLong: async ({ connectionId }, { db }) => (await findOutlook(db, connectionId)) === 'silent',
  run: async ({ connectionId }, context) => {
    if ((await findMoved(connectionId, context)) === null) return
    await openForNotices(connectionId, context, async (opened, connection) => {
      for (;;) {
        const moved = await findMoved(connectionId, context)
        if (moved === null) return 'done'
        await fetchChosen(opened, connection, context, moved)
      }
    })
  },
})

async function findMoved(connectionId: string, context: JobContext) {
  const pending = await listPendingDeliveries(context.db, connectionId, DELIVERIES_AT_ONCE)
  const moved = chooseMoved(pending)
  if (moved === 'many') await ringRefresh(context, connectionId)
  return moved === 'many' || moved.records.length === 0 ? null : moved
}
