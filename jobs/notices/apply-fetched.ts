import type { Connector, FetchedRecord } from '../../connectors/connector.ts'
import type { Queryable } from '../../src/store/database.ts'
import { createMappingReader } from '../../src/store/mapping/mapping-reader.ts'
import { markInitiativesDue } from '../../src/store/portfolio/assessment-due.ts'
import { applyResilient } from '../../src/store/records/apply-resilient.ts'
import { toReadRecord } from '../../src/store/records/raw-records.ts'
import { applyRemovals, listVersions, type Removal } from '../../src/store/records/removals.ts'
import { noteRefused } from '../../src/store/sync/refused-records.ts'
import { requestReplay } from '../../src/store/sync/request-replay.ts'
import type { RecordKind } from '../../src/work/raw-record.ts'
import { recordId } from '../../src/work/record-id.ts'
import type { JobServices } from '../job.ts'
import { retryConflict } from '../retry-conflict.ts'
import { ringReplay } from '../ring-due.ts'

export interface FetchTarget extends Pick<JobServices, 'enqueue'> {
  readonly db: Queryable
  readonly connectionId: string
  readonly connector: Connector
  readonly now: () => Date
}

/**
 * Stores what a reading by id found, through the same write path as a sync; what is gone becomes a tombstone, and what the
 * tracker failed to answer a gap.
 */
export async function applyFetched(
  { db, connectionId, connector, now, enqueue }: FetchTarget,
  fetched: readonly FetchedRecord[],
  readTicket: number,
): Promise<{ readonly changed: number; readonly deleted: number }> {
  const reading = { readTicket, readQuality: 1 as const }
  const batch = fetched.flatMap(each =>
    each.outcome === 'found' ? each.records.map(raw => toReadRecord(raw, reading)) : [],
  )
  const { needsReplay, ...counts } = await retryConflict(() =>
    db.transaction(async tx => {
      const loadMapping = createMappingReader(connectionId)
      const applied = await applyResilient(tx, batch, { connectionId, parse: connector.parse, loadMapping, byId: true })
      const gone = await applyRemovals(tx, connectionId, await describeGone(tx, connectionId, fetched, reading))
      const refused = fetched.filter(each => each.outcome === 'refused')
      const answered = fetched.filter(({ outcome }) => outcome !== 'refused').map(({ ref }) => ref)
      await noteRefused(tx, connectionId, refused, answered)
      const touched = { ...applied, touchedItemIds: [...applied.touchedItemIds, ...gone] }
      await markInitiativesDue(tx, touched, now().toISOString())
      const needsReplay = await requestReplay(tx, connectionId, applied)
      return { changed: applied.changed, deleted: applied.deleted + gone.length, needsReplay }
    }),
  )
  if (needsReplay) await ringReplay({ enqueue }, connectionId)
  return counts
}

async function describeGone(
  db: Queryable,
  connectionId: string,
  fetched: readonly FetchedRecord[],
  reading: { readonly readTicket: number; readonly readQuality: 1 },
): Promise<readonly Removal[]> {
  const gone = fetched.flatMap(each => {
    if (each.outcome === 'found' || each.outcome === 'refused') return []
    const { kind, externalId } = each.ref
    const how = each.outcome === 'deleted' ? each.how : 'asked for by id'
    return [{ kind, id: recordId(connectionId, kind, externalId), visibility: each.outcome, how }]
  })
  const removals: Removal[] = []
  for (const kind of new Set<RecordKind>(gone.map(each => each.kind))) {
    const ofKind = gone.filter(each => each.kind === kind)
    const versions = await listVersions(
      db,
      kind,
      ofKind.map(({ id }) => id),
    )
    for (const each of ofKind) {
      const version = versions.get(each.id)
      if (version !== undefined) removals.push({ ...each, at: null, version: { ...version, ...reading } })
    }
  }
  return removals
}
