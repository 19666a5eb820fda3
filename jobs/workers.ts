import { type Job, UnrecoverableError, type WorkerOptions } from 'bullmq'
import type { Logger } from 'pino'
import { openQueueBackend, type QueueConnection } from './backend/choose-backend.ts'
import { requireSameClock } from './backend/postgres-backend.ts'
import type { BullWorker } from './backend/queue-backend.ts'
import { findCause } from './explain-failure.ts'
import type { JobDefinition, JobServices } from './job.ts'
import { limitLong } from './limit-long.ts'
import { processJob, type StopReason } from './process.ts'

/** Of the jobs of one name, in this process. */
export interface Activity {
  readonly name: string
  readonly begun: number
  readonly running: number
}

export interface Workers {
  readonly activity: () => readonly Activity[]
  /**
   * Takes no new jobs, lets the running ones end, asks them to end after half of the time, and leaves at the deadline:
   * what still runs then is taken up by another worker.
   */
  stop(deadlineMs?: number): Promise<void>
}

export interface WorkersOptions {
  readonly connection: QueueConnection
  readonly jobs: readonly JobDefinition[]
  readonly services: JobServices
  readonly log: Logger
  /** Of each kind of job, how many run at once in this process; as many short runs beside as many long ones. */
  readonly concurrency: number
}

/** Orchestrators kill after 10 to 30 s; this leaves time to close what comes after. */
const STOP_DEADLINE_MS = 8_000
const FIRST_RETRY_MS = 2_000
const LONGEST_RETRY_MS = 10 * 60_000

const WORKER_OPTIONS: Omit<WorkerOptions, 'connection'> = {
  // With BullMQ's own values (30 s, 30 s) a killed worker's job waits for 60 to 90 s; with these for 10 to 15 s.
  lockDuration: 10_000,
  stalledInterval: 5_000,
  // With BullMQ's own value (15 s) a database or Redis that is back is left alone for so long.
  runRetryDelay: 2_000,
  // With BullMQ's own value (1) a job whose worker dies twice is failed for good, whatever its attempts.
  maxStalledCount: 1_000,
  // Looked at by people: an hour of what went well, a week of what went wrong.
  removeOnComplete: { age: 3_600, count: 1_000 },
  removeOnFail: { age: 7 * 24 * 3_600, count: 1_000 },
}

export async function startWorkers({ connection, jobs, services, log, concurrency }: WorkersOptions): Promise<Workers> {
  if (connection.redisUrl === null) await requireSameClock(connection.databaseUrl)
  const backend = await openQueueBackend(connection, log)
  const activity = new Map(jobs.map(({ name }) => [name, { name, begun: 0, running: 0 }]))
  const workers = jobs.map(job => {
    const definition = countRuns(limitLong(job, concurrency), activity)
    const worker = backend.openWorker(
      definition.name,
      // BullMQ counts the parameters: it gives a signal only to a function that has three.
      (job, token, signal) =>
        processJob(definition, services, log, { job, token, signal: signal ?? new AbortController().signal }),
      {
        ...WORKER_OPTIONS,
        concurrency: definition.atOnce ?? concurrency * (definition.isLong === undefined ? 1 : 2),
        settings: { backoffStrategy: attemptsMade => growingWait(attemptsMade, definition.longestRetryMs) },
      },
    )
    worker.on('lockRenewalFailed', jobIds => {
      for (const jobId of jobIds) worker.cancelJob(jobId, 'lock-lost' satisfies StopReason)
    })
    worker.on('failed', (job, error) => logFailure(log, definition, job, error))
    return worker
  })
  await Promise.all(workers.map(worker => worker.waitUntilReady()))
  return {
    activity: () => [...activity.values()],
    async stop(deadlineMs = STOP_DEADLINE_MS) {
      await Promise.all(workers.map(worker => stopWorker(worker, deadlineMs)))
      await backend.close()
    },
  }
}

function countRuns(definition: JobDefinition, activity: Map<string, Activity>): JobDefinition {
  const count = (begun: 0 | 1, running: 1 | -1): void => {
    const before = activity.get(definition.name) ?? { name: definition.name, begun: 0, running: 0 }
    activity.set(definition.name, { ...before, begun: before.begun + begun, running: before.running + running })
  }
  return {
    ...definition,
    run: async (payload, context) => {
      count(1, 1)
      try {
        await definition.run(payload, context)
      } finally {
        count(0, -1)
      }
    },
  }
}

/** Grows from seconds to minutes, spread over half of itself so that a tracker that comes back is not met by all at once. */
function growingWait(attemptsMade: number, longestMs = LONGEST_RETRY_MS): number {
  const longest = Math.min(2 ** (attemptsMade - 1) * FIRST_RETRY_MS, longestMs)
  return Math.round(longest * (0.5 + Math.random() / 2))
}

async function stopWorker(worker: BullWorker, deadlineMs: number): Promise<void> {
  const asking = setTimeout(() => worker.cancelAllJobs('shutdown' satisfies StopReason), deadlineMs / 2)
  let leaving: NodeJS.Timeout | undefined
  const deadline = new Promise<void>(resolve => {
    leaving = setTimeout(() => {
      // Without its connection the worker can keep no lock, so that others take its jobs over.
      worker.disconnect().catch(() => {})
      resolve()
    }, deadlineMs)
  })
  await Promise.race([worker.close(), deadline])
  clearTimeout(asking)
  clearTimeout(leaving)
}

/** The one place where a failed run is logged. Only chosen fields: an error of a library may carry a request with it. */
function logFailure(
  log: Logger,
  definition: JobDefinition,
  job: Pick<Job, 'id' | 'attemptsMade'> | undefined,
  error: Error,
): void {
  // The innermost cause: what wraps it may hold a statement with the values of records.
  const failure = findCause(error)
  const details = {
    job: definition.name,
    jobId: job?.id,
    attempts: job?.attemptsMade,
    error: { name: failure.name, message: failure.message, stack: failure.stack },
  }
  if (error instanceof UnrecoverableError || job === undefined) log.error(details, 'a job has failed and is given up')
  else log.warn(details, 'a job has failed and is run again later')
}
