import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { refreshRecords } from '../../jobs/refresh-records.ts'
import { syncConnection } from '../../jobs/sync-connection.ts'
import { findConnection } from '../../src/store/access/connections.ts'
import { type Database, openDatabase } from '../../src/store/database.ts'
import { listStoredIds } from '../../src/store/sync/stored-ids.ts'
import { listRuns, SYNC_MODES } from '../../src/store/sync/sync-runs.ts'
import { saveDelivery } from '../../src/store/sync/webhook-deliveries.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { openWorkplace, pass, saveConnection } from './connections.ts'
import { startSmallAzureDevOps, startSmallJira, type Tracker } from './tracker-ground.ts'
import { failPass } from './watched-workplace.ts'

/** More would be an attack in the eyes of some trackers. */
const MOST_FAILED_SIGN_INS = 3
/** What a pass asks at once cannot be called back. */
const MOST_ON_THEIR_WAY = 4
const EVERYTHING = { request: /./, nth: 1 } as const

describe.each([
  ['Jira', startSmallJira],
  ['Azure DevOps', startSmallAzureDevOps],
])('an account of %s', (_, start) => {
  let database: TestDatabase
  let workers: readonly Database[]
  let tracker: Tracker
  beforeAll(async () => {
    database = await createTestDatabase()
    workers = Array.from({ length: 3 }, () =>
      openDatabase(database.url, { applicationName: 'a worker', connections: 2 }),
    )
    tracker = await start()
  })
  afterAll(async () => {
    await tracker.close()
    for (const { close } of workers) await close()
    await database.drop()
  })
  beforeEach(() => tracker.repair())

  const save = (change: object = {}) =>
    saveConnection(
      database.db,
      tracker.kind,
      { baseUrl: tracker.url, ...(tracker.kind === 'jira' ? { authority: tracker.url } : {}) },
      { ...tracker.credentials, ...change },
    )
  const wrong = () => save(tracker.kind === 'jira' ? { apiToken: 'wrong' } : { token: 'wrong' })

  /** Every job that asks the tracker, on every worker at once, and again as impatient people do. */
  async function runEverything(connectionId: string): Promise<void> {
    for (let time = 0; time < 3; time += 1) {
      await saveDelivery(database.db, connectionId, `notice ${time}`, [{ kind: 'work_item', externalId: '1' }])
      await Promise.allSettled(
        workers.flatMap(async ({ db }) => {
          const { context } = await openWorkplace(db)
          const syncs = SYNC_MODES.map(mode => syncConnection.run({ connectionId, mode }, context))
          await Promise.allSettled([...syncs, refreshRecords.run({ connectionId }, context)])
        }),
      )
    }
  }

  const show = (id: string) => findConnection(database.db, id)

  test('is not locked by a wrong token, whatever runs and however often it is asked for', async () => {
    const id = await wrong()
    const before = tracker.countFailedSignIns()
    await runEverything(id)
    expect(await show(id)).toMatchObject({ state: 'suspended', stateReason: expect.stringMatching(/token/) })
    const failed = tracker.countFailedSignIns() - before
    expect(failed).toBeGreaterThan(0)
    expect(failed).toBeLessThanOrEqual(MOST_FAILED_SIGN_INS)
  }, 60_000)

  test('is not locked by a token that ends after years of work', async () => {
    const id = await save()
    const { context } = await openWorkplace(database.db)
    await pass(context, id)
    await database.db.execute(sql`update connection_access set obtained_at = now() - interval '1 hour'`)
    tracker.breakAnswers({ ...EVERYTHING, kind: 'status', status: 401 })
    const before = tracker.countRequests()
    await runEverything(id)
    expect(await show(id)).toMatchObject({ state: 'suspended' })
    expect(tracker.countRequests() - before).toBeLessThanOrEqual(MOST_FAILED_SIGN_INS)
    const stored = await listStoredIds(database.db, id)
    expect([...stored.workItems].sort()).toEqual([...tracker.listOracle().workItems].sort())
  }, 60_000)

  test('whose token ends in the midst of a pass is asked nothing more', async () => {
    const id = await save()
    const { context } = await openWorkplace(database.db)
    tracker.breakAnswers({ request: /./, nth: 8, kind: 'status', status: 401 })
    const before = tracker.countRequests()
    expect(await failPass(context, id)).toMatchObject({ state: 'failed', reason: 'credentials' })
    const asked = tracker.countRequests() - before
    expect(asked - 7).toBeLessThanOrEqual(MOST_ON_THEIR_WAY)
    await runEverything(id)
    expect(tracker.countRequests() - before).toBe(asked)
    expect(await show(id)).toMatchObject({ state: 'suspended' })
  }, 60_000)

  test('that may not come in from here is not suspended: nothing is lost, and the next pass goes on', async () => {
    const id = await save()
    const { context } = await openWorkplace(database.db)
    await pass(context, id)
    const cursors = () => database.db.execute(sql`select * from sync_cursor where connection_id = ${id}`)
    const [kept, stored] = [await cursors(), await listStoredIds(database.db, id)]
    const body = '{"message":"VS403463: conditional access failed. The IP address is not on the allow list."}'
    for (const mode of ['incremental', 'census'] as const) {
      tracker.breakAnswers({ ...EVERYTHING, kind: 'status', status: 403, body })
      const run = await failPass(context, id, mode)
      expect(run).toMatchObject({ mode, state: 'failed', reason: 'permission', deleted: 0 })
      expect(run.reasonText).toMatch(/(allow list|conditional access policy).*Nothing was changed/)
      tracker.repair()
    }
    expect(await cursors()).toEqual(kept)
    expect(await listStoredIds(database.db, id)).toEqual(stored)
    expect(await show(id)).toMatchObject({ state: 'active' })
    expect((await pass(context, id)).state).toBe('complete')
    expect((await listRuns(database.db, { connectionId: id, limit: 10 })).length).toBeGreaterThan(3)
  }, 60_000)
})
