import type { LoadMapping } from '../../src/store/mapping/mapping-reader.ts'
import type { Lease } from '../../src/store/sync/leases.ts'
import type { JobContext, OpenedConnection } from '../job.ts'

/** A job's context with the tracker opened, for what it reads as part of a run. */
export interface Reader extends JobContext, OpenedConnection {
  readonly connectionId: string
  readonly runId: string
  readonly loadMapping: LoadMapping
}

/** One pass over a connection, with the right to write for all of it. */
export interface Pass extends Reader {
  /** Begun by the clock, not by a person. */
  readonly scheduled: boolean
  readonly lease: Lease
  /** Gives up every request that waits or is under way; what a page has brought is still stored. */
  readonly stopAsking: () => void
}

export interface PassOutcome {
  readonly state: 'complete' | 'partial'
  readonly reason?: string
  readonly reasonText?: string
}
