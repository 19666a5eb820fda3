import type { Logger } from 'pino'
import type { Static, TSchema } from 'typebox'
import type { Connector, Source } from '../connectors/connector.ts'
import type { Channels } from '../src/delivery/channel.ts'
import type { Queryable } from '../src/store/database.ts'
import type { Queue } from './queue.ts'

/** What every job is given by the process that runs it. */
export interface JobServices {
  readonly db: Queryable
  readonly now: () => Date
  /**
   * Opens a connection's tracker with its stored credentials; the job closes the source. The requests of an urgent one go
   * before those of others.
   */
  readonly open: (connectionId: string, signal: AbortSignal, isUrgent?: boolean) => Promise<OpenedConnection>
  readonly enqueue: Queue['enqueue']
  readonly schedules: Pick<Queue, 'upsertScheduler' | 'removeScheduler' | 'listSchedulers'>
  readonly channels: Channels
}

export interface OpenedConnection {
  readonly connector: Connector
  readonly source: Source
  /** What our webhooks at this tracker prove their deliveries with. */
  readonly webhookSecret: () => string
  /** Requests made since the last call; a job adds them to what it reports. */
  readonly drainRequests: () => {
    readonly requests: number
    readonly rateLimitedCount: number
    /** How long they waited for their turn. */
    readonly waitedMs: number
  }
}

/** What one run of a job is given. */
export interface JobContext extends JobServices {
  /** Says which job and which attempt a line belongs to. */
  readonly log: Logger
  /** Aborted when the process is about to end, or when another worker has taken the job over. Then the run ends soon. */
  readonly signal: AbortSignal
  /** 1 for the first run; waiting for a rate limit does not count. */
  readonly attempt: number
}

/** A piece of work that may run twice, late, or beside itself without harm. Its payload carries ids only. */
export interface JobDefinition<Payload extends TSchema = TSchema> {
  /** Kebab-case; also the name of its queue. */
  readonly name: string
  readonly payload: Payload
  /** How many run at once in one process, where that is fewer than of other jobs. */
  readonly atOnce?: number
  /** How many runs may fail before the job is given up. */
  readonly attempts: number
  /**
   * The longest wait after a failure, where that is shorter than of other jobs: whoever rings for the same meanwhile is not
   * heard before.
   */
  readonly longestRetryMs?: number
  run(payload: Static<Payload>, context: JobContext): Promise<void>
  /** Whether this run may take long; of those only some run at once, so that there is always room for short ones. */
  isLong?(payload: Static<Payload>, context: JobContext): Promise<boolean>
}

/** A job that is rung for all the time; as patient with what is out of order as others, for some four minutes. */
export const RUNG_OFTEN = { attempts: 30, longestRetryMs: 10_000 } as const

/** Keeps the type of the payload. */
export const defineJob = <Payload extends TSchema>(job: JobDefinition<Payload>): JobDefinition<Payload> => job

/** What there is in a thread of its own. */
export type HeavyJobContext = Pick<JobContext, 'db' | 'now' | 'enqueue' | 'signal'>

/** A job that computes for so long at a time that everything else in the process would wait for it. */
export interface HeavyJob<Payload extends TSchema = TSchema> extends Omit<JobDefinition<Payload>, 'run'> {
  run(payload: Static<Payload>, context: HeavyJobContext): Promise<void>
}

/** As {@link defineJob}. It is listed in heavy-jobs.ts. */
export const defineHeavyJob = <Payload extends TSchema>(job: HeavyJob<Payload>): HeavyJob<Payload> => job
