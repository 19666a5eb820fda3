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
    queryRows<RestatedItem & { readonly seconds: number }>(
      db,
      sql`
      select w.id, w.key, w.url, l.created_at as at, l.seconds
      from (${eventsAt(source, 'entered_late', asOf)}) e
      join worklog l on l.id = e.worklog_id join work_item w on w.id = e.work_item_id
      order by l.created_at, w.id`,
    ),
    queryRows<RestatedItem>(
      db,
      sql`
      select w.id, w.key, w.url, s.valid_to as at
      from (${eventsAt(source, 'reopened', asOf)}) e
      join span s on s.id = e.span_id join work_item w on w.id = e.work_item_id
      order by s.valid_to, w.id`,
    ),
  ])
  const name = ({ id, key, url, at }: RestatedItem): RestatedItem => ({ id, key, url, at: toInstant(at) })
  return {
    lateWorklogs: {
      count: late.length,
      hours: late.reduce((sum, { seconds }) => sum + seconds, 0) / 3600,
      items: late.slice(0, NAMED).map(name),
    },
    reopenedItems: { count: reopened.length, items: reopened.slice(0, NAMED).map(name) },
  }
}
