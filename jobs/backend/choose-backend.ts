import { openPostgresBackend } from './postgres-backend.ts'
import type { BackendLog, QueueBackend } from './queue-backend.ts'
import { openRedisBackend } from './redis-backend.ts'

/** Where the queue lives. */
export interface QueueConnection {
  readonly databaseUrl: string
  /** Null: the queue lives in the database, in a schema of its own. */
  readonly redisUrl: string | null
  /** Separates installations on one Redis; on Postgres each database has its own queue. */
  readonly prefix: string
}

export const openQueueBackend = (
  { databaseUrl, redisUrl, prefix }: QueueConnection,
  log: BackendLog,
): Promise<QueueBackend> =>
  redisUrl === null ? openPostgresBackend(databaseUrl, log) : openRedisBackend(redisUrl, prefix, log)
