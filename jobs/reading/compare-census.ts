import { saveSourceCount } from '../../src/store/sync/sync-cursors.ts'
import { listVisibleRefs, type VisibleRef } from '../../src/store/sync/visible-refs.ts'
import { listWorklogStandings } from '../../src/store/sync/worklog-standings.ts'
import type { CountedKind, MissingRecord } from '../../src/work/deletion-breaker.ts'
import type { RecordRef, Scope, Stream } from '../../src/work/raw-record.ts'
import type { Pass } from './pass.ts'
import { takeTurns } from './take-turns.ts'

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
  /** Listed and to be asked for: not stored as existing, or not as it is now. */
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
  const kind = KINDS[stream]
  const stored = await listVisibleRefs(open.db, open.connectionId, kind)
  const known = new Set(stored.map(({ externalId }) => externalId))
  const sort = stream === 'worklogs' ? await sortWorklogs(open, known) : sortOthers(known)
  const listed = new Map<string, RecordRef>()
  for (const scope of scopes) await listScope(open, scope, stream, listed, sort.isCounted)
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
    unknown: sort.chooseUnknown([...listed.values()]),
  }
}

interface Sorting {
  /** Whether it is part of what we follow, as far as we know. */
  readonly isCounted: (externalId: string) => boolean
  readonly chooseUnknown: (listed: readonly RecordRef[]) => readonly RecordRef[]
}

const sortOthers = (known: ReadonlySet<string>): Sorting => ({
  isCounted: () => true,
  chooseUnknown: listed => listed.filter(({ externalId }) => !known.has(externalId)),
})

/** A tracker may list those of all its items, followed and visible or not, and tells of none which item it belongs to. */
async function sortWorklogs({ db, connectionId, now }: Pass, known: ReadonlySet<string>): Promise<Sorting> {
  const { elsewhere, doubtful } = await listWorklogStandings(db, connectionId)
  const isStranger = ({ externalId }: RecordRef): boolean =>
    !known.has(externalId) && !elsewhere.has(externalId) && !doubtful.has(externalId)
  return {
    isCounted: externalId => known.has(externalId) || doubtful.has(externalId),
    chooseUnknown: listed => [
      ...listed.filter(({ externalId }) => doubtful.has(externalId)),
      ...takeTurns(listed.filter(isStranger), now()),
    ],
  }
}

function countByScope(refs: readonly VisibleRef[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { scope } of refs) counts.set(scope, (counts.get(scope) ?? 0) + 1)
  return counts
}

async function listScope(
  open: Pass,
  scope: Scope,
  stream: Stream,
  listed: Map<string, RecordRef>,
  isCounted: (externalId: string) => boolean,
): Promise<void> {
  let count = 0
  for await (const ref of open.source.census(stream, scope)) {
    if (!listed.has(ref.externalId) && isCounted(ref.externalId)) count += 1
    listed.set(ref.externalId, ref)
  }
  const { db, connectionId } = open
  await saveSourceCount(db, { connectionId, scopeExternalId: scope.externalId, stream }, count)
}
