import type { JobContext, OpenedConnection } from './job.ts'

/** One pass over a connection: a job's context with the tracker opened and the right to write taken. */
export interface Pass extends JobContext, OpenedConnection {
  readonly connectionId: string
  readonly runId: string
  readonly fencingToken: number
  readonly leaseMs: number
}

export interface PassOutcome {
  readonly state: 'complete' | 'partial'
  readonly reason?: string
  readonly reasonText?: string
}
