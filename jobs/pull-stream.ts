import type { Page } from '../connectors/connector.ts'
import { CursorExpiredError } from '../connectors/errors.ts'
import { applyResilient } from '../src/store/apply-resilient.ts'
import { markInitiativesDue, markInitiativesOf } from '../src/store/assessment-due.ts'
import { closeGapsNotSeenSince, saveGaps } from '../src/store/gaps.ts'
import { takeReadTicket } from '../src/store/guarded-write.ts'
import { keepLease } from '../src/store/leases.ts'
import { listMappings } from '../src/store/mappings.ts'
import { hashRecord } from '../src/store/raw-records.ts'
import { findCursor, forgetCursor, markStreamComplete, type StreamKey, saveCursor } from '../src/store/sync-cursors.ts'
import { addToRun, requestRun } from '../src/store/sync-runs.ts'
import { hasWorkItems } from '../src/store/work-item-counts.ts'
import { indexMappings } from '../src/work/mapping.ts'
import type { Scope, Stream } from '../src/work/raw-record.ts'
import type { Pass } from './pass.ts'

export interface Pulled {
  readonly changed: number
  readonly unreadable: number
  /** A word's meaning is new or differs, so that what was stored before has to be read again; the run for it is noted. */
  readonly needsReplay: boolean
}

/**
 * Reads one stream of one scope from its cursor to its end. Each page is one transaction: records, facts, intervals, gaps,
 * counters and the cursor, written only while we hold the lease. A crash replays at most one page.
 */
export async function pullStream(pass: Pass, scope: Scope, stream: Stream): Promise<Pulled> {
  const { db, connectionId, source } = pass
  const key = { connectionId, scopeExternalId: scope.externalId, stream }
  const startedAt = pass.now().toISOString()
  const outcome = { changed: 0, unreadable: 0, needsReplay: false }
  const cursor = await findCursor(db, key)
  const pages = source.read(stream, scope, cursor)[Symbol.asyncIterator]()
  try {
    for (;;) {
      // The ticket is older than the request, so that a reading that began earlier never wins over one that began later.
      const readTicket = await takeReadTicket(db)
      const next = await pages.next()
      if (next.done) break
      const stored = await storePage(pass, key, next.value, readTicket)
      outcome.changed += stored.changed
      outcome.unreadable += stored.unreadable
      outcome.needsReplay ||= stored.needsReplay
    }
  } catch (error) {
    if (error instanceof CursorExpiredError) await forgetCursor(db, key)
    throw error
  } finally {
    await pages.return?.()
  }
  await db.transaction(async tx => {
    await keepLease(tx, connectionId, pass.fencingToken, pass.leaseMs)
    const isFirstTime = await markStreamComplete(tx, key, startedAt)
    if (isFirstTime && stream === 'work_items') await markInitiativesOf(tx, connectionId)
    await closeGapsNotSeenSince(tx, key, cursor === null ? [] : LASTING_GAPS, startedAt)
    await addToRun(tx, pass.runId, pass.drainRequests())
  })
  return outcome
}

/** Told once, with the record they concern; only a reading from the beginning can tell that they are over. */
const LASTING_GAPS = ['truncated_history', 'restricted_worklogs', 'unreadable_record', 'unknown_project']

async function storePage(pass: Pass, key: StreamKey, page: Page, readTicket: number): Promise<Pulled> {
  const { db, connectionId, connector, runId } = pass
  const reading = { readTicket, readQuality: 0 as const }
  const batch = page.records.map(raw => ({ raw, reading, hash: hashRecord(raw) }))
  return await db.transaction(async tx => {
    await keepLease(tx, connectionId, pass.fencingToken, pass.leaseMs)
    const mapping = indexMappings(await listMappings(tx, connectionId))
    const applied = await applyResilient(tx, batch, { connectionId, parse: connector.parse, mapping })
    await saveGaps(
      tx,
      [...(page.gaps ?? []), ...applied.gaps].map(gap => ({ ...key, ...gap })),
    )
    await saveCursor(tx, key, page.cursor)
    await markInitiativesDue(tx, applied, pass.now().toISOString())
    await addToRun(tx, runId, {
      ...pass.drainRequests(),
      done: page.records.length,
      changed: applied.changed,
      deleted: applied.deleted,
      unreadable: applied.unreadable.length,
      ...(page.expected === undefined ? {} : { expected: page.expected }),
    })
    const needsReplay = applied.mappingChanged && (await hasWorkItems(tx, connectionId))
    if (needsReplay) await requestRun(tx, connectionId, 'replay')
    return { changed: applied.changed, unreadable: applied.unreadable.length, needsReplay }
  })
}
