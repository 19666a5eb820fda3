import { saveSourceCount } from '../../src/store/sync/sync-cursors.ts'
import { listVisibleRefs, type VisibleRef } from '../../src/store/sync/visible-refs.ts'
import type { CountedKind, MissingRecord } from '../../src/work/deletion-breaker.ts'
import type { RecordRef, Scope, Stream } from '../../src/work/raw-record.ts'
import type { Pass } from './pass.ts'

/** Streams whose records can vanish without a trace in any feed; items come before what is part of them. */
const KINDS = {
  work_items: 'work_item',
  iterations: 'iteration',
  releases: 'release',
  worklogs: 'worklog',
  teams: 'team',
} as const
type CountedStream = keyof typeof KINDS

export interface Difference extends CountedKind {
  /** Listed and not stored as existing. */
  readonly unknown: readonly RecordRef[]
}

/** What the tracker lists against what is stored, of each kind that can be counted. */
export async function compareAll(open: Pass, scopes: readonly Scope[]): Promise<readonly Difference[]> {
  const differences: Difference[] = []
  const missingItems = new Set<string>()
  for (const stream of Object.keys(KINDS).filter(isCounted)) {
    const reading = scopes.filter(({ streams }) => streams.includes(stream))
    if (reading.length === 0) continue
    const difference = await compare(open, stream, reading, missingItems)
    if (stream === 'work_items') for (const { externalId } of difference.missing) missingItems.add(externalId)
    differences.push(difference)
  }
  return differences
}

const isCounted = (stream: string): stream is CountedStream & Stream => stream in KINDS

async function compare(
  open: Pass,
  stream: CountedStream,
  scopes: readonly Scope[],
  missingItems: ReadonlySet<string>,
): Promise<Difference> {
  const listed = new Map<string, RecordRef>()
  for (const scope of scopes) await listScope(open, scope, stream, listed)
  const kind = KINDS[stream]
  const stored = await listVisibleRefs(open.db, open.connectionId, kind)
  const known = new Set(stored.map(({ externalId }) => externalId))
  const toMissing = ({ externalId, scope, itemExternalId }: VisibleRef): MissingRecord => ({
    kind,
    externalId,
    scope,
    goesWithItem: itemExternalId !== null && missingItems.has(itemExternalId),
  })
  return {
    kind,
    stored: stored.length,
    storedByScope: countByScope(stored),
    missing: stored.filter(({ externalId }) => !listed.has(externalId)).map(toMissing),
    unknown: [...listed.values()].filter(({ externalId }) => !known.has(externalId)),
  }
}

function countByScope(refs: readonly VisibleRef[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { scope } of refs) counts.set(scope, (counts.get(scope) ?? 0) + 1)
  return counts
}

async function listScope(open: Pass, scope: Scope, stream: Stream, listed: Map<string, RecordRef>): Promise<void> {
  const before = listed.size
  for await (const ref of open.source.census(stream, scope)) listed.set(ref.externalId, ref)
  await saveSourceCount(
    open.db,
    { connectionId: open.connectionId, scopeExternalId: scope.externalId, stream },
    listed.size - before,
  )
}
