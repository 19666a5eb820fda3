import { setTimeout as pause } from 'node:timers/promises'
import { Type } from 'typebox'
import type { StoredConnection } from '../src/store/access/connections.ts'
import { findOutlook } from '../src/store/sync/sync-runs.ts'
import { listPendingDeliveries, type PendingDelivery } from '../src/store/sync/webhook-deliveries.ts'
import { defineJob, type JobContext, type OpenedConnection, RUNG_OFTEN } from './job.ts'
import { chooseMoved, chooseRecords, DELIVERIES_AT_ONCE, RECORDS_OF_A_REQUEST } from './notices/choose-records.ts'
import { fetchChosen } from './notices/fetch-chosen.ts'
import { openForNotices } from './notices/open-for-notices.ts'

/** So many at once are no person's doing: they are the beginning of a storm. */
const BEGINNING_OF_STORM = 10
/** In a storm it is waited so long for a request to be full. */
const GATHER_MS = 500
const LOOK_EACH_MS = 100
/** What may move a milestone is fetched beside a storm, which goes on when that is done, or after this time. */
const LET_PASS_MS = 1_000
/** Nothing more came for so long: it was no storm. */
const QUIET_MS = 200
/** What the tracker has besides, and who we are there, is asked for again after this time. */
const OPEN_FOR_MS = 60_000

/**
 * Fetches the records that webhook deliveries named, and stores them as a sync would. A delivery counts as processed only
 * after its records are stored; one whose job was lost is found again by the sweeper.
 */
export const refreshRecords = defineJob({
  name: 'refresh-records',
  payload: Type.Object({ connectionId: Type.String() }),
  ...RUNG_OFTEN,
  isLong: async ({ connectionId }, { db }) => (await findOutlook(db, connectionId)) === 'silent',
  run: ({ connectionId }, context) =>
    openForNotices(connectionId, context, async (opened, connection) => {
      await refreshThrough(opened, connection, context)
      return 'open anew'
    }),
})

/** Until there is nothing more to fetch, or it is time to open the tracker anew. */
async function refreshThrough(
  opened: OpenedConnection,
  connection: StoredConnection,
  context: JobContext,
): Promise<void> {
  const { now } = context
  const openUntil = now().getTime() + OPEN_FOR_MS
  let isStorm = false
  while (now().getTime() < openUntil) {
    const pending = await gatherDeliveries(context, connection.id, isStorm)
    if (pending.length === 0) return
    const chosen = chooseRecords(pending)
    await fetchChosen(opened, connection, context, chosen)
    isStorm = chosen.records.length >= RECORDS_OF_A_REQUEST
  }
}

/** Those that wait; in a storm, as soon as they fill a request and nothing is fetched beside it. */
async function gatherDeliveries(
  { db, signal }: JobContext,
  connectionId: string,
  isStorm: boolean,
): Promise<readonly PendingDelivery[]> {
  let pending = await listPendingDeliveries(db, connectionId, DELIVERIES_AT_ONCE)
  if (!isStorm && pending.length < BEGINNING_OF_STORM) return pending
  let quietMs = 0
  for (let waitedMs = 0; waitedMs < LET_PASS_MS; waitedMs += LOOK_EACH_MS) {
    if (!hasMoved(pending)) {
      if (waitedMs >= GATHER_MS || pending.length >= RECORDS_OF_A_REQUEST) break
      if (!isStorm && quietMs >= QUIET_MS) break
    }
    await pause(LOOK_EACH_MS, undefined, { signal })
    const before = pending.length
    pending = await listPendingDeliveries(db, connectionId, DELIVERIES_AT_ONCE)
    quietMs = pending.length > before ? 0 : quietMs + LOOK_EACH_MS
  }
  return pending
}

/** So few that `refresh-moved` takes them. */
function hasMoved(pending: readonly PendingDelivery[]): boolean {
  const moved = chooseMoved(pending)
  return moved !== 'many' && moved.records.length > 0
}
