import { sql } from 'drizzle-orm'
import { type Queryable, queryRows } from '../database.ts'

/** Worklogs that are stored and need another look at than those of visible items, by external id. */
export interface WorklogStandings {
  /** Of items that are not ours to show: not stored, or gone. The feeds keep them up to date, should their item come. */
  readonly elsewhere: ReadonlySet<string>
  /** Of visible items, and hidden from us when we last saw them, or last read before their item was away. */
  readonly doubtful: ReadonlySet<string>
}

/** What was edited while its item was away came in no feed: the tombstone of the item tells when that was. */
export async function listWorklogStandings(db: Queryable, connectionId: string): Promise<WorklogStandings> {
  const rows = await queryRows<{ externalId: string; isElsewhere: boolean }>(
    db,
    sql`
    select * from (
      select l.external_id as "externalId", l.visibility = 'visible' and (g.record_id is null or l.read_ticket > g.read_ticket) as "isFresh",
        w.id is null or w.visibility <> 'visible' as "isElsewhere"
      from worklog l left join work_item w on w.id = l.work_item_id left join tombstone g on g.record_id = l.work_item_id
      where l.connection_id = ${connectionId} and not l.inferred
    ) s where "isFresh" = "isElsewhere"`,
  )
  const idsOf = (isElsewhere: boolean): ReadonlySet<string> =>
    new Set(rows.filter(row => row.isElsewhere === isElsewhere).map(({ externalId }) => externalId))
  return { elsewhere: idsOf(true), doubtful: idsOf(false) }
}
