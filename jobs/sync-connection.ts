import { Type } from 'typebox'
import { ConnectorError, RateLimitedError, RejectedError } from '../connectors/errors.ts'
import {
  findConnection,
  type StoredConnection,
  scheduleNextSync,
  suspendConnection,
} from '../src/store/access/connections.ts'
import { createMappingReader } from '../src/store/mapping/mapping-reader.ts'
import { LeaseLostError } from '../src/store/sync/leases.ts'
import { findClosure } from '../src/store/sync/rate-shares.ts'
import { forgetCursors } from '../src/store/sync/sync-cursors.ts'
import { forgetDivisions, isReadElsewhere } from '../src/store/sync/sync-parts.ts'
import {
  addToRun,
  delayRun,
  findOpenRun,
  findOutlook,
  findRest,
  finishRun,
  requestRun,
  type SyncMode,
  startRun,
} from '../src/store/sync/sync-runs.ts'
import { explainFailure } from './explain-failure.ts'
import { defineJob, type JobContext } from './job.ts'
import { LaterError } from './later.ts'
import { holdLease } from './reading/hold-lease.ts'
import type { Pass, PassOutcome } from './reading/pass.ts'
import { readEverything } from './reading/read-everything.ts'
import { replayRecords } from './reading/replay-records.ts'
import { runCensus } from './reading/run-census.ts'
import { ringDueAssessments } from './ring-due.ts'

const SyncModeSchema = Type.Union([
  Type.Literal('incremental'),
  Type.Literal('full'),
  Type.Literal('census'),
  Type.Literal('replay'),
])

const ATTEMPTS = 6
/** A scheduled pass may come this much before it is due. */
const EARLY_MS = 2_000
/** A run that was begun this often and left by a worker that died is probably what the worker dies of. */
const MOST_STARTS = 25
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
  isLong: async ({ connectionId, mode }, { db }) =>
    mode !== 'incremental' || (await findOutlook(db, connectionId)) !== 'prompt',
  async run({ connectionId, mode, scheduled = false }, context) {
    const { db, now } = context
    const connection = await findConnection(db, connectionId)
    // Deleted since the job was added, or waiting for a person: nothing to do. A replay asks nothing of the tracker.
    if (connection === null || (connection.state === 'suspended' && mode !== 'replay')) return
    // The clock of the queue only suggests; what is due stands in Postgres. A run that is open was due when it began.
    const isDue = Date.parse(connection.nextSyncAt) <= now().getTime() + EARLY_MS
    if (scheduled && !isDue && (await findOpenRun(db, connectionId, mode)) === null) return
    const restMs = mode === 'replay' ? null : await findRestMs(context, connectionId, mode)
    if (restMs !== null) {
      // The run that was told to wait goes on by itself; the next beat of the scheduler finds it.
      if (scheduled) return
      throw new RateLimitedError('the tracker asked us to wait', restMs)
    }
    const run = (await findOpenRun(db, connectionId, mode)) ?? (await requestRun(db, connectionId, mode, { scheduled }))
    if (mode !== 'replay' && (await isReadElsewhere(db, connectionId))) {
      throw new LaterError('other workers read parts of this', BUSY_RETRY_MS)
    }
    let isWantedAgain = false
    const lease = await holdLease(db, { connectionId, unit: '' })
    if (lease === null) throw new LaterError('another pass over this connection is under way', BUSY_RETRY_MS)
    try {
      if (run.state === 'running' && run.attempts >= MOST_STARTS) {
        await finishRun(db, run.id, { state: 'failed', reason: 'crashing', reasonText: CRASHING_TEXT })
        return
      }
      await db.transaction(async tx => {
        await startRun(tx, run.id)
        // Once for each run: one that was delayed goes on where it was, or it would never reach the end of a large tracker.
        if (mode !== 'full' || run.attempts > 0) return
        await forgetCursors(tx, connectionId)
        await forgetDivisions(tx, connectionId)
      })
      await scheduleNextSync(
        db,
        connectionId,
        new Date(now().getTime() + connection.syncEverySeconds * 1000).toISOString(),
      )
      const stop = new AbortController()
      const opened = await context.open(connectionId, AbortSignal.any([context.signal, lease.lost, stop.signal]))
      const open: Pass = {
        ...context,
        ...opened,
        connectionId,
        runId: run.id,
        loadMapping: createMappingReader(connectionId),
        scheduled: run.scheduled,
        lease,
        stopAsking: () => stop.abort(),
      }
      try {
        const outcome = await PASSES[mode](open)
        isWantedAgain = await finishRun(db, run.id, outcome)
      } finally {
        await opened.source.close()
        // Of a page that never came; a refusal is among them.
        await addToRun(db, run.id, opened.drainRequests())
      }
    } catch (error) {
      // Whoever has taken over says how the run goes.
      const isOurs = !lease.lost.aborted && !(error instanceof LeaseLostError)
      // A pass that is asked to end is run again, and that does not count as an attempt.
      const isLastAttempt = context.attempt >= ATTEMPTS && !context.signal.aborted
      if (isOurs) await recordFailure(context, { connection, runId: run.id, isLastAttempt }, error)
      throw error
    } finally {
      await lease.release()
    }
    await ringDueAssessments(context)
    if (isWantedAgain) {
      // This job is not over yet: one of the same name would be taken for it.
      await context.enqueue('sync-connection', { connectionId, mode }, { deduplicate: `again-${mode}-${connectionId}` })
    }
  },
})

const CRASHING_TEXT =
  `The worker died in this pass again and again; after ${MOST_STARTS} attempts it is left alone. Look at the memory limit and ` +
  'the end of the log of the worker.'

const SHARED_TEXT = 'Other workers still read parts of the first reading; the run goes on when they are done.'

const PASSES: Record<SyncMode, (open: Pass) => Promise<PassOutcome>> = {
  incremental: readEverything,
  full: readEverything,
  census: runCensus,
  replay: replayRecords,
}

/** For how long nothing is asked: the tracker wants to be left alone, or this run could not get its turn. */
async function findRestMs({ db, now }: JobContext, connectionId: string, mode: SyncMode): Promise<number | null> {
  const closedForMs = await findClosure(db, connectionId)
  if (closedForMs !== null) return closedForMs
  const restsUntil = await findRest(db, connectionId, mode, now().toISOString())
  return restsUntil === null ? null : Date.parse(restsUntil) - now().getTime()
}

/** What a watcher of /sync-runs sees; the cursor stays where the last whole page left it. */
async function recordFailure(
  { db, now }: JobContext,
  {
    connection,
    runId,
    isLastAttempt,
  }: { readonly connection: StoredConnection; readonly runId: string; readonly isLastAttempt: boolean },
  error: unknown,
): Promise<void> {
  const reasonText = explainFailure(error)
  if (error instanceof LaterError) {
    const resumeAt = new Date(now().getTime() + error.retryAfterMs).toISOString()
    await delayRun(db, runId, { resumeAt, reason: 'shared_out', reasonText: SHARED_TEXT })
    return
  }
  if (error instanceof RateLimitedError) {
    await delayRun(db, runId, {
      resumeAt: new Date(now().getTime() + error.retryAfterMs).toISOString(),
      reason: error.reason,
      reasonText,
    })
    return
  }
  if (error instanceof RejectedError) {
    await finishRun(db, runId, { state: 'failed', reason: error.reason, reasonText })
    // Asking again with refused credentials can lock the account at the tracker.
    if (error.reason === 'credentials') await suspendConnection(db, connection, reasonText)
    return
  }
  const reason = error instanceof ConnectorError ? error.reason : 'internal'
  if (isLastAttempt) await finishRun(db, runId, { state: 'failed', reason, reasonText })
  else await delayRun(db, runId, { resumeAt: now().toISOString(), reason, reasonText })
}
