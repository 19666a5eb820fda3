import { Type } from 'typebox'
import { listConnections, listConnectionsDueForCensus } from '../src/store/access/connections.ts'
import { removeOldKeys } from '../src/store/access/idempotency-keys.ts'
import { removeExpiredSessions } from '../src/store/access/sessions.ts'
import { listDueChannels } from '../src/store/alert/held-channel.ts'
import { wakeSnoozed } from '../src/store/alert/wake-snoozed.ts'
import { removeOldChanges } from '../src/store/change/change-marks.ts'
import { markStaleDue } from '../src/store/portfolio/assessment-due.ts'
import { listAbandonedRuns, requestRun } from '../src/store/sync/sync-runs.ts'
import { forgetDeliveries, listConnectionsWithPendingDeliveries } from '../src/store/sync/webhook-deliveries.ts'
import { listDueWebhookChecks } from '../src/store/sync/webhook-registrations.ts'
import { defineJob, type JobContext } from './job.ts'
import { judgeOperations } from './judge-operations.ts'
import { ringAgain, ringRefresh } from './ring-due.ts'
import { ringUntold } from './tell-history.ts'

export const SWEEP_EVERY_MS = 10_000
/** Work this old that nobody has begun was probably lost with its job. */
const LOST_AFTER_MS = 15_000
/** A tracker that delivers again does so within days; the same notice after that is one more look at the same record. */
const FORGET_NOTICES_AFTER_MS = 30 * 86_400_000
const FORGOTTEN_AT_ONCE = 5_000
/** Who is told of changes looks for them every second; a transaction is never under way for so long. */
const FORGET_CHANGES_AFTER_MS = 3_600_000
/** Forecasts change with the day; an hour keeps "overdue" and "silent slip" fresh enough. */
const REASSESS_AFTER_MS = 3_600_000

/**
 * Rings again for everything that stands in Postgres as due and has no job: runs, webhook deliveries, assessments,
 * messages, censuses, looks at our webhooks, histories that nobody has told yet. With this, losing the whole queue costs seconds. Also keeps one scheduler for each connection.
 */
export const sweep = defineJob({
  name: 'sweep',
  payload: Type.Object({}),
  attempts: 1,
  async run(_payload, context) {
    const { db, now, enqueue } = context
    await keepSchedulers(context)
    for (const { id } of await listConnectionsDueForCensus(db, now().toISOString())) await requestRun(db, id, 'census')
    for (const { connectionId, mode } of await listAbandonedRuns(db, LOST_AFTER_MS))
      await ringSync(context, connectionId, mode)
    const lostBefore = new Date(now().getTime() - LOST_AFTER_MS).toISOString()
    for (const connectionId of await listConnectionsWithPendingDeliveries(db, lostBefore))
      await ringRefresh(context, connectionId)
    for (const connectionId of await listDueWebhookChecks(db, now().toISOString()))
      await enqueue('keep-webhooks', { connectionId }, { deduplicate: `webhooks-${connectionId}` })
    await forgetDeliveries(db, new Date(now().getTime() - FORGET_NOTICES_AFTER_MS).toISOString(), FORGOTTEN_AT_ONCE)
    await removeExpiredSessions(db)
    await removeOldKeys(db)
    await removeOldChanges(db, FORGET_CHANGES_AFTER_MS)
    await markStaleDue(db, new Date(now().getTime() - REASSESS_AFTER_MS).toISOString())
    await ringAgain(context)
    await ringUntold(context, null)
    await judgeOperations(context)
    await wakeSnoozed(db, now().toISOString())
    if ((await listDueChannels(db, now().toISOString())).length > 0) {
      await enqueue('deliver-alerts', {}, { deduplicate: 'deliver-alerts', keepLast: true })
    }
  },
})

const ringSync = ({ enqueue }: JobContext, connectionId: string, mode: string): Promise<void> =>
  enqueue('sync-connection', { connectionId, mode }, { deduplicate: `${mode}-${connectionId}` })

const PREFIX = 'sync-'

async function keepSchedulers({ db, schedules }: JobContext): Promise<void> {
  const connections = await listConnections(db)
  const wanted = new Map(
    connections.filter(({ state }) => state === 'active').map(each => [`${PREFIX}${each.id}`, each]),
  )
  const present = await schedules.listSchedulers()
  for (const { id } of present) {
    if (id.startsWith(PREFIX) && !wanted.has(id)) await schedules.removeScheduler(id)
  }
  for (const [id, connection] of wanted) {
    const everyMs = connection.syncEverySeconds * 1000
    if (present.some(each => each.id === id && each.everyMs === everyMs)) continue
    await schedules.upsertScheduler(id, everyMs, 'sync-connection', {
      connectionId: connection.id,
      mode: 'incremental',
      scheduled: true,
    })
  }
}
