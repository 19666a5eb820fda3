import { randomBytes } from 'node:crypto'
import pino, { type Logger } from 'pino'
import type { QueueConnection } from '../../jobs/backend/choose-backend.ts'
import type { JobDefinition, JobServices } from '../../jobs/job.ts'
import { openQueue, type Queue } from '../../jobs/queue.ts'
import { startWorkers, type Workers } from '../../jobs/workers.ts'
import { createTestDatabase } from '../database.ts'
import { hasRedis, startTestRedis } from '../redis.ts'

/** Both backends get the same tests; Redis only where there is one. */
export const BACKENDS = hasRedis ? (['postgres', 'redis'] as const) : (['postgres'] as const)
export type BackendKind = (typeof BACKENDS)[number]

/** A queue and the workers of one test file, closed all at once. */
export interface Workplace {
  readonly connection: QueueConnection
  /** What was logged at warn or above. */
  readonly logged: readonly LoggedLine[]
  openQueue(jobs: readonly JobDefinition[]): Promise<Queue>
  startWorkers(
    jobs: readonly JobDefinition[],
    options?: { readonly concurrency?: number; readonly connection?: QueueConnection },
  ): Promise<Workers>
  close(): Promise<void>
}

export interface LoggedLine {
  readonly level: number
  readonly msg: string
  readonly job?: string
  readonly error?: { readonly name: string; readonly message: string }
}

export async function openWorkplace(kind: BackendKind): Promise<Workplace> {
  const database = await createTestDatabase()
  const redis = kind === 'redis' ? await startTestRedis() : null
  const connection = {
    databaseUrl: database.url,
    redisUrl: redis?.url ?? null,
    prefix: `test-${randomBytes(4).toString('hex')}`,
  }
  const logged: LoggedLine[] = []
  const log = collectLog(logged)
  const closers: (() => Promise<void>)[] = []
  // The jobs of these tests use nothing else.
  const services = { db: database.db, now: () => new Date() } as JobServices
  return {
    connection,
    logged,
    async openQueue(jobs) {
      const queue = await openQueue({ ...connection, names: jobs.map(({ name }) => name), log })
      closers.push(() => queue.close())
      return queue
    },
    async startWorkers(jobs, options) {
      const workers = await startWorkers({ connection, jobs, services, log, concurrency: 1, ...options })
      closers.push(() => workers.stop(2_000))
      return workers
    },
    async close() {
      for (const close of closers.reverse()) await close()
      await redis?.stop()
      await database.drop()
    },
  }
}

function collectLog(lines: LoggedLine[]): Logger {
  return pino({ level: 'warn' }, { write: line => lines.push(JSON.parse(line)) })
}

/** Asks until it is so; fails with what it waited for. */
export async function waitUntil(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  timeoutMs = 10_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain: ${what}`)
    await new Promise(done => setTimeout(done, 20))
  }
}
