import type { Page, Predecessor } from '../../connectors/connector.ts'
import type { Queryable } from '../../src/store/database.ts'
import { markInitiativesDue } from '../../src/store/portfolio/assessment-due.ts'
import { applyResilient } from '../../src/store/records/apply-resilient.ts'
import { dropStored, toReadRecord } from '../../src/store/records/raw-records.ts'
import { saveGaps } from '../../src/store/sync/gaps.ts'
import { type Lease, proveLease } from '../../src/store/sync/leases.ts'
import { requestReplay } from '../../src/store/sync/request-replay.ts'
import type { StreamKey } from '../../src/store/sync/sync-cursors.ts'
import { addToProgress } from '../../src/store/sync/sync-progress.ts'
import { addToRun } from '../../src/store/sync/sync-runs.ts'
import { saveOwnNotice } from '../../src/store/sync/webhook-deliveries.ts'
import type { Cursor, Scope } from '../../src/work/raw-record.ts'
import { retryConflict } from '../retry-conflict.ts'
import { ringRefresh } from '../ring-due.ts'
import type { Reader } from './pass.ts'
import type { Pulled } from './pulled.ts'

/** What is read under one cursor and one lease: a stream of a scope, or a part of its first reading. */
export interface Unit {
  readonly key: StreamKey
  /** What the connector is asked for: the scope, or the part as if it were one. */
  readonly scope: Scope
  readonly lease: Lease
  /** Nothing is concluded from a stream that was never complete; initiatives are looked at when it is. */
  readonly isFirstReading: boolean
  readonly saveCursor: (db: Queryable, cursor: Cursor, records: number) => Promise<void>
}

/** One page, in one transaction: records, facts, intervals, gaps, counters and the cursor. */
export async function storePage(pass: Reader, unit: Unit, page: Page, readTicket: number): Promise<Pulled> {
  const { connectionId, connector, runId, loadMapping } = pass
  const reading = { readTicket, readQuality: 0 as const }
  const batch = page.records.map(raw => toReadRecord(raw, reading))
  const requests = pass.drainRequests()
  const { hasHoles, ...pulled } = await retryConflict(() =>
    pass.db.transaction(async tx => {
      await proveLease(tx, unit.lease)
      const applied = await applyResilient(tx, batch, { connectionId, parse: connector.parse, loadMapping })
      await saveGaps(
        tx,
        [...(page.gaps ?? []), ...applied.gaps].map(gap => ({ ...unit.key, ...gap })),
      )
      await unit.saveCursor(tx, page.cursor, page.records.length)
      const touched = unit.isFirstReading ? { ...applied, touchedItemIds: [] } : applied
      await markInitiativesDue(tx, touched, pass.now().toISOString())
      const needsReplay = await requestReplay(tx, connectionId, applied)
      // The parts of a first reading come in any order.
      const hasHoles = !unit.isFirstReading && (await noteHoles(tx, connectionId, page.predecessors ?? []))
      // Last: every page of the stream changes the one row, every page of the run the other.
      await addToProgress(tx, runId, unit.key, { done: page.records.length, expected: page.expected ?? null })
      await addToRun(tx, runId, {
        ...requests,
        done: page.records.length,
        changed: applied.changed,
        deleted: applied.deleted,
        unreadable: applied.unreadable.length,
      })
      return { changed: applied.changed, unreadable: applied.unreadable.length, needsReplay, hasHoles }
    }),
  )
  if (hasHoles) await ringRefresh(pass, connectionId)
  return pulled
}

/** What has a past that was never shown to us is fetched with all of it, as if the tracker had told that it changed. */
async function noteHoles(db: Queryable, connectionId: string, predecessors: readonly Predecessor[]): Promise<boolean> {
  const missing = await dropStored(db, connectionId, predecessors)
  if (missing.length === 0) return false
  return await saveOwnNotice(
    db,
    connectionId,
    missing.map(({ partOf }) => partOf),
  )
}
