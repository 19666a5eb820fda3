import { randomBytes, randomUUID } from 'node:crypto'
import { pino } from 'pino'
import type { Connector } from '../../connectors/connector.ts'
import { loadConnectors } from '../../connectors/load.ts'
import type { JobContext } from '../../jobs/job.ts'
import { createRateShares, type RateShares } from '../../jobs/rate/rate-share.ts'
import { syncConnection } from '../../jobs/sync-connection.ts'
import { openConnection } from '../../src/open-connection.ts'
import { createConnection } from '../../src/store/access/connections.ts'
import { sealer } from '../../src/store/access/sealed.ts'
import type { Queryable } from '../../src/store/database.ts'
import { listRuns, type SyncMode, type SyncRun } from '../../src/store/sync/sync-runs.ts'

/** The key of every process a test starts on its database. */
export const masterKey = randomBytes(32).toString('hex')
const seal = sealer(masterKey)

/** For time that is made up: a budget is kept by the clock of the database. */
const UNLIMITED: RateShares = {
  join: () => ({ takeTurn: async () => {}, onRequest: () => {}, leave: async () => {} }),
  hear: () => {},
}

/** What a job is given, with a queue that only remembers what was rung for. */
export async function openWorkplace(db: Queryable, clock?: () => Date, key = masterKey) {
  const connectors: ReadonlyMap<string, Connector> = await loadConnectors()
  const rung: { readonly name: string; readonly payload: object }[] = []
  const now = clock ?? (() => new Date())
  const shares = clock === undefined ? createRateShares(db) : UNLIMITED
  const context: JobContext = {
    db,
    now,
    log: pino({ level: 'silent' }),
    signal: new AbortController().signal,
    attempt: 1,
    open: (id, signal, isUrgent = false) =>
      openConnection({ db, connectors, sealer: sealer(key), privateHosts: ['127.0.0.1'], now, shares }, id, signal, {
        isUrgent,
      }),
    enqueue: async (name, payload) => {
      rung.push({ name, payload })
    },
    schedules: { upsertScheduler: async () => {}, removeScheduler: async () => false, listSchedulers: async () => [] },
    channels: { send: async () => {}, limitsOf: () => ({ pauseMs: 0, mostEntries: 1 }) },
  }
  return { context, rung }
}

export async function saveConnection(
  db: Queryable,
  kind: string,
  settings: object,
  credentials: object,
  id: string = randomUUID(),
): Promise<string> {
  await createConnection(db, {
    id,
    name: `${kind} ${id.slice(0, 8)}`,
    kind,
    settings,
    sealedCredentials: seal.seal(JSON.stringify(credentials), `connection:${id}:credentials`),
    sealedWebhookSecret: seal.seal('a secret for deliveries', `connection:${id}:webhook_secret`),
  })
  return id
}

/** One pass, as a worker would run it; returns its run. */
export async function pass(
  context: JobContext,
  connectionId: string,
  mode: SyncMode = 'incremental',
): Promise<SyncRun> {
  await syncConnection.run({ connectionId, mode }, context)
  const [run] = await listRuns(context.db, { connectionId, limit: 1 })
  if (run === undefined) throw new Error('the pass left no run')
  return run
}
