import { sql } from 'drizzle-orm'
import type { DemandHours, ItemPlan } from '../portfolio/demand.ts'
import { type Queryable, queryRows } from './database.ts'

/** Who the items of an initiative wait for, and the days that say when. */
export async function loadItemPlans(db: Queryable, initiativeId: string): Promise<ReadonlyMap<string, ItemPlan>> {
  const rows = await queryRows<ItemPlan & { readonly id: string }>(
    db,
    sql`
    select w.id, w.assignee_id as "assigneeId", w.start_day as "startDay", w.target_day as "targetDay",
      i.start_day as "iterationStartDay", i.end_day as "iterationEndDay", (
        select min(e.target_day) from release e where e.id = any (w.release_ids) and e.visibility = 'visible'
      ) as "releaseDay"
    from initiative_item m join work_item w on w.id = m.work_item_id
    left join iteration i on i.id = w.iteration_id and i.visibility <> 'deleted'
    where m.initiative_id = ${initiativeId} and m.valid_to is null and w.done_at is null`,
  )
  return new Map(rows.map(({ id, ...plan }) => [id, plan]))
}

/** Puts the demand of an initiative in place of what it was; rows that say the same are not touched. */
export async function replaceDemand(
  db: Queryable,
  initiativeId: string,
  demand: readonly DemandHours[],
): Promise<void> {
  const rows = sql`json_to_recordset(${JSON.stringify(demand)}::text::json)
    as r("connectionId" uuid, "assigneeId" uuid, week date, hours float8, "unestimatedItems" int)`
  await queryRows(
    db,
    sql`
    delete from demand d where d.initiative_id = ${initiativeId} and not exists (
      select 1 from ${rows}
      where (r."connectionId", r."assigneeId", r.week) is not distinct from (d.connection_id, d.assignee_id, d.week)
    )`,
  )
  await queryRows(
    db,
    sql`
    insert into demand as d (initiative_id, connection_id, assignee_id, week, hours, unestimated_items)
    select ${initiativeId}::uuid, "connectionId", "assigneeId", week, hours, "unestimatedItems" from ${rows}
    on conflict (initiative_id, connection_id, assignee_id, week) do update
      set hours = excluded.hours, unestimated_items = excluded.unestimated_items
      where (d.hours, d.unestimated_items) is distinct from (excluded.hours, excluded.unestimated_items)`,
  )
}
