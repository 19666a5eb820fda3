import { sql } from 'drizzle-orm'
import type { DemandHours } from '../../portfolio/capacity/demand.ts'
import { type Queryable, queryRows } from '../database.ts'

/** Puts the demand of an initiative in place of what it was; rows that say the same are not touched. */
export async function replaceDemand(
  db: Queryable,
  initiativeId: string,
  demand: readonly DemandHours[],
): Promise<void> {
  const given = sql`json_to_recordset(${JSON.stringify(demand)}::text::json)
    as r("connectionId" uuid, "assigneeId" uuid, week date, hours float8, "unestimatedItems" int)`
  // Equal, not "not distinct": only so can they be matched by hash, and there are thousands of both.
  const isSame = sql`r."connectionId" = d.connection_id and coalesce(r.week, 'infinity') = coalesce(d.week, 'infinity')
    and coalesce(r."assigneeId", r."connectionId") = coalesce(d.assignee_id, d.connection_id)`
  await queryRows(
    db,
    sql`
    with given as materialized (select * from ${given}),
    kept as materialized (select * from demand where initiative_id = ${initiativeId}),
    gone as (
      delete from demand d where d.initiative_id = ${initiativeId} and not exists (select 1 from given r where ${isSame})
    )
    insert into demand as d (initiative_id, connection_id, assignee_id, week, hours, unestimated_items)
    select ${initiativeId}::uuid, "connectionId", "assigneeId", week, hours, "unestimatedItems" from given r
    -- Left to the conflict, each of the same would be locked, and so be written.
    where not exists (
      select 1 from kept d where ${isSame} and r.hours = d.hours and r."unestimatedItems" = d.unestimated_items
    )
    on conflict (initiative_id, connection_id, assignee_id, week) do update
      set hours = excluded.hours, unestimated_items = excluded.unestimated_items`,
  )
}
