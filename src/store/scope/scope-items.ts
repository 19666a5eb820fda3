import { sql } from 'drizzle-orm'
import type { ScopeItem } from '../../portfolio/initiative.ts'
import { type Queryable, queryRows } from '../database.ts'
import { toInstant, toInstantOrNull } from '../instant.ts'

/** The items in an initiative's scope at `at`, in their current state, with the hours spent on each. */
export async function listScopeItems(db: Queryable, initiativeId: string, at: string): Promise<readonly ScopeItem[]> {
  const rows = await queryRows<ScopeItem>(
    db,
    sql`
    with scope as materialized (
      select work_item_id, valid_from from initiative_item
      where initiative_id = ${initiativeId}
        and valid_from <= ${at}::timestamptz and (valid_to is null or valid_to > ${at}::timestamptz)
    )
    select w.id, w.connection_id as "connectionId", w.key, w.title, w.kind, w.level, w.parent_id as "parentId",
      w.project_id as "projectId", w.type_external_id as "typeExternalId", w.state, w.estimate, w.estimate_unit as "estimateUnit",
      w.original_hours as "originalHours", w.remaining_hours as "remainingHours",
      coalesce(spent.hours::float8, w.completed_hours) as "spentHours",
      w.created_at as "createdAt", w.started_at as "startedAt", w.done_at as "doneAt", s.valid_from as "inScopeSince"
    from scope s
    -- Item by item: joined as wholes, the items and hours of all initiatives were read in the order of their ids.
    cross join lateral (select * from work_item where id = s.work_item_id offset 0) w
    left join lateral (
      select sum(l.seconds) / 3600.0 as hours from worklog l
      where l.work_item_id = s.work_item_id and l.visibility = 'visible' and l.started_at <= ${at}::timestamptz
    ) spent on true
    order by w.id`,
  )
  return rows.map(row => ({
    ...row,
    createdAt: toInstant(row.createdAt),
    startedAt: toInstantOrNull(row.startedAt),
    doneAt: toInstantOrNull(row.doneAt),
    inScopeSince: toInstant(row.inScopeSince),
  }))
}
