import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, inject, test } from 'vitest'
import type { StoredIds } from '../../src/store/sync/stored-ids.ts'
import { listStoredIds } from '../../src/store/sync/stored-ids.ts'
import { listenTo } from '../api/listen.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { hasRedis, startTestRedis } from '../redis.ts'
import { findInRedis } from './find-texts.ts'
import { callApi, makeDataDir, type StartedProcess, useProcesses } from './process-under-test.ts'
import { startSmallJira, type Tracker } from './tracker-ground.ts'

const { start, closing } = useProcesses('SIGTERM')

/** Orchestrators kill after 10 s. */
const END_WITHIN_MS = 10_000

async function openDataDir(): Promise<string> {
  const { path, remove } = await makeDataDir()
  closing.push(remove)
  return path
}

async function openDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase()
  closing.push(() => database.drop())
  return database
}

async function openTracker(): Promise<Tracker> {
  const tracker = await startSmallJira()
  closing.push(tracker.close)
  return tracker
}

async function connect(process: StartedProcess, token: string | null, tracker: Tracker): Promise<string> {
  const { status, body } = await callApi(process, '/api/v1/connections', {
    token,
    body: {
      name: 'the tracker',
      kind: tracker.kind,
      settings: { baseUrl: tracker.url },
      credentials: tracker.credentials,
    },
  })
  expect({ status, body }).toMatchObject({ status: 201 })
  return String(body.id)
}

interface ShownRun {
  readonly mode: string
  readonly state: string
  readonly reasonText: string | null
  readonly done: number
}

async function listRuns(process: StartedProcess, token: string | null): Promise<readonly ShownRun[]> {
  const { body } = await callApi(process, '/api/v1/sync-runs', { token })
  return (body.items as ShownRun[]).filter(({ mode }) => mode === 'incremental')
}

async function waitForRun(
  process: StartedProcess,
  token: string | null,
  isAsWanted: (run: ShownRun) => boolean,
): Promise<ShownRun> {
  const deadline = Date.now() + 60_000
  for (;;) {
    const runs = await listRuns(process, token)
    const found = runs.find(isAsWanted)
    if (found !== undefined) return found
    if (Date.now() > deadline) throw new Error(`no such run: ${JSON.stringify(runs)}`)
    await pause(50)
  }
}

const isComplete = ({ state }: ShownRun): boolean => state === 'complete'
const sorted = (ids: StoredIds) =>
  Object.fromEntries(Object.entries(ids).map(([entity, list]) => [entity, [...list].sort()]))

test('one process with nothing set up answers, shows its token once, and ends at SIGTERM within ten seconds, although a page listens', async () => {
  const environment = { DATA_DIR: await openDataDir() }
  const first = start('main', environment)
  await first.ready
  const token = first.token()
  expect(token).toMatch(/^\S{20,}$/)
  for (const path of ['/livez', '/readyz', '/openapi.json', '/docs']) {
    expect({ path, status: (await callApi(first, path)).status }).toEqual({ path, status: 200 })
  }
  expect((await callApi(first, '/api/v1/connections')).status).toBe(401)
  expect((await callApi(first, '/api/v1/connections', { token })).status).toBe(200)
  const page = await listenTo(first.url() ?? '', { authorization: `Bearer ${token}` })
  await page.waitFor(({ event }) => event === 'hello')
  expect(await endInTime(first)).toBe(0)
  await page.ended

  const second = start('main', environment)
  await second.ready
  expect(second.token()).toBeNull()
  expect((await callApi(second, '/api/v1/connections', { token })).status).toBe(200)
  expect(await endInTime(second)).toBe(0)
}, 60_000)

async function endInTime(process: StartedProcess): Promise<number | NodeJS.Signals | null> {
  const askedAt = Date.now()
  const code = await process.end('SIGTERM')
  expect(Date.now() - askedAt).toBeLessThan(END_WITHIN_MS)
  return code
}

test('a process ends at SIGTERM in the middle of a sync, and after it and after kill -9 the sync goes on to the same end', async () => {
  const tracker = await openTracker()
  const environment = { DATA_DIR: await openDataDir() }
  const first = start('main', environment)
  await first.ready
  const token = first.token()
  // Each piece of the answer comes late: the sync is at work for as long as the test wants.
  tracker.breakAnswers({ request: /search\/jql$/, nth: 2, kind: 'slow_drip', delayMs: 200 })
  await connect(first, token, tracker)
  await waitForRun(first, token, ({ state, done }) => state === 'running' && done > 100)
  expect(await endInTime(first)).toBe(0)

  const second = start('main', environment)
  await second.ready
  const before = await waitForRun(second, token, ({ state }) => state === 'running')
  expect(before.done).toBeGreaterThan(100)
  expect(await second.end('SIGKILL')).toBe('SIGKILL')
  tracker.repair()

  const third = start('main', environment)
  await third.ready
  const ended = await waitForRun(third, token, isComplete)
  expect(ended.reasonText).toBeNull()
  const items = tracker.listOracle().workItems
  expect(await countItems(third, token)).toBe(items.length)
  expect(await endInTime(third)).toBe(0)
}, 120_000)

async function countItems(process: StartedProcess, token: string | null): Promise<number> {
  let count = 0
  for (let cursor = ''; ; ) {
    const { body } = await callApi(process, `/api/v1/work-items?limit=200${cursor}`, { token })
    count += (body.items as unknown[]).length
    if (body.nextCursor === null) return count
    cursor = `&cursor=${encodeURIComponent(String(body.nextCursor))}`
  }
}

test('a second process on the same data folder says so and does not start', async () => {
  const environment = { DATA_DIR: await openDataDir() }
  const first = start('main', environment)
  await first.ready
  const second = start('main', environment)
  await expect(second.ready).rejects.toThrow('Another Milepost already runs on the data folder')
  expect(await second.ended).toBe(1)
  expect((await callApi(first, '/readyz')).status).toBe(200)
  expect(await endInTime(first)).toBe(0)
}, 60_000)

test('a process whose embedded database dies ends with an error, and the next start goes on', async () => {
  const dataDir = await openDataDir()
  const first = start('main', { DATA_DIR: dataDir })
  await first.ready
  const token = first.token()
  const lockFile = (await readdir(dataDir, { recursive: true })).find(name => name.endsWith('postmaster.pid'))
  const [pid] = (await readFile(join(dataDir, String(lockFile)), 'utf8')).split('\n')
  globalThis.process.kill(Number(pid), 'SIGKILL')
  expect(await first.ended).toBe(1)

  const second = start('main', { DATA_DIR: dataDir })
  await second.ready
  expect((await callApi(second, '/api/v1/connections', { token })).status).toBe(200)
  expect(await endInTime(second)).toBe(0)
}, 60_000)

test('a process that is asked to end while it starts leaves no database behind', async () => {
  const dataDir = await openDataDir()
  const first = start('main', { DATA_DIR: dataDir })
  first.ready.catch(() => {})
  while (!(await readdir(dataDir, { recursive: true })).some(name => name.endsWith('postmaster.pid'))) await pause(5)
  expect(await endInTime(first)).toBe(0)
  expect((await readdir(dataDir, { recursive: true })).some(name => name.endsWith('postmaster.pid'))).toBe(false)
}, 60_000)

const QUEUES = hasRedis ? (['postgres', 'redis'] as const) : (['postgres'] as const)

test.each(QUEUES)(
  'a server and two workers on one database sync together, with the queue on %s, in which no secret stands (Q14)',
  async queue => {
    const database = await openDatabase()
    const redis = queue === 'redis' ? await startTestRedis() : null
    if (redis !== null) closing.push(redis.stop)
    const tracker = await openTracker()
    const token = randomBytes(16).toString('hex')
    const environment = {
      DATABASE_URL: database.url,
      MASTER_KEY: randomBytes(32).toString('hex'),
      ...(redis === null ? {} : { REDIS_URL: redis.url }),
    }
    const server = start('server', { ...environment, ADMIN_TOKEN: token })
    const workers = [start('worker', environment), start('worker', environment)]
    await Promise.all([server, ...workers].map(({ ready }) => ready))
    expect(server.token()).toBeNull()
    const id = await connect(server, token, tracker)
    const run = await waitForRun(server, token, isComplete)
    expect(run.reasonText).toBeNull()
    expect(sorted(await listStoredIds(database.db, id))).toEqual(sorted(tracker.listOracle()))
    if (redis !== null) expect(await findInRedis(redis.url, tracker.secrets)).toEqual([])
    expect(await Promise.all([server, ...workers].map(endInTime))).toEqual([0, 0, 0])
  },
  90_000,
)

describe('a wrong set-up', () => {
  /** What a person reads: the last lines of standard error, without secrets and stacks. */
  async function refusal(
    script: 'main' | 'server' | 'worker',
    environment: Readonly<Record<string, string>>,
  ): Promise<string> {
    const process = start(script, { LOG_LEVEL: 'fatal', ...environment })
    await expect(process.ready).rejects.toThrow()
    expect(await process.ended).toBe(1)
    expect(process.output()).toBe('')
    expect(process.errors()).not.toMatch(/a-password|^\s+at /m)
    return process.errors().trim()
  }

  const masterKey = randomBytes(32).toString('hex')

  test('is refused with one clear sentence and exit code 1', async () => {
    const server = new URL(inject('serverUrl'))
    const unknownDatabase = Object.assign(new URL(server.href), { pathname: '/no_such_database' }).href
    const cases = [
      [{ DATABASE_URL: 'mysql://a-password@host/x', MASTER_KEY: masterKey }, /DATABASE_URL must be a Postgres address/],
      [{ DATABASE_URL: server.href }, /MASTER_KEY is missing/],
      [{ MASTER_KEY: 'too short' }, /MASTER_KEY must be 32 bytes/],
      [
        { DATABASE_URL: 'postgres://me:a-password@localhost:1/x', MASTER_KEY: masterKey },
        /^Milepost could not start: The database \(DATABASE_URL\) cannot be used: .*ECONNREFUSED/,
      ],
      [
        { DATABASE_URL: unknownDatabase, MASTER_KEY: masterKey },
        /^Milepost could not start: The database \(DATABASE_URL\) cannot be used: database "no_such_database" does not exist$/,
      ],
    ] as const
    for (const [environment, sentence] of cases) {
      const text = await refusal('worker', environment)
      expect(text).toMatch(sentence)
      expect(text.split('\n').length).toBeLessThanOrEqual(2)
    }
  }, 60_000)

  test('a Redis that cannot be reached is named', async () => {
    const database = await openDatabase()
    const environment = {
      DATABASE_URL: database.url,
      MASTER_KEY: masterKey,
      REDIS_URL: 'redis://:a-password@127.0.0.1:1',
    }
    expect(await refusal('worker', environment)).toMatch(
      /^Milepost could not start: Redis \(REDIS_URL\) cannot be used: .*ECONNREFUSED/,
    )
  }, 60_000)

  test('a key that is not the one the stored credentials were sealed with is refused', async () => {
    const database = await openDatabase()
    const tracker = await openTracker()
    const token = randomBytes(16).toString('hex')
    const server = start('server', { DATABASE_URL: database.url, MASTER_KEY: masterKey, ADMIN_TOKEN: token })
    await server.ready
    await connect(server, token, tracker)
    expect(await endInTime(server)).toBe(0)
    const text = await refusal('worker', { DATABASE_URL: database.url, MASTER_KEY: randomBytes(32).toString('hex') })
    expect(text).toMatch(
      /^Milepost could not start: The stored credentials cannot be opened with this key.*Start with the key/,
    )
  }, 60_000)
})
