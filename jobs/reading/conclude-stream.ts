import type { Queryable } from '../../src/store/database.ts'
import { markInitiativesOf } from '../../src/store/portfolio/assessment-due.ts'
import { refreshScope } from '../../src/store/scope/initiative-items.ts'
import { closeGapsNotSeenSince } from '../../src/store/sync/gaps.ts'
import { proveLease } from '../../src/store/sync/leases.ts'
import { markStreamComplete, type StreamKey } from '../../src/store/sync/sync-cursors.ts'
import { addToRun } from '../../src/store/sync/sync-runs.ts'
import type { Stream } from '../../src/work/raw-record.ts'
import type { Pass } from './pass.ts'

/** Told once, with the record they concern; only a reading from the beginning can tell that they are over. */
const LASTING_GAPS = [
  'truncated_history',
  'restricted_worklogs',
  'unreadable_record',
  'unknown_project',
  'unknown_time_zone',
]
/** Which items belong to which initiative follows from these. */
const SHAPES_SCOPE: ReadonlySet<Stream> = new Set(['work_items', 'links'])

export interface WholeReading {
  /** Everything that existed then has been read. */
  readonly startedAt: string
  readonly fromBeginning: boolean
  /** What changed while it was read is still to be read by the same run. */
  readonly goesOn?: boolean
}

/**
 * Notes in one transaction what follows from a stream that was read to its end. `proveWhole` says what was read; null when
 * it turns out not to be whole yet, and then nothing is noted.
 */
export async function concludeStream(
  pass: Pass,
  key: StreamKey,
  proveWhole: (tx: Queryable) => Promise<WholeReading | null>,
): Promise<boolean> {
  const { db, connectionId, runId } = pass
  return db.transaction(async tx => {
    await proveLease(tx, pass.lease)
    const whole = await proveWhole(tx)
    if (whole === null) return false
    const isFirstTime = await markStreamComplete(tx, key, {
      completeAt: whole.startedAt,
      runId: whole.goesOn === true ? null : runId,
    })
    if (isFirstTime) {
      if (SHAPES_SCOPE.has(key.stream)) await refreshScope(tx, pass.now().toISOString(), null)
      await markInitiativesOf(tx, connectionId)
    }
    await closeGapsNotSeenSince(tx, key, whole.fromBeginning ? [] : LASTING_GAPS, whole.startedAt)
    await addToRun(tx, runId, pass.drainRequests())
    return true
  })
}
