import { Type } from 'typebox'
import { RateLimitedError, RejectedError } from '../connectors/errors.ts'
import { findConnection, scheduleNextSync, suspendConnection } from '../src/store/connections.ts'
import { LeaseLostError } from '../src/store/leases.ts'
import { delayRun, finishRun, requestRun, type SyncMode, startRun } from '../src/store/sync-runs.ts'
import { holdLease, LEASE_MS } from './hold-lease.ts'
import { defineJob, type JobContext } from './job.ts'
import { replayRecords } from './replay-records.ts'
import { ringDueAssessments } from './ring-due.ts'
import { runCensus } from './run-census.ts'
import type { Pass, PassOutcome } from './pass.ts'
import { readEverything } from './read-everything.ts'

const SyncModeSchema = Type.Union([
  Type.Literal('incremental'),
  Type.Literal('full'),
  Type.Literal('census'),
  Type.Literal('replay'),
])

const ATTEMPTS = 6
/** A scheduled pass may come this much before it is due. */
const EARLY_MS = 2_000
/** While another worker holds the connection. */
const BUSY_RETRY_MS = 5_000

/**
 * One pass over a connection: everything that changed at the tracker (incremental), everything from the beginning (full),
 * a count of what exists (census), or the stored answers once more (replay). At most one pass writes at a time.
 */
export const syncConnection = defineJob({
  name: 'sync-connection',
  payload: Type.Object({ connectionId: Type.String(), mode: SyncModeSchema, scheduled: Type.Optional(Type.Boolean()) }),
  attempts: ATTEMPTS,
  async run({ connectionId, mode, scheduled = false }, context) {
    const { db, now } = context
    const connection = await findConnection(db, connectionId)
    // Deleted since the job was added, or waiting for a person: nothing to do.
    if (connection === null || connection.state === 'suspended') return
    // The clock of the queue only suggests; what is due stands in Postgres.
    if (scheduled && Date.parse(connection.nextSyncAt) > now().getTime() + EARLY_MS) return
    const run = await requestRun(db, connectionId, mode)
    const lease = await holdLease(db, connectionId)
    if (lease === null) throw new RateLimitedError('another pass over this connection is under way', BUSY_RETRY_MS)
    try {
      await startRun(db, run.id)
      await scheduleNextSync(db, connectionId, new Date(now().getTime() + connection.syncEverySeconds * 1000).toISOString())
      const opened = await context.open(connectionId, AbortSignal.any([context.signal, lease.lost]))
      const open: Pass = { ...context, ...opened, connectionId, runId: run.id, fencingToken: lease.fencingToken, leaseMs: LEASE_MS }
      try {
        const outcome = await PASSES[mode](open)
        await finishRun(db, run.id, outcome)
      } finally {
        await opened.source.close()
      }
    } catch (error) {
      await recordFailure(context, { connectionId, runId: run.id, isLastAttempt: context.attempt >= ATTEMPTS }, error)
      throw error
    } finally {
      await lease.release()
    }
    await ringDueAssessments(context)
  },
})

const PASSES: Record<SyncMode, (open: Pass) => Promise<PassOutcome>> = {
  incremental: open => readEverything(open, { fromStart: false }),
  full: open => readEverything(open, { fromStart: true }),
  census: runCensus,
  replay: replayRecords,
}

/** What a watcher of /sync-runs sees; the cursor stays where the last whole page left it. */
async function recordFailure(
  { db, now }: JobContext,
  { connectionId, runId, isLastAttempt }: { readonly connectionId: string; readonly runId: string; readonly isLastAttempt: boolean },
  error: unknown,
): Promise<void> {
  if (error instanceof LeaseLostError) return
  const reasonText = error instanceof Error ? error.message : String(error)
  if (error instanceof RateLimitedError) {
    await delayRun(db, runId, { resumeAt: new Date(now().getTime() + error.retryAfterMs).toISOString(), reason: error.reason, reasonText })
    return
  }
  if (error instanceof RejectedError) {
    await finishRun(db, runId, { state: 'failed', reason: error.reason, reasonText })
    // Asking again with refused credentials can lock the account at the tracker.
    if (error.reason === 'credentials') await suspendConnection(db, connectionId, reasonText)
    return
  }
  const reason = error instanceof Error && 'reason' in error ? String(error.reason) : 'internal'
  if (isLastAttempt) await finishRun(db, runId, { state: 'failed', reason, reasonText })
  else await delayRun(db, runId, { resumeAt: now().toISOString(), reason, reasonText })
}
