import { createPostgresBackend, Queue, runMigrations, Worker } from 'bullmq'
import pg from 'pg'
import { openAnsweredSocket } from './answered-socket.ts'
import { type BackendLog, logConnectionError, type QueueBackend } from './queue-backend.ts'

const SCHEMA = 'queue'
/** A producer says within this time that the database is away, instead of waiting for it. */
const CONNECT_TIMEOUT_MS = 5_000
const QUERY_TIMEOUT_MS = 10_000
/** BullMQ's Postgres backend takes "now" from the worker: one that runs ahead takes jobs that are still being run. */
const LARGEST_CLOCK_OFFSET_MS = 2_000

export async function openPostgresBackend(databaseUrl: string, log: BackendLog): Promise<QueueBackend> {
  await prepareSchema(databaseUrl)
  const connect = (connections: number) => ({
    connectionString: databaseUrl,
    schema: SCHEMA,
    max: connections,
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    stream: () => openAnsweredSocket(QUERY_TIMEOUT_MS),
  })
  return {
    openQueue(name) {
      const queue = new Queue(name, { connection: connect(1) }, createPostgresBackend)
      queue.on('error', logConnectionError(log, name))
      return queue
    },
    openWorker(name, processor, options) {
      // Two: one may be busy with a slow statement when a lock has to be renewed. BullMQ opens a third to listen on.
      const worker = new Worker(name, processor, { ...options, connection: connect(2) }, createPostgresBackend)
      worker.on('error', logConnectionError(log, name))
      return worker
    },
    check: () => withClient(databaseUrl, requireWritable),
    async close() {},
  }
}

export class ClockOffError extends Error {
  override name = 'ClockOffError'
}

/** Refuses to work with a clock that would make this worker take the jobs of others, or leave its own to them. */
export async function requireSameClock(databaseUrl: string): Promise<void> {
  const { offsetMs, marginMs } = await withClient(databaseUrl, measureClockOffset)
  if (Math.abs(offsetMs) - marginMs <= LARGEST_CLOCK_OFFSET_MS) return
  throw new ClockOffError(
    `The clock of this machine is ${(Math.abs(offsetMs) / 1000).toFixed(1)} s ${offsetMs > 0 ? 'ahead of' : 'behind'} ` +
      'the clock of the database, and the queue needs them within 2 s. Set the clock (NTP), or run the queue on Redis (REDIS_URL).',
  )
}

/** A process that is stopped in between, or waits long for the answer, knows its offset only roughly. */
async function measureClockOffset(
  client: pg.Client,
): Promise<{ readonly offsetMs: number; readonly marginMs: number }> {
  const before = Date.now()
  const { rows } = await client.query('select extract(epoch from clock_timestamp()) * 1000 as at')
  const after = Date.now()
  // The database looked at its clock somewhere between our two looks.
  return { offsetMs: (before + after) / 2 - Number(rows[0]?.at), marginMs: (after - before) / 2 }
}

/** BullMQ takes an advisory lock, so that processes that start at once migrate one after the other. */
const prepareSchema = (databaseUrl: string): Promise<void> =>
  withClient(databaseUrl, async client => {
    await runMigrations(client, SCHEMA)
  })

/** After a failover one may be connected to a server that only answers questions. */
async function requireWritable(client: pg.Client): Promise<void> {
  const { rows } = await client.query(`select current_setting('transaction_read_only') as value`)
  if (rows[0]?.value !== 'off') throw new Error('The database takes no writes.')
}

async function withClient<Result>(databaseUrl: string, use: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'milepost queue',
  })
  // An error without a listener would end the process; the query in flight rejects with the same error.
  client.on('error', () => {})
  try {
    await client.connect()
    return await use(client)
  } finally {
    await client.end().catch(() => {})
  }
}
