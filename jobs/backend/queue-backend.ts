import type { Job, Queue, Worker, WorkerOptions } from 'bullmq'
import type { Logger } from 'pino'

/** The one place where the two backends of BullMQ differ: everything above uses queues and workers alike. */
export interface QueueBackend {
  openQueue(name: string): BullQueue
  openWorker(name: string, processor: BullProcessor, options: Omit<WorkerOptions, 'connection' | 'prefix'>): BullWorker
  /** Throws unless the backend takes writes. */
  check(): Promise<void>
  close(): Promise<void>
}

export type BullQueue = Pick<
  Queue,
  'add' | 'upsertJobScheduler' | 'removeJobScheduler' | 'getJobSchedulers' | 'getJobCounts' | 'close'
>
export interface BullWorker
  extends Pick<Worker, 'close' | 'disconnect' | 'cancelJob' | 'cancelAllJobs' | 'waitUntilReady'> {
  on(event: 'failed', listener: (job: Pick<Job, 'id' | 'attemptsMade'> | undefined, error: Error) => void): unknown
  on(event: 'lockRenewalFailed', listener: (jobIds: string[]) => void): unknown
}
export type BullProcessor = Exclude<ConstructorParameters<typeof Worker>[1], string | URL | null | undefined>
export type BackendLog = Pick<Logger, 'warn' | 'error'>

/** Queues and workers repair their connections by themselves; an error without a listener would end the process. */
export const logConnectionError =
  (log: BackendLog, name: string) =>
  (error: Error): void =>
    log.warn({ queue: name, error: error.message }, 'the queue reports an error')
