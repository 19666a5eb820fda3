import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openDatabase } from '../../src/store/database.ts'
import { listStoredIds } from '../../src/store/sync/stored-ids.ts'
import { listRuns } from '../../src/store/sync/sync-runs.ts'
import { startFaultyNetwork } from '../faulty-network.ts'
import { waitUntil } from '../jobs/workplace.ts'
import { masterKey } from './connections.ts'
import { hasStandby, startPostgresPair } from './postgres-pair.ts'
import { callApi, type StartedProcess, useProcesses } from './process-under-test.ts'
import { startSmallJira } from './tracker-ground.ts'

const { start, closing } = useProcesses('SIGKILL')

if (!hasStandby) console.warn('pg_basebackup is not installed: the test with a standby of Postgres is skipped.')

/** What a process may say when it ends or cannot start because its database is gone or takes no writes. */
const CLEAR_END =
  /A connection to the database was lost in the middle of a transaction|The database has answered nothing|Milepost could not start: The (database \(DATABASE_URL\)|queue in the database) cannot be used: /

/** Starts it again whenever it ends, as a service manager does. */
function supervise(script: 'server' | 'worker', environment: Readonly<Record<string, string>>) {
  let isOver = false
  const ends: string[] = []
  let current: StartedProcess = start(script, environment)
  const watch = (process: StartedProcess): void => {
    process.ready.catch(() => {})
    void process.ended.then(async () => {
      if (isOver) return
      ends.push(process.errors())
      await pause(500)
      current = start(script, environment)
      watch(current)
    })
  }
  watch(current)
  return {
    current: () => current,
    ends: () => ends,
    stop: () => {
      isOver = true
    },
  }
}

const LONGEST_MS = 90_000

test.runIf(hasStandby)(
  'a fail-over to a standby that takes no writes at first is outlived: until it does nobody is ready, then the sync goes on to its end (P11)',
  async () => {
    const pair = await startPostgresPair()
    closing.push(pair.close)
    const network = await startFaultyNetwork(pair.primaryPort)
    closing.push(network.close)
    const tracker = await startSmallJira()
    closing.push(tracker.close)
    const token = randomBytes(16).toString('hex')
    const environment = { DATABASE_URL: pair.urlAt(network.port), MASTER_KEY: masterKey, LOG_LEVEL: 'fatal' }
    const server = supervise('server', { ...environment, ADMIN_TOKEN: token })
    await server.current().ready
    const worker = supervise('worker', environment)
    await worker.current().ready
    // Each piece comes late: the sync is at work for as long as the test wants.
    tracker.breakAnswers({ request: /search\/jql$/, nth: 2, kind: 'slow_drip', delayMs: 100 })
    const { body } = await callApi(server.current(), '/api/v1/connections', {
      token,
      body: {
        name: 'the tracker',
        kind: tracker.kind,
        settings: { baseUrl: tracker.url },
        credentials: tracker.credentials,
      },
    })
    const connectionId = String(body.id)
    const findRun = async () => {
      const answer = await callApi(server.current(), `/api/v1/sync-runs?connection=${connectionId}`, { token })
      return (answer.body.items as { state: string; done: number }[])[0]
    }
    await waitUntil('the sync is under way', async () => ((await findRun())?.done ?? 0) > 100, LONGEST_MS)

    network.lead(pair.standbyPort)
    await pair.losePrimary()
    const look = async (): Promise<number | null> =>
      callApi(server.current(), '/readyz').then(
        ({ status }) => status,
        () => null,
      )
    await waitUntil('it is noticed', async () => server.ends().length > 0 || (await look()) === 503, LONGEST_MS)
    // Some time in which everything that is written is refused.
    for (let looks = 0; looks < 20; looks++) {
      expect(await look()).not.toBe(200)
      await pause(200)
    }
    tracker.repair()

    await pair.promote()
    await waitUntil('the server is ready', async () => (await look()) === 200, LONGEST_MS)
    const { db, close } = openDatabase(pair.urlAt(pair.standbyPort), { applicationName: 'the test', connections: 1 })
    closing.push(close)
    const isComplete = async (): Promise<boolean> =>
      (await listRuns(db, { connectionId, limit: 5 })).some(
        ({ mode, state }) => mode === 'incremental' && state === 'complete',
      )
    await waitUntil('the sync has ended', isComplete, LONGEST_MS)
    const stored = await listStoredIds(db, connectionId)
    expect([...stored.workItems].sort()).toEqual([...tracker.listOracle().workItems].sort())
    expect([...stored.worklogs].sort()).toEqual([...tracker.listOracle().worklogs].sort())
    for (const { ends, stop, current } of [server, worker]) {
      stop()
      // Whoever ended said why.
      for (const said of ends()) expect(said).toMatch(CLEAR_END)
      expect(await current().end('SIGTERM')).toBe(0)
    }
  },
  240_000,
)
