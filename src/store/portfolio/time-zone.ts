import { sql } from 'drizzle-orm'
import { type Queryable, queryRows } from '../database.ts'

/** Of the portfolio that an initiative belongs to, an IANA name. */
export async function findTimeZone(db: Queryable, initiativeId: string): Promise<string> {
  const [row] = await queryRows<{ timeZone: string }>(
    db,
    sql`
    with recursive above(parent_id, time_zone, steps) as (
      select parent_id, time_zone, 0 from portfolio_node where id = ${initiativeId}
      union all
      select n.parent_id, n.time_zone, above.steps + 1 from portfolio_node n join above on n.id = above.parent_id
      where above.steps < 100
    )
    select time_zone as "timeZone" from above order by steps desc limit 1`,
  )
  return row?.timeZone ?? 'UTC'
}
