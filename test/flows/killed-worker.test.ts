import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { generateOrganization } from '../../demo/azure-devops/generate-organization.ts'
import { type AzureDevOpsStandIn, startAzureDevOpsStandIn } from '../../demo/azure-devops/server.ts'
import { generateJiraSite } from '../../demo/jira/generate.ts'
import { type JiraStandIn, startJiraStandIn } from '../../demo/jira/server.ts'
import { DEMO_SEED } from '../../demo/organisation.ts'
import { jobList } from '../../jobs/job-list.ts'
import { openQueue } from '../../jobs/queue.ts'
import type { Queryable } from '../../src/store/database.ts'
import { listRuns, requestRun, type SyncRun } from '../../src/store/sync/sync-runs.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { masterKey, openWorkplace, pass, saveConnection } from './connections.ts'
import { dumpState } from './dump.ts'

/** Small pages and a slow network, so that a kill finds the sync at work. */
const PAGE_SIZE = 400
const LATENCY_MS = 40
const KILLS = 3

let calm: TestDatabase
let disturbed: TestDatabase
let azureDevOps: AzureDevOpsStandIn
let jira: JiraStandIn

beforeAll(async () => {
  calm = await createTestDatabase()
  disturbed = await createTestDatabase()
  const now = new Date()
  azureDevOps = await startAzureDevOpsStandIn({
    organization: generateOrganization({ seed: DEMO_SEED, now }),
    personalAccessToken: 'good',
    pageSize: PAGE_SIZE,
    latencyMs: LATENCY_MS,
  })
  jira = await startJiraStandIn({
    site: generateJiraSite({ seed: DEMO_SEED, now }),
    feedLagMs: 0,
    latencyMs: LATENCY_MS,
  })
})

afterAll(async () => {
  await azureDevOps.close()
  await jira.close()
  await calm.drop()
  await disturbed.drop()
})

const startWorker = (databaseUrl: string): ChildProcess =>
  spawn(process.execPath, ['--import', 'tsx', 'src/worker.ts'], {
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      MASTER_KEY: masterKey,
      PRIVATE_HOSTS: '127.0.0.1',
      LOG_LEVEL: 'fatal',
      REDIS_URL: '',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })

const isOver = ({ state }: SyncRun): boolean => state === 'complete' || state === 'partial' || state === 'failed'

const findRuns = (db: Queryable): Promise<readonly SyncRun[]> => listRuns(db, { limit: 10 })

/** Waits until the first sync has come this much further, or is over. */
async function waitForProgress(db: Queryable, more: number): Promise<void> {
  const doneNow = async () => (await findRuns(db)).reduce((sum, run) => sum + run.done, 0)
  const before = await doneNow()
  for (;;) {
    if ((await doneNow()) >= before + more || (await findRuns(db)).every(isOver)) return
    await pause(20)
  }
}

test('a first sync whose worker is killed three times ends in the state of an undisturbed one', async () => {
  const { context } = await openWorkplace(calm.db)
  const settings = [
    ['azure-devops', { baseUrl: azureDevOps.url }, { type: 'personal-access-token', token: 'good' }],
    ['jira', { baseUrl: jira.url }, { type: 'api-token', ...jira.credentials }],
  ] as const
  const ids: string[] = []
  for (const [kind, setting, credentials] of settings) {
    const id = await saveConnection(calm.db, kind, setting, credentials)
    await saveConnection(disturbed.db, kind, setting, credentials, id)
    await pass(context, id)
    ids.push(id)
  }

  const queue = await openQueue({
    databaseUrl: disturbed.url,
    redisUrl: null,
    prefix: 'milepost',
    names: jobList.map(({ name }) => name),
    log: pino({ level: 'silent' }),
  })
  for (const connectionId of ids) {
    await requestRun(disturbed.db, connectionId, 'incremental')
    await queue.enqueue('sync-connection', { connectionId, mode: 'incremental' })
  }
  await queue.close()

  let worker = startWorker(disturbed.url)
  for (let kill = 0; kill < KILLS; kill++) {
    await waitForProgress(disturbed.db, 500 + kill * 700)
    expect(
      (await findRuns(disturbed.db)).some(run => !isOver(run)),
      'the kill must meet a sync at work',
    ).toBe(true)
    worker.kill('SIGKILL')
    await once(worker, 'exit')
    worker = startWorker(disturbed.url)
  }
  while (!(await findRuns(disturbed.db)).every(isOver)) await pause(100)
  const ended = once(worker, 'exit')
  worker.kill('SIGTERM')
  await ended

  for (const run of await findRuns(disturbed.db))
    expect({ state: run.state, reason: run.reasonText }).toEqual({ state: 'complete', reason: null })
  for (const id of ids) expect(await dumpState(disturbed.db, id)).toEqual(await dumpState(calm.db, id))
}, 400_000)
