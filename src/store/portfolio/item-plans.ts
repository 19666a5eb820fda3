import { sql } from 'drizzle-orm'
import type { ScopeItem } from '../../portfolio/initiative.ts'
import type { ItemPlan } from '../../portfolio/item-plan.ts'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'
import { epochMs, toInstant, toInstantOrNull } from '../instant.ts'

type Row = Omit<ItemPlan, 'endedIterations'>
type Ended = ItemPlan['endedIterations'][number] & { readonly id: string; readonly toMs: number | null }

/** What is planned for those of the items that are neither done nor cancelled. */
export async function listItemPlans(
  db: Queryable,
  items: readonly Pick<ScopeItem, 'id' | 'state'>[],
  at: string,
): Promise<readonly ItemPlan[]> {
  const openIds = items.flatMap(({ id, state }) => (state === 'done' || state === 'cancelled' ? [] : [id]))
  const open = sql`with open as materialized (${idList(openIds)})`
  const [rows, ended] = await Promise.all([
    queryRows<Row>(
      db,
      sql`${open}
      select w.id, w.assignee_id as "identityId", coalesce(p.person_id, p.id) as "assigneeId", p.name as "assigneeName",
        coalesce((select bool_or(other.active) from person_identity other where other.person_id = p.person_id), p.active)
          as "isAssigneeActive",
        w.blocked_since as "blockedSince", w.updated_at as "updatedAt", w.start_day as "startDay", w.target_day as "targetDay",
        i.start_day as "iterationStartDay", i.end_day as "iterationEndDay"
      from open o join work_item w on w.id = o.id
      left join person_identity p on p.id = w.assignee_id
      left join iteration i on i.id = w.iteration_id and i.visibility <> 'deleted'
      order by w.id`,
    ),
    queryRows<Ended>(
      db,
      sql`${open}, stay as (
        select s.subject_id as id, s.valid_from, s.valid_to, coalesce(i.completed_at, i.end_day + interval '1 day') as ended_at
        from open o
        join span s on s.subject_id = o.id and s.field = 'iteration' and s.value is not null
        join iteration i on i.id = s.value::uuid
      )
      select id, ${epochMs(sql`ended_at`)} as "endedMs",
        ${epochMs(sql`valid_from`)} as "fromMs",
        ${epochMs(sql`valid_to`)} as "toMs"
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
