import { sql } from 'drizzle-orm'
import type { Stream } from '../work/raw-record.ts'
import { type Queryable, queryRows } from './database.ts'
import { listOpenGaps } from './gaps.ts'

export interface StreamCompleteness {
  readonly scope: string
  readonly scopeExternalId: string
  readonly stream: Stream
  /** What the last complete census counted at the tracker; null before the first. */
  readonly sourceCount: number | null
  readonly countedAt: string | null
  /** When everything that existed at the tracker was last known to be stored; null before the first complete reading. */
  readonly completeAt: string | null
  readonly lagSeconds: number | null
}

export interface Completeness {
  readonly streams: readonly StreamCompleteness[]
  /** What is stored and visible, over all scopes. */
  readonly stored: {
    readonly workItems: number
    readonly iterations: number
    readonly releases: number
    readonly worklogs: number
    readonly links: number
  }
  readonly deletedItems: number
  readonly notVisibleItems: number
  readonly unreadableRecords: number
  readonly unmappedStates: number
  readonly unattributedWorklogs: number
  readonly gaps: Awaited<ReturnType<typeof listOpenGaps>>
}

const MOST_GAPS_SHOWN = 200

export async function loadCompleteness(db: Queryable, connectionId: string): Promise<Completeness> {
  const streams = await queryRows<StreamCompleteness>(
    db,
    sql`
    select s.name as scope, s.external_id as "scopeExternalId", part.stream, c.source_count as "sourceCount",
      to_json(c.counted_at at time zone 'UTC') #>> '{}' || 'Z' as "countedAt",
      to_json(c.complete_at at time zone 'UTC') #>> '{}' || 'Z' as "completeAt",
      extract(epoch from now() - c.complete_at)::int as "lagSeconds"
    from scope s cross join lateral unnest(s.streams) as part(stream)
    left join sync_cursor c on c.connection_id = s.connection_id and c.scope_external_id = s.external_id and c.stream = part.stream
    where s.connection_id = ${connectionId} and s.active order by s.external_id, part.stream`,
  )
  const [counts] = await queryRows<Completeness['stored'] & Omit<Completeness, 'streams' | 'stored' | 'gaps'>>(
    db,
    sql`
    select
      (select count(*)::int from work_item where connection_id = ${connectionId} and visibility = 'visible') as "workItems",
      (select count(*)::int from iteration where connection_id = ${connectionId} and visibility = 'visible') as iterations,
      (select count(*)::int from release where connection_id = ${connectionId} and visibility = 'visible') as releases,
      (select count(*)::int from worklog l join work_item w on w.id = l.work_item_id and w.visibility = 'visible'
        where l.connection_id = ${connectionId} and l.visibility = 'visible') as worklogs,
      (select count(*)::int from link l join work_item a on a.id = l.from_id and a.visibility = 'visible'
        join work_item b on b.id = l.to_id and b.visibility = 'visible'
        where l.connection_id = ${connectionId} and l.active and l.meaning is distinct from 'parent') as links,
      (select count(*)::int from work_item where connection_id = ${connectionId} and visibility = 'deleted') as "deletedItems",
      (select count(*)::int from work_item where connection_id = ${connectionId} and visibility = 'not_visible') as "notVisibleItems",
      (select count(*)::int from raw_record where connection_id = ${connectionId} and unreadable is not null) as "unreadableRecords",
      (select count(*)::int from work_item where connection_id = ${connectionId} and visibility = 'visible' and state is null) as "unmappedStates",
      (select count(*)::int from worklog where connection_id = ${connectionId} and visibility = 'visible' and author_id is null) as "unattributedWorklogs"`,
  )
  if (counts === undefined) throw new Error('the database did not answer the counts')
  const { workItems, iterations, releases, worklogs, links, ...findings } = counts
  return {
    streams,
    stored: { workItems, iterations, releases, worklogs, links },
    ...findings,
    gaps: await listOpenGaps(db, connectionId, MOST_GAPS_SHOWN),
  }
}
