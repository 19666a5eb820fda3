import { sql } from 'drizzle-orm'
import { expect } from 'vitest'
import { seededRandom } from '../../demo/random.ts'
import { type Queryable, queryRows } from '../../src/store/database.ts'
import { findOpenRun, listRuns, type SyncMode } from '../../src/store/sync/sync-runs.ts'
import { compareWithTruth, describeDifferences } from './compare-truth.ts'
import { attempt, awaitBeside, deliverSome, expectNoFalseDeletion, type World } from './model-world.ts'

const HOUR_MS = 3_600_000
/** Longer than the look-back, the longest lag and the longest wait that a tracker may ask for. */
const LONG_MS = 25 * HOUR_MS
const MOST_ATTEMPTS = 4

/** Nobody works any more and every answer is whole and prompt: after one sync the copy is perfect, and stays so. */
export async function settle(world: World): Promise<void> {
  const { db, tracker, clock, connectionId } = world
  tracker.repair()
  tracker.lag(0)
  clock.ms += LONG_MS
  // A run that broke off long ago goes on where it was, and what it has read before it does not read again.
  for (const mode of ['incremental', 'full'] as const)
    if ((await findOpenRun(db, connectionId, mode)) !== null) await complete(world, mode)
  await complete(world, 'incremental')
  await complete(world, 'census')
  await deliverSome(world, seededRandom(1), 0)
  if ((await findOpenRun(db, connectionId, 'replay')) !== null) await complete(world, 'replay')
  const differences = describeDifferences(await compareWithTruth(db, connectionId, tracker.truth()))
  if (differences !== null) throw new Error(differences)
  await expectNoFalseDeletion(world)
  await expectNoOverlap(db, connectionId)
  // A notice said who did it; the reading after it does not know, and the next one has nothing to add.
  await complete(world, 'incremental')
  expect(await complete(world, 'incremental'), 'a second pass finds nothing new').toBe(0)
}

/** A pass that ends as complete, after at most a few attempts; how many records it changed. */
async function complete(world: World, mode: SyncMode): Promise<number> {
  const { db, connectionId, clock } = world
  for (let attempts = 1; ; attempts++) {
    const isDone = await attempt(world, mode)
    await awaitBeside(world)
    const [run] = (await listRuns(db, { connectionId, limit: 20 })).filter(each => each.mode === mode)
    if (isDone && run?.state === 'complete') return run.changed
    if (attempts === MOST_ATTEMPTS)
      throw new Error(`${mode} does not settle: ${run?.state}, ${run?.reason}, ${run?.reasonText}`)
    clock.ms += 2 * HOUR_MS
  }
}

/** A record is at no time twice in the same iteration or release, and has one value where a field has one. */
async function expectNoOverlap(db: Queryable, connectionId: string): Promise<void> {
  const overlaps = await queryRows(
    db,
    sql`
    select a.subject_id, a.field, a.value, b.value as other, a.valid_from, b.valid_from as other_from from span a
    join span b on b.subject_id = a.subject_id and b.field = a.field and b.id > a.id
      and (a.field not in ('iteration', 'release') or b.value is not distinct from a.value)
      and tstzrange(a.valid_from, a.valid_to) && tstzrange(b.valid_from, b.valid_to)
    where a.connection_id = ${connectionId}`,
  )
  expect(overlaps).toEqual([])
}
