import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { ConnectorError } from '../../connectors/errors.ts'
import { type Random, seededRandom } from '../../demo/random.ts'
import type { JobContext } from '../../jobs/job.ts'
import { LaterError } from '../../jobs/later.ts'
import { readParts } from '../../jobs/read-parts.ts'
import { refreshRecords } from '../../jobs/refresh-records.ts'
import { syncConnection } from '../../jobs/sync-connection.ts'
import { updateConnection } from '../../src/store/access/connections.ts'
import { type Queryable, queryRows } from '../../src/store/database.ts'
import { LeaseLostError } from '../../src/store/sync/leases.ts'
import type { SyncMode } from '../../src/store/sync/sync-runs.ts'
import { saveDelivery, type Touch } from '../../src/store/sync/webhook-deliveries.ts'
import { openWorkplace, saveConnection } from '../flows/connections.ts'
import type { Clock, ModelledTracker } from './modelled-tracker.ts'

/** One tracker, the store that copies it, and the time both go by. */
export interface World {
  readonly db: Queryable
  readonly clock: Clock
  readonly tracker: ModelledTracker
  readonly connectionId: string
  /** By how much the clocks of our two workers are ahead of the tracker's. */
  readonly aheadMs: { first: number; second: number }
  /** The worker that runs passes. */
  readonly context: JobContext
  /** The one beside it, which takes part in first readings, hears notices and now and then begins a pass of its own. */
  readonly second: JobContext
  /** Webhook deliveries on their way. */
  readonly waiting: (readonly Touch[])[]
  /** Jobs that run beside the one that is awaited. */
  readonly beside: Promise<void>[]
}

/** Whatever a tracker may do to a job is no failure of the test; what it then throws, no worker takes for an accident. */
const isForeseen = (error: unknown): boolean =>
  error instanceof ConnectorError || error instanceof LeaseLostError || error instanceof LaterError

export async function openWorld(db: Queryable, clock: Clock, tracker: ModelledTracker): Promise<World> {
  const aheadMs = { first: 0, second: 0 }
  const connectionId = await saveConnection(db, tracker.kind, tracker.settings, tracker.credentials)
  const openWorker = async (which: keyof typeof aheadMs): Promise<JobContext> => ({
    ...(await openWorkplace(db, () => new Date(clock.ms + aheadMs[which]))).context,
    // Both take part in a first reading; every other job the model runs when it likes.
    enqueue: async name => {
      if (name === 'read-parts')
        runBeside(
          world,
          tolerate(() => readParts.run({ connectionId }, world.second)),
        )
    },
  })
  const [context, second] = [await openWorker('first'), await openWorker('second')]
  const world: World = { db, clock, tracker, connectionId, aheadMs, context, second, waiting: [], beside: [] }
  return world
}

/** Whether it came to its end. */
async function tolerate(run: () => Promise<void>): Promise<boolean> {
  try {
    await run()
    return true
  } catch (error) {
    if (isForeseen(error)) return false
    throw error
  }
}

/** Starts a job beside the one that is awaited. */
export function runBeside({ beside }: World, job: Promise<unknown>): void {
  const guarded = job.then(() => {})
  // It may fail before anybody waits for it.
  guarded.catch(() => {})
  beside.push(guarded)
}

export async function awaitBeside({ beside }: World): Promise<void> {
  while (beside.length > 0) await Promise.all(beside.splice(0))
}

/** Somebody does this to the tracker now. */
export function edit({ tracker, waiting }: World, name: string, seed: number): void {
  tracker.edits[name]?.(seededRandom(seed))
  tracker.observe()
  waiting.push(...tracker.takeDeliveries())
}

/** One attempt at a pass, as a worker makes it. */
export async function attempt(world: World, mode: SyncMode, worker = world.context): Promise<boolean> {
  const { db, connectionId, tracker } = world
  try {
    return await tolerate(() => syncConnection.run({ connectionId, mode }, worker))
  } finally {
    // A person enters the token again.
    await updateConnection(db, connectionId, { settings: tracker.settings })
  }
}

/** Deliveries come late, twice, out of order, or not at all. */
export async function deliverSome(world: World, random: Random, losses = 0.3): Promise<void> {
  const { db, connectionId, waiting, second, tracker } = world
  const kept: (readonly Touch[])[] = []
  for (const touches of waiting.splice(0).sort(() => random.next() - 0.5)) {
    if (random.chance(0.3)) kept.push(touches)
    if (random.chance(losses)) continue
    const deliveryId = randomUUID()
    for (let times = random.between(1, 3); times > 0; times--) await saveDelivery(db, connectionId, deliveryId, touches)
  }
  waiting.push(...kept)
  try {
    await tolerate(() => refreshRecords.run({ connectionId }, second))
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
