import type { Logger } from 'pino'
import { openQueueBackend, type QueueConnection } from './backend/choose-backend.ts'

/** Rings the doorbell: Postgres knows what is due, the queue only says that somebody should look. */
export interface Queue {
  /** Fails within seconds when the queue cannot be reached. */
  enqueue(name: string, payload: object, options?: EnqueueOptions): Promise<void>
  /** Runs the job now and then once in each period. The same call again changes nothing. */
  upsertScheduler(id: string, everyMs: number, name: string, payload: object): Promise<void>
  /** False when there was none. */
  removeScheduler(id: string): Promise<boolean>
  listSchedulers(): Promise<readonly Scheduler[]>
  /** For each job name, how many jobs are in which state. */
  counts(): Promise<Readonly<Record<string, JobCounts>>>
  /** Throws unless the queue takes writes now. */
  check(): Promise<void>
  close(): Promise<void>
}

export interface EnqueueOptions {
  /** While a job with the same text waits (or, without keepLast, runs), this one is dropped. */
  readonly deduplicate?: string
  /** A job added while its twin runs is run once more after it, with the newest payload. */
  readonly keepLast?: true
  /** While its twin waits for its time, this one and its time take its place. */
  readonly replace?: true
  readonly delayMs?: number
}

export interface Scheduler {
  readonly id: string
  readonly name: string
  readonly everyMs: number
  readonly nextAt: Date | null
}

export interface JobCounts {
  readonly waiting: number
  readonly active: number
  readonly delayed: number
  readonly failed: number
  readonly completed: number
}

export interface QueueOptions extends QueueConnection {
  /** The jobs there are: one queue each. */
  readonly names: readonly string[]
  readonly log: Pick<Logger, 'warn' | 'error'>
}

/**
 * The worker decides when a job is given up, by the job's own definition; who enqueues does not know it. So the queue's
 * limit is out of the way.
 */
const UNLIMITED_ATTEMPTS = 100_000
const JOB_OPTIONS = { attempts: UNLIMITED_ATTEMPTS, backoff: { type: 'capped' } } as const

export async function openQueue({ names, log, ...connection }: QueueOptions): Promise<Queue> {
  requireNames(names)
  const backend = await openQueueBackend(connection, log)
  const queues = new Map(names.map(name => [name, backend.openQueue(name)]))
  const requireQueue = (name: string) => {
    const queue = queues.get(name)
    if (queue === undefined) throw new Error(`There is no job called "${name}". There are: ${names.join(', ')}.`)
    return queue
  }
  return {
    async enqueue(name, payload, { deduplicate, keepLast = false, replace = false, delayMs = 0 } = {}) {
      await requireQueue(name).add(name, payload, {
        ...JOB_OPTIONS,
        delay: delayMs,
        ...(deduplicate === undefined
          ? {}
          : { deduplication: { id: deduplicate, keepLastIfActive: keepLast, replace } }),
      })
    },
    async upsertScheduler(id, everyMs, name, payload) {
      // BullMQ takes an id with colons for a repeatable job of its older versions.
      if (id.includes(':')) throw new Error(`The scheduler id "${id}" must not contain a colon.`)
      await requireQueue(name).upsertJobScheduler(id, { every: everyMs }, { name, data: payload, opts: JOB_OPTIONS })
    },
    async removeScheduler(id) {
      const removed = await Promise.all([...queues.values()].map(queue => queue.removeJobScheduler(id)))
      return removed.includes(true)
    },
    async listSchedulers() {
      const lists = await Promise.all([...queues.values()].map(queue => queue.getJobSchedulers(0, -1, true)))
      return lists.flat().map(({ key, name, every, next }) => ({
        id: key,
        name,
        everyMs: Number(every ?? 0),
        nextAt: next === undefined ? null : new Date(Number(next)),
      }))
    },
    async counts() {
      const counted = [...queues].map(async ([name, queue]) => {
        const of = await queue.getJobCounts('waiting', 'active', 'delayed', 'failed', 'completed')
        const { waiting = 0, active = 0, delayed = 0, failed = 0, completed = 0 } = of
        return [name, { waiting, active, delayed, failed, completed }] as const
      })
      return Object.fromEntries(await Promise.all(counted))
    },
    check: () => backend.check(),
    async close() {
      await Promise.all([...queues.values()].map(queue => queue.close()))
      await backend.close()
    },
  }
}

function requireNames(names: readonly string[]): void {
  for (const name of names) {
    if (!/^[a-z]+(-[a-z]+)*$/.test(name)) throw new Error(`The job name "${name}" must be in kebab-case.`)
  }
  if (new Set(names).size !== names.length) throw new Error(`Two jobs have one name: ${names.join(', ')}.`)
}
