import { sql } from 'drizzle-orm'
import { type Queryable, queryRows } from '../database.ts'
import { toInstant } from '../instant.ts'
import { eventsAt, locateEvents } from '../scope/scope-events.ts'

/** What came to light after an instant and would change the answer about it; the answer stays and this stands beside it. */
export interface Restatements {
  readonly lateWorklogs: LateWorklogs
  readonly reopenedItems: ReopenedItems
}

export interface LateWorklogs {
  readonly count: number
  readonly hours: number
  readonly items: readonly RestatedItem[]
}

export interface ReopenedItems {
  readonly count: number
  readonly items: readonly RestatedItem[]
}

export interface RestatedItem {
  readonly id: string
  readonly key: string
  readonly url: string
  /** When the hours were entered, when it was reopened. */
  readonly at: string
}

/** As many are named; the counts are of all. */
const NAMED = 20

/**
 * Of the items in these initiatives' scope at the instant: hours worked by then and entered later, and items done then and
 * reopened since.
 */
export async function findRestatements(
  db: Queryable,
  initiativeIds: readonly string[],
  asOf: string,
): Promise<Restatements> {
  const source = await locateEvents(db, initiativeIds)
  const [late, reopened] = await Promise.all([
    queryRows<Named & { readonly seconds: number }>(
      db,
      sql`
      select w.id, w.key, w.url, l.at, l.count, l.seconds
      from (
        select e.work_item_id, l.created_at as at, count(*) over ()::int as count, sum(l.seconds) over ()::float8 as seconds
        from (${eventsAt(source, 'entered_late', asOf)}) e join worklog l on l.id = e.worklog_id
        order by l.created_at, e.work_item_id limit ${NAMED}
      ) l join work_item w on w.id = l.work_item_id
      order by l.at, w.id`,
    ),
    queryRows<Named>(
      db,
      sql`
      select w.id, w.key, w.url, s.at, s.count
      from (
        select e.work_item_id, s.valid_to as at, count(*) over ()::int as count
        from (${eventsAt(source, 'reopened', asOf)}) e join span s on s.id = e.span_id
        order by s.valid_to, e.work_item_id limit ${NAMED}
      ) s join work_item w on w.id = s.work_item_id
      order by s.at, w.id`,
    ),
  ])
  const name = ({ id, key, url, at }: RestatedItem): RestatedItem => ({ id, key, url, at: toInstant(at) })
  return {
    lateWorklogs: { count: late[0]?.count ?? 0, hours: (late[0]?.seconds ?? 0) / 3600, items: late.map(name) },
    reopenedItems: { count: reopened[0]?.count ?? 0, items: reopened.map(name) },
  }
}

/** One of those that are named, with what all of them come to. */
interface Named extends RestatedItem {
  readonly count: number
}
