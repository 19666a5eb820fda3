import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openDatabase, type Queryable } from '../../src/store/database.ts'
import { listStoredIds } from '../../src/store/sync/stored-ids.ts'
import { listRuns, requestRun, type SyncRun } from '../../src/store/sync/sync-runs.ts'
import { createTestDatabase } from '../database.ts'
import { masterKey, saveConnection } from './connections.ts'
import { dumpState } from './dump.ts'
import { findInPostgres } from './find-texts.ts'
import { useProcesses } from './process-under-test.ts'
import { startSmallJira } from './tracker-ground.ts'

const { start: startProcess, closing } = useProcesses('SIGKILL')

async function waitForRun(db: Queryable, connectionId: string, isSo: (run: SyncRun) => boolean): Promise<void> {
  const deadline = Date.now() + 180_000
  for (;;) {
    const runs = await listRuns(db, { connectionId, limit: 10 })
    if (runs.some(run => run.mode === 'full' && isSo(run))) return
    if (Date.now() > deadline) throw new Error(`no such run: ${JSON.stringify(runs)}`)
    await pause(30)
  }
}

test('a worker that is stopped in the midst of a sync and comes back after another has ended it writes nothing (Q1), and no secret is in any job (Q14)', async () => {
  const database = await createTestDatabase()
  closing.push(() => database.drop())
  const tracker = await startSmallJira()
  closing.push(tracker.close)
  const { db, close } = openDatabase(database.url, { applicationName: 'the test', connections: 2 })
  closing.push(close)
  const id = await saveConnection(db, tracker.kind, tracker.settings, tracker.credentials)
  await requestRun(db, id, 'full')
  const start = () => startProcess('worker', { DATABASE_URL: database.url, MASTER_KEY: masterKey })
  // The second page of issues comes in pieces: the worker holds its lease for as long as the test wants.
  tracker.breakAnswers({ request: /search\/jql$/, nth: 2, kind: 'slow_drip', delayMs: 200 })
  const first = start()
  await first.ready
  await waitForRun(db, id, ({ state, done }) => state === 'running' && done > 100)
  first.send('SIGSTOP')
  tracker.repair()
  const second = start()
  await second.ready
  await waitForRun(db, id, ({ state }) => state === 'complete')
  const state = await dumpState(db, id)
  first.send('SIGCONT')
  await pause(4_000)
  expect(await dumpState(db, id)).toEqual(state)
  const [run] = (await listRuns(db, { connectionId: id, limit: 10 })).filter(({ mode }) => mode === 'full')
  expect(run).toMatchObject({ state: 'complete', reason: null })
  const stored = await listStoredIds(db, id)
  expect([...stored.workItems].sort()).toEqual([...tracker.listOracle().workItems].sort())
  expect([...stored.worklogs].sort()).toEqual([...tracker.listOracle().worklogs].sort())
  expect(await findInPostgres(database.url, tracker.secrets)).toEqual([])
  // Both still work; but one whose connection was ended in the midst of a transaction asks to be started again.
  const [ended, other] = await Promise.all([first.end('SIGTERM'), second.end('SIGTERM')])
  const said = first.errors() + first.output()
  expect(ended === 0 || said.includes('was lost in the middle of a transaction'), said).toBe(true)
  expect(other).toBe(0)
}, 300_000)
