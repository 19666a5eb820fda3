import { Queue, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import { type BackendLog, logConnectionError, type QueueBackend } from './queue-backend.ts'

const CONNECT_TIMEOUT_MS = 5_000
/** A producer says within this time that Redis is away, instead of waiting for it; a worker waits. */
const PRODUCER_LIMITS = { commandTimeout: 4_000, maxRetriesPerRequest: 3 } as const
const WORKER_LIMITS = { maxRetriesPerRequest: null } as const
const LONGEST_RECONNECT_MS = 5_000
/**
 * A connection that owes an answer for so long is dead, although nobody has said so (a firewall forgot it, a machine is gone):
 * it is made anew. Longer than BullMQ waits for a job on one (10 s at most).
 */
const DEAD_AFTER_MS = 25_000

export async function openRedisBackend(redisUrl: string, prefix: string, log: BackendLog): Promise<QueueBackend> {
  const producer = connect(redisUrl, log, PRODUCER_LIMITS)
  // ioredis gives up with the number of its attempts; the reason comes by this event.
  let reason: Error | null = null
  producer.once('error', (error: Error) => {
    reason = error
  })
  try {
    await requireSafeSettings(producer)
  } catch (error) {
    producer.disconnect()
    throw reason ?? error
  }
  const consumers: Redis[] = []
  return {
    openQueue(name) {
      const queue = new Queue(name, { connection: producer, prefix })
      queue.on('error', logConnectionError(log, name))
      return queue
    },
    openWorker(name, processor, options) {
      // BullMQ opens a second connection to wait for jobs on.
      const connection = connect(redisUrl, log, WORKER_LIMITS)
      consumers.push(connection)
      const worker = new Worker(name, processor, { ...options, connection, prefix })
      worker.on('error', logConnectionError(log, name))
      return worker
    },
    async check() {
      // A full Redis with noeviction still answers questions; only a write shows it.
      await producer.set(`${prefix}:readiness`, Date.now(), 'EX', 60)
    },
    async close() {
      for (const connection of [producer, ...consumers]) connection.disconnect()
    },
  }
}

function connect(redisUrl: string, log: BackendLog, limits: typeof PRODUCER_LIMITS | typeof WORKER_LIMITS): Redis {
  const connection = new Redis(redisUrl, {
    ...limits,
    connectTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: DEAD_AFTER_MS,
    retryStrategy: attempt => Math.min(2 ** attempt * 100, LONGEST_RECONNECT_MS),
  })
  connection.on('error', (error: Error) =>
    log.warn({ error: error.message }, 'the connection to Redis reports an error'),
  )
  return connection
}

/** INFO says it too where CONFIG is forbidden, as at most providers. */
async function requireSafeSettings(redis: Redis): Promise<void> {
  const info = await redis.info()
  const setting = (name: string): string => new RegExp(`^${name}:(.*)$`, 'm').exec(info)?.[1]?.trim() ?? 'unknown'
  const policy = setting('maxmemory_policy')
  if (policy !== 'noeviction') {
    throw new Error(
      `Redis has maxmemory-policy ${policy} and would throw jobs away when its memory is full. Set maxmemory-policy noeviction.`,
    )
  }
  if (setting('aof_enabled') !== '1') {
    throw new Error('Redis keeps no append-only file and would lose every job when it restarts. Set appendonly yes.')
  }
}
