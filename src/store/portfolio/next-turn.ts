import { sql } from 'drizzle-orm'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'
import { toInstantOrNull } from '../instant.ts'

/**
 * The first instant after `asOf` at which what stands in the store says something else about these initiatives, although nobody
 * changes it: an override expires, or what a clock that runs ahead has dated comes to hold. Null: none is in sight.
 */
export async function findNextTurn(
  db: Queryable,
  initiativeIds: readonly string[],
  asOf: string,
): Promise<string | null> {
  const [row] = await queryRows<{ at: string | null }>(
    db,
    sql`
    with i as materialized (${idList(initiativeIds)}), s as (select ${asOf}::timestamptz as at)
    select min(t.at) as at from (
      select t.at from i join health_override o on o.initiative_id = i.id, unnest(array[o.created_at, o.expires_at]) t(at)
      union all
      select t.at from alert a, unnest(array[a.opened_at, a.resolved_at]) t(at)
      where a.opened_at > (select at from s) or a.resolved_at > (select at from s)
      union all
      select t.at from i cross join lateral (
        select status_at, confirmed_at from assessment where initiative_id = i.id order by status_at desc, id desc limit 1
      ) a, unnest(array[a.status_at, a.confirmed_at]) t(at)
    ) t, s where t.at > s.at`,
  )
  return toInstantOrNull(row?.at ?? null)
}
