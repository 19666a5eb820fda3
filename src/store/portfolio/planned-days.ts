import { sql } from 'drizzle-orm'
import type { PlannedDays } from '../../portfolio/item-plan.ts'
import { type Queryable, queryRows } from '../database.ts'

/** When the items in an initiative's scope are planned for, and who is to do them, as it stands. */
export async function listPlannedDays(db: Queryable, initiativeId: string): Promise<readonly PlannedDays[]> {
  return queryRows<PlannedDays>(
    db,
    sql`
    select w.id, w.assignee_id as "identityId", w.start_day as "startDay", w.target_day as "targetDay",
      i.start_day as "iterationStartDay", i.end_day as "iterationEndDay"
    from initiative_item ii join work_item w on w.id = ii.work_item_id
    left join iteration i on i.id = w.iteration_id and i.visibility <> 'deleted'
    where ii.initiative_id = ${initiativeId} and ii.valid_to is null`,
  )
}
