import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { ConnectorError } from '../../connectors/errors.ts'
import { type Random, seededRandom } from '../../demo/random.ts'
import type { JobContext } from '../../jobs/job.ts'
import { refreshRecords } from '../../jobs/refresh-records.ts'
import { syncConnection } from '../../jobs/sync-connection.ts'
import { updateConnection } from '../../src/store/connections.ts'
import { type Queryable, queryRows } from '../../src/store/database.ts'
import { LeaseLostError } from '../../src/store/leases.ts'
import type { SyncMode } from '../../src/store/sync-runs.ts'
import { saveDelivery, type Touch } from '../../src/store/webhook-deliveries.ts'
import { openWorkplace, saveConnection } from '../flows/connections.ts'
import type { Clock, ModelledTracker } from './modelled-tracker.ts'

/** One tracker, the store that copies it, and the time both go by. */
export interface World {
  readonly db: Queryable
  readonly clock: Clock
  readonly tracker: ModelledTracker
  readonly connectionId: string
  readonly context: JobContext
  /** Webhook deliveries on their way. */
  readonly waiting: (readonly Touch[])[]
}

export async function openWorld(db: Queryable, clock: Clock, tracker: ModelledTracker): Promise<World> {
  const { context } = await openWorkplace(db, () => new Date(clock.ms))
  const connectionId = await saveConnection(db, tracker.kind, tracker.settings, tracker.credentials)
  return { db, clock, tracker, connectionId, context, waiting: [] }
}

/** Somebody does this to the tracker now. */
export function edit({ tracker, waiting }: World, name: string, seed: number): void {
  tracker.edits[name]?.(seededRandom(seed))
  tracker.observe()
  waiting.push(...tracker.takeDeliveries())
}

/** One attempt at a pass, as a worker makes it. Whatever a tracker may do to it is no failure of the test. */
export async function attempt(world: World, mode: SyncMode, signal = world.context.signal): Promise<boolean> {
  const { db, connectionId, context, tracker } = world
  try {
    await syncConnection.run({ connectionId, mode }, { ...context, signal })
    return true
  } catch (error) {
    if (!(error instanceof ConnectorError || error instanceof LeaseLostError)) throw error
    return false
  } finally {
    // A person enters the token again.
    await updateConnection(db, connectionId, { settings: tracker.settings })
  }
}

/** Deliveries come late, twice, out of order, or not at all. */
export async function deliverSome(world: World, random: Random, losses = 0.3): Promise<void> {
  const { db, connectionId, waiting, context, tracker } = world
  const kept: (readonly Touch[])[] = []
  for (const touches of waiting.splice(0).sort(() => random.next() - 0.5)) {
    if (random.chance(0.3)) kept.push(touches)
    if (random.chance(losses)) continue
    const deliveryId = randomUUID()
    for (let times = random.between(1, 3); times > 0; times--) await saveDelivery(db, connectionId, deliveryId, touches)
  }
  waiting.push(...kept)
  try {
    await refreshRecords.run({ connectionId }, context)
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
  } finally {
    await updateConnection(db, connectionId, { settings: tracker.settings })
  }
}

/** What never was deleted is never marked so, whatever the tracker hides or says. */
export async function expectNoFalseDeletion({ db, connectionId, tracker }: World): Promise<void> {
  const marked = await queryRows<{ readonly kind: string; readonly id: string }>(
    db,
    sql`
    select 'work_item' as kind, external_id as id from work_item where connection_id = ${connectionId} and visibility = 'deleted'
    union all select 'iteration', external_id from iteration where connection_id = ${connectionId} and visibility = 'deleted'
    union all select 'release', external_id from release where connection_id = ${connectionId} and visibility = 'deleted'
    union all select 'worklog', external_id from worklog where connection_id = ${connectionId} and visibility = 'deleted'`,
  )
  const wrong = marked.filter(({ kind, id }) => tracker.wasNeverDeleted(kind, id))
  if (wrong.length > 0) throw new Error(`marked as deleted, but never deleted: ${JSON.stringify(wrong)}`)
}
