import { sql } from 'drizzle-orm'
import type { ItemPlan } from '../portfolio/item-plan.ts'
import { type Queryable, queryRows } from './database.ts'
import { toInstant, toInstantOrNull } from './instant.ts'

type Row = Omit<ItemPlan, 'endedIterations'>
type Ended = ItemPlan['endedIterations'][number] & { readonly id: string; readonly toMs: number | null }

/** What is planned for the items in the initiative's scope that are neither done nor cancelled. */
export async function listItemPlans(db: Queryable, initiativeId: string, at: string): Promise<readonly ItemPlan[]> {
  const open = sql`
    with open as materialized (
      select w.id, w.assignee_id, w.blocked_since, w.updated_at, w.target_day
      from initiative_item ii join work_item w on w.id = ii.work_item_id
      where ii.initiative_id = ${initiativeId} and ii.valid_to is null
        and (w.state is null or w.state not in ('done', 'cancelled'))
    )`
  const [rows, ended] = await Promise.all([
    queryRows<Row>(
      db,
      sql`${open}
      select o.id, coalesce(p.person_id, p.id) as "assigneeId", p.name as "assigneeName",
        coalesce((select bool_or(other.active) from person_identity other where other.person_id = p.person_id), p.active)
          as "isAssigneeActive",
        o.blocked_since as "blockedSince", o.updated_at as "updatedAt", o.target_day as "targetDay"
      from open o left join person_identity p on p.id = o.assignee_id order by o.id`,
    ),
    queryRows<Ended>(
      db,
      sql`${open}, stay as (
        select s.subject_id as id, s.valid_from, s.valid_to, coalesce(i.completed_at, i.end_day + interval '1 day') as ended_at
        from open o
        join span s on s.subject_id = o.id and s.field = 'iteration' and s.value is not null
        join iteration i on i.id = s.value::uuid
      )
      select id, floor(extract(epoch from ended_at) * 1000)::float8 as "endedMs",
        floor(extract(epoch from valid_from) * 1000)::float8 as "fromMs",
        floor(extract(epoch from valid_to) * 1000)::float8 as "toMs"
      from stay where ended_at <= ${at}::timestamptz order by ended_at`,
    ),
  ])
  const plans = new Map(
    rows.map(row => {
      const times = { blockedSince: toInstantOrNull(row.blockedSince), updatedAt: toInstant(row.updatedAt) }
      const endedIterations: ItemPlan['endedIterations'][number][] = []
      return [row.id, { ...row, ...times, endedIterations }]
    }),
  )
  for (const { id, toMs, ...stay } of ended) {
    plans.get(id)?.endedIterations.push({ ...stay, toMs: toMs ?? Number.POSITIVE_INFINITY })
  }
  return [...plans.values()]
}
