import type { FetchedRecord } from '../connectors/connector.ts'
import { scheduleNextCensus } from '../src/store/connections.ts'
import { closeGapsNotSeenSince, saveGaps } from '../src/store/gaps.ts'
import { takeReadTicket } from '../src/store/guarded-write.ts'
import { listScopes } from '../src/store/scopes.ts'
import { saveSourceCount } from '../src/store/sync-cursors.ts'
import { addToRun } from '../src/store/sync-runs.ts'
import { listVisibleRefs } from '../src/store/visible-refs.ts'
import type { RecordRef, Scope, Stream } from '../src/work/raw-record.ts'
import { applyFetched } from './apply-fetched.ts'
import type { Pass, PassOutcome } from './pass.ts'

/** Streams whose records can vanish without a trace in any feed. */
const COUNTED: readonly Stream[] = ['work_items', 'iterations', 'releases', 'worklogs']
const KINDS = { work_items: 'work_item', iterations: 'iteration', releases: 'release', worklogs: 'worklog' } as const
const DAY_MS = 86_400_000
const FETCHED_AT_ONCE = 100

/** More than this and a share of more than 5 %: rather a lost permission than deletions; a person has to look. */
const BREAKER_COUNT = 50
const BREAKER_SHARE = 0.05

/**
 * Compares what exists at the tracker with what is stored. What the census misses is asked for by id, and only what the
 * tracker then does not know is marked: `deleted` where it proves it, else `not_visible`. What it has and we have not is
 * fetched.
 */
export async function runCensus(open: Pass): Promise<PassOutcome> {
  const { db, connectionId } = open
  const scopes = await listScopes(db, connectionId)
  const differences: Difference[] = []
  for (const stream of COUNTED) {
    const reading = scopes.filter(({ streams }) => streams.includes(stream))
    if (reading.length > 0 && isCounted(stream)) differences.push(await compare(open, stream, reading))
  }
  // A permission is lost for everything of a project, also for its few sprints: one breaker holds for all streams.
  const tripped = differences.filter(trips)
  await saveGaps(
    db,
    tripped.map(({ stream }) => ({
      connectionId,
      scopeExternalId: '',
      stream,
      kind: 'deletion_breaker',
      subject: stream,
      detail: BREAKER_TEXT,
    })),
  )
  for (const { stream } of differences) {
    if (tripped.some(each => each.stream === stream)) continue
    await closeGapsNotSeenSince(db, { connectionId, scopeExternalId: '', stream }, [], open.now().toISOString())
  }
  for (const { missing, unknown } of differences) {
    for (const refs of chunks(tripped.length > 0 ? unknown : [...missing, ...unknown], FETCHED_AT_ONCE))
      await confirm(open, refs)
  }
  await addToRun(db, open.runId, open.drainRequests())
  await scheduleNextCensus(db, connectionId, new Date(open.now().getTime() + DAY_MS).toISOString())
  if (tripped.length === 0) return { state: 'complete' }
  const counts = tripped.map(
    ({ stream, missing, stored }) => `${missing.length} of ${stored} ${stream} are no longer listed`,
  )
  return {
    state: 'partial',
    reason: 'deletion_breaker',
    reasonText: `${counts.join('; ')}. Nothing was marked as deleted. ${BREAKER_TEXT}`,
  }
}

interface Difference {
  readonly stream: Stream
  readonly stored: number
  /** Stored and not listed. */
  readonly missing: readonly RecordRef[]
  /** Listed and not stored. */
  readonly unknown: readonly RecordRef[]
}

async function compare(open: Pass, stream: keyof typeof KINDS, scopes: readonly Scope[]): Promise<Difference> {
  const listed = new Map<string, RecordRef>()
  for (const scope of scopes) await listScope(open, scope, stream, listed)
  const stored = await listVisibleRefs(open.db, open.connectionId, KINDS[stream])
  const known = new Set(stored.map(({ externalId }) => externalId))
  return {
    stream,
    stored: stored.length,
    missing: stored.filter(({ externalId }) => !listed.has(externalId)),
    unknown: [...listed.values()].filter(({ externalId }) => !known.has(externalId)),
  }
}

const trips = ({ missing, stored }: Difference): boolean =>
  missing.length > BREAKER_COUNT && missing.length > stored * BREAKER_SHARE

const BREAKER_TEXT =
  'So many at once is rather a lost permission than deletions: check what the account may read, then count again.'

const isCounted = (stream: Stream): stream is keyof typeof KINDS => stream in KINDS

async function listScope(open: Pass, scope: Scope, stream: Stream, listed: Map<string, RecordRef>): Promise<void> {
  const before = listed.size
  for await (const ref of open.source.census(stream, scope)) listed.set(ref.externalId, ref)
  await saveSourceCount(
    open.db,
    { connectionId: open.connectionId, scopeExternalId: scope.externalId, stream },
    listed.size - before,
  )
}

async function confirm(open: Pass, refs: readonly RecordRef[]): Promise<void> {
  const readTicket = await takeReadTicket(open.db)
  const fetched: readonly FetchedRecord[] = await open.source.fetch(refs)
  const applied = await applyFetched(open, fetched, readTicket)
  await addToRun(open.db, open.runId, {
    ...open.drainRequests(),
    done: refs.length,
    changed: applied.changed,
    deleted: applied.deleted,
  })
}

function chunks<Each>(list: readonly Each[], size: number): readonly (readonly Each[])[] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  )
}
