import { sql } from 'drizzle-orm'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'
import { toInstant } from '../instant.ts'

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
  const scope = sql`
    join initiative_item ii on ii.work_item_id = x.item_id and ii.initiative_id in (${idList(initiativeIds)})
      and ii.valid_from <= ${asOf}::timestamptz and (ii.valid_to is null or ii.valid_to > ${asOf}::timestamptz)
    join work_item w on w.id = x.item_id`
  const [late, reopened] = await Promise.all([
    queryRows<RestatedItem & { readonly seconds: number }>(
      db,
      sql`
      select w.id, w.key, w.url, x.at, x.seconds from (
        -- As the index has it: started at or before the instant, entered after it.
        select work_item_id as item_id, created_at as at, seconds from worklog
        where tstzrange(least(started_at, created_at), created_at) @> ${asOf}::timestamptz and visibility = 'visible'
        offset 0
      ) x ${scope} order by x.at, w.id`,
    ),
    queryRows<RestatedItem>(
      db,
      sql`
      select w.id, w.key, w.url, x.at from (
        select s.subject_id as item_id, s.valid_to as at from span s
        where s.field = 'state' and s.value = 'done' and s.valid_to > s.valid_from
          and s.valid_from <= ${asOf}::timestamptz and s.valid_to > ${asOf}::timestamptz
          and exists (
            select 1 from span n where n.subject_id = s.subject_id and n.field = 'state' and n.valid_from = s.valid_to
              and (n.valid_to is null or n.valid_to > n.valid_from) and n.value is distinct from 'done'
          )
        offset 0
      ) x ${scope} order by x.at, w.id`,
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
