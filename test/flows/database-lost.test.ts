import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { expect, test } from 'vitest'
import { openDatabase } from '../../src/store/database.ts'
import { listStoredIds } from '../../src/store/sync/stored-ids.ts'
import { findOpenRun, listRuns, requestRun } from '../../src/store/sync/sync-runs.ts'
import { createTestDatabase } from '../database.ts'
import { masterKey, saveConnection } from './connections.ts'
import { startFrozenPostgres } from './frozen-postgres.ts'
import { callApi, fatalLines, useProcesses } from './process-under-test.ts'
import { startSmallJira } from './tracker-ground.ts'

const { start: startProcess, closing } = useProcesses('SIGKILL')

test('processes whose database hangs say so once and end, and those that are started in their place go on', async () => {
  const postgres = await startFrozenPostgres()
  closing.push(postgres.close)
  const token = randomBytes(16).toString('hex')
  const environment = { DATABASE_URL: postgres.url, MASTER_KEY: masterKey, DATABASE_TIMEOUT: '10' }
  const start = () => [
    startProcess('server', { ...environment, ADMIN_TOKEN: token }),
    startProcess('worker', environment),
  ]
  const processes = start()
  await Promise.all(processes.map(({ ready }) => ready))
  await postgres.freeze()
  const frozenAt = Date.now()
  try {
    expect(await Promise.all(processes.map(({ ended }) => ended))).toEqual([1, 1])
    expect(Date.now() - frozenAt).toBeGreaterThan(8_000)
    expect(Date.now() - frozenAt).toBeLessThan(20_000)
  } finally {
    await postgres.thaw()
  }
  for (const process of processes) {
    expect(fatalLines(process)).toEqual([
      expect.stringMatching(/^The database has answered nothing for 10 s.*ends with status 1.*Look at the server/),
    ])
  }
  const again = start()
  await Promise.all(again.map(({ ready }) => ready))
  const [server] = again
  if (server === undefined) throw new Error('no server')
  expect((await callApi(server, '/api/v1/connections', { token })).status).toBe(200)
  expect(await Promise.all(again.map(({ end }) => end('SIGTERM')))).toEqual([0, 0])
}, 180_000)

test('a worker whose connections are ended under it says so once and ends, and with one in its place the sync comes to its end', async () => {
  const database = await createTestDatabase()
  closing.push(() => database.drop())
  const tracker = await startSmallJira()
  closing.push(tracker.close)
  const { db, close } = openDatabase(database.url, { applicationName: 'the test', connections: 2 })
  closing.push(close)
  const id = await saveConnection(db, tracker.kind, tracker.settings, tracker.credentials)
  await requestRun(db, id, 'full')
  const admin = new pg.Client({ connectionString: database.url, application_name: 'the storm' })
  await admin.connect()
  closing.push(() => admin.end())
  const start = () => startProcess('worker', { DATABASE_URL: database.url, MASTER_KEY: masterKey })

  const first = start()
  await first.ready
  let isOver = false
  void first.ended.then(() => {
    isOver = true
  })
  const deadline = Date.now() + 30_000
  while (!isOver && Date.now() < deadline) {
    await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'milepost' and state = 'idle in transaction'`,
    )
    await requestRun(db, id, 'full')
  }
  expect(isOver).toBe(true)
  expect(await first.ended).toBe(1)
  expect(fatalLines(first)).toEqual([
    expect.stringMatching(/^A connection to the database was lost in the middle of a transaction.*ends with status 1/),
  ])

  const second = start()
  await second.ready
  while ((await findOpenRun(db, id, 'full')) !== null && Date.now() < deadline + 60_000) await pause(50)
  expect(await second.end('SIGTERM')).toBe(0)
  const [run] = (await listRuns(db, { connectionId: id, limit: 10 })).filter(({ mode }) => mode === 'full')
  expect({ state: run?.state, text: run?.reasonText }).toEqual({ state: 'complete', text: null })
  const stored = await listStoredIds(db, id)
  expect([...stored.workItems].sort()).toEqual([...tracker.listOracle().workItems].sort())
  expect([...stored.worklogs].sort()).toEqual([...tracker.listOracle().worklogs].sort())
}, 120_000)
