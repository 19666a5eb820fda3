import { sql } from 'drizzle-orm'
import { type CompletenessProblem, listProblems } from '../../portfolio/completeness-problem.ts'
import type { Stream } from '../../work/raw-record.ts'
import { type Queryable, queryRows } from '../database.ts'
import { countFindings, type Findings } from './completeness-findings.ts'
import { type ListedHold, listHolds } from './deletion-decisions.ts'
import { listOpenGaps } from './gaps.ts'
import { countStored, type StoredTotals } from './stored-counts.ts'

export interface StreamCompleteness {
  readonly scope: string
  readonly scopeExternalId: string
  readonly stream: Stream
  /** What the last complete census counted at the tracker; null before the first. */
  readonly sourceCount: number | null
  /** What is stored and visible now; null for what is no list of records. */
  readonly storedCount: number | null
  /** Source less stored; null where one of them is not known. */
  readonly difference: number | null
  readonly countedAt: string | null
  readonly daysSinceCensus: number | null
  /** When everything that existed at the tracker was last known to be stored; null before the first complete reading. */
  readonly completeAt: string | null
  readonly lagSeconds: number | null
}

export interface Completeness extends Findings {
  readonly streams: readonly StreamCompleteness[]
  /** What is stored and visible, over all scopes. */
  readonly stored: StoredTotals
  /** What a person has to decide. */
  readonly deletions: readonly ListedHold[]
  readonly gaps: Awaited<ReturnType<typeof listOpenGaps>>
  readonly problems: readonly CompletenessProblem[]
}

const MOST_GAPS_SHOWN = 200
const MOST_VALUES_SHOWN = 50
/** Only what is counted at all can be counted too rarely. */
const COUNTED: ReadonlySet<Stream> = new Set<Stream>(['work_items', 'iterations', 'releases', 'worklogs'])

export async function loadCompleteness(db: Queryable, connectionId: string): Promise<Completeness> {
  const stored = await countStored(db, connectionId)
  const read = await listStreams(db, connectionId)
  const streams = read.map(({ syncEverySeconds: _, ...each }) => {
    const storedCount = stored.of(each.scopeExternalId, each.stream)
    const difference = each.sourceCount === null || storedCount === null ? null : each.sourceCount - storedCount
    return { ...each, storedCount, difference }
  })
  const findings = await countFindings(db, connectionId)
  const deletions = await listHolds(db, connectionId, ['open', 'dismissed'])
  const problems = listProblems({
    ...findings,
    unfinishedStreams: streams.filter(({ completeAt }) => completeAt === null).length,
    readings: streams,
    syncEverySeconds: read[0]?.syncEverySeconds ?? 0,
    missingRecords: streams.reduce((sum, { difference }) => sum + Math.max(0, difference ?? 0), 0),
    daysSinceCensus: oldestCount(streams),
    waitingDeletions: countRecords(deletions, 'open'),
    dismissedDeletions: countRecords(deletions, 'dismissed'),
    undecidedEstimates: findings.undecidedEstimates.length,
    unreadableValues: findings.unreadableValues.reduce((sum, { items }) => sum + items, 0),
    gaps: findings.gapCounts,
  })
  return {
    streams,
    stored: stored.totals,
    ...findings,
    unreadableValues: findings.unreadableValues.slice(0, MOST_VALUES_SHOWN),
    deletions,
    gaps: await listOpenGaps(db, connectionId, MOST_GAPS_SHOWN),
    problems,
  }
}

type ReadStream = Omit<StreamCompleteness, 'storedCount' | 'difference'> & { readonly syncEverySeconds: number }

const listStreams = (db: Queryable, connectionId: string): Promise<readonly ReadStream[]> =>
  queryRows<ReadStream>(
    db,
    sql`
    select s.name as scope, s.external_id as "scopeExternalId", part.stream, c.source_count as "sourceCount",
      to_json(c.counted_at at time zone 'UTC') #>> '{}' || 'Z' as "countedAt",
      floor(extract(epoch from now() - c.counted_at) / 86400)::int as "daysSinceCensus",
      to_json(c.complete_at at time zone 'UTC') #>> '{}' || 'Z' as "completeAt",
      extract(epoch from now() - c.complete_at)::int as "lagSeconds", n.sync_every_seconds as "syncEverySeconds"
    from scope s join connection n on n.id = s.connection_id cross join lateral unnest(s.streams) as part(stream)
    left join sync_cursor c on c.connection_id = s.connection_id and c.scope_external_id = s.external_id and c.stream = part.stream
    where s.connection_id = ${connectionId} and s.active order by s.external_id, part.stream`,
  )

const highest = (values: readonly (number | null)[]): number | null =>
  values.reduce((most, value) => (value === null || (most !== null && most >= value) ? most : value), null)

/** Null when something was never counted. */
function oldestCount(streams: readonly StreamCompleteness[]): number | null {
  const days = streams.filter(({ stream }) => COUNTED.has(stream)).map(({ daysSinceCensus }) => daysSinceCensus)
  return days.includes(null) ? null : (highest(days) ?? 0)
}

const countRecords = (holds: readonly ListedHold[], state: ListedHold['state']): number =>
  holds
    .filter(hold => hold.state === state)
    .reduce((sum, { counts }) => sum + counts.reduce((part, { missing }) => part + missing, 0), 0)
