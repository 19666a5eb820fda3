import { sql } from 'drizzle-orm'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type JiraStandIn, startJiraStandIn } from '../../demo/jira/server.ts'
import { jobList } from '../../jobs/job-list.ts'
import { openQueue, type Queue } from '../../jobs/queue.ts'
import { startWorkers, type Workers } from '../../jobs/workers.ts'
import { queryRows } from '../../src/store/database.ts'
import { listRuns, requestRun, type SyncRun } from '../../src/store/sync/sync-runs.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { waitUntil } from '../jobs/workplace.ts'
import { openWorkplace, pass, saveConnection } from './connections.ts'
import { createSmallSite } from './small-trackers.ts'

const JOBS_AT_ONCE = 4

let database: TestDatabase
let prompt: JiraStandIn
let slow: JiraStandIn
let silent: JiraStandIn
let queue: Queue
let workers: Workers
let small: string

beforeAll(async () => {
  database = await createTestDatabase()
  prompt = await startJiraStandIn({ site: createSmallSite(['WEB'], 10), feedLagMs: 0 })
  slow = await startJiraStandIn({ site: createSmallSite(['WEB', 'OPS'], 130), feedLagMs: 0, latencyMs: 1_500 })
  silent = await startJiraStandIn({ site: createSmallSite(['WEB'], 10), feedLagMs: 0 })
  silent.faults.add({ match: () => true, fault: 'delay', delayMs: 120_000, times: Infinity })
  const { context } = await openWorkplace(database.db)
  small = await connect(prompt)
  await pass(context, small)
  const log = pino({ level: 'silent' })
  const connection = { databaseUrl: database.url, redisUrl: null, prefix: 'fair' }
  queue = await openQueue({ ...connection, names: jobList.map(({ name }) => name), log })
  const services = { ...context, enqueue: queue.enqueue, schedules: queue }
  workers = await startWorkers({ connection, jobs: jobList, services, log, concurrency: JOBS_AT_ONCE })
}, 60_000)
afterAll(async () => {
  await workers.stop(2_000)
  await queue.close()
  for (const standIn of [prompt, slow, silent]) await standIn.close()
  await database.drop()
}, 60_000)

const connect = ({ url, credentials }: JiraStandIn): Promise<string> =>
  saveConnection(database.db, 'jira', { baseUrl: url }, { type: 'api-token', ...credentials })

async function ring(connectionId: string): Promise<void> {
  await requestRun(database.db, connectionId, 'incremental')
  await queue.enqueue('sync-connection', { connectionId, mode: 'incremental' })
}

async function findLatest(connectionId: string): Promise<SyncRun | undefined> {
  return (await listRuns(database.db, { connectionId, limit: 1 }))[0]
}

const countRunning = async (ids: readonly string[]): Promise<number> =>
  (await Promise.all(ids.map(findLatest))).filter(run => run?.state === 'running').length

/** How long an incremental pass over the small connection takes from its doorbell on. */
async function timeSmallPass(): Promise<number> {
  const from = Date.now()
  await ring(small)
  await waitUntil('the small pass', async () => (await findLatest(small))?.state === 'complete', 20_000)
  return Date.now() - from
}

test('an incremental pass is done in seconds while more first readings run than there are places', async () => {
  const backfills = await Promise.all(Array.from({ length: JOBS_AT_ONCE + 2 }, () => connect(slow)))
  for (const id of backfills) await ring(id)
  await waitUntil('all places taken', async () => (await countRunning(backfills)) >= JOBS_AT_ONCE, 20_000)
  expect(await timeSmallPass()).toBeLessThan(8_000)
  expect(await countRunning(backfills)).toBeGreaterThanOrEqual(JOBS_AT_ONCE - 1)
}, 60_000)

test('a tracker that hangs makes no other connection late, however many of its passes wait', async () => {
  const hanging = await Promise.all(Array.from({ length: JOBS_AT_ONCE + 2 }, () => connect(silent)))
  for (const id of hanging) {
    await queryRows(
      database.db,
      sql`insert into sync_run (connection_id, mode, state, reason, finished_at)
        values (${id}, 'incremental', 'complete', null, now()), (${id}, 'incremental', 'failed', 'unavailable', now())`,
    )
    await ring(id)
  }
  await new Promise(done => setTimeout(done, 1_000))
  expect(await timeSmallPass()).toBeLessThan(8_000)
}, 60_000)
