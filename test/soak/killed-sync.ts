import { pino } from 'pino'
import { loadConnectors } from '../../connectors/load.ts'
import { openQueue } from '../../jobs/queue.ts'
import { createRateShares } from '../../jobs/rate/rate-share.ts'
import { readParts } from '../../jobs/read-parts.ts'
import { syncConnection } from '../../jobs/sync-connection.ts'
import { startWorkers } from '../../jobs/workers.ts'
import { endAtUncaught } from '../../src/end-at-once.ts'
import { openConnection } from '../../src/open-connection.ts'
import { sealer } from '../../src/store/access/sealed.ts'
import { openDatabase } from '../../src/store/database.ts'

/**
 * A worker process that does nothing but read trackers, for tests that kill it. It loads everything, says so, and begins
 * when it is told to: the next one stands by while this one works.
 */
const { databaseUrl, redisUrl, prefix, masterKey } = JSON.parse(process.argv[2] ?? '{}')
const connectors = await loadConnectors()
process.once('message', () => {
  begin().catch((error: unknown) => {
    process.send?.({ error: String(error) })
    process.exit(1)
  })
})
process.send?.('ready')

async function begin(): Promise<void> {
  const log = pino({ level: process.env.CRASH_LOG ?? 'silent' }, pino.destination(2))
  // As our own processes do: one that lost its database in the middle of a transaction ends, and the next one takes over.
  endAtUncaught(log)
  const { db } = openDatabase(databaseUrl, { applicationName: 'killed worker' })
  const jobs = [syncConnection, readParts]
  const connection = { databaseUrl, redisUrl, prefix }
  const queue = await openQueue({ ...connection, names: jobs.map(({ name }) => name), log })
  const now = () => new Date()
  const opening = {
    db,
    connectors,
    sealer: sealer(masterKey),
    privateHosts: ['127.0.0.1'],
    now,
    shares: createRateShares(db),
  }
  const services = {
    db,
    now,
    open: (id: string, signal: AbortSignal) => openConnection(opening, id, signal),
    // No initiative stands to be assessed here.
    enqueue: async (name: string, payload: object) => {
      if (jobs.some(job => job.name === name)) await queue.enqueue(name, payload)
    },
    schedules: queue,
    channels: { send: async () => undefined, limitsOf: () => ({ pauseMs: 0, mostEntries: 1 }) },
  }
  await startWorkers({ connection, jobs, services, log, concurrency: 2 })
  process.send?.('works')
}
