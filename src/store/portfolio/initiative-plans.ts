import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { Plan } from '../../portfolio/forecast/plan.ts'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'

/** Keeps the plan for those who depend on it; true when it is another than before. */
export async function savePlan(db: Queryable, plan: Plan, needs: readonly string[]): Promise<boolean> {
  const text = JSON.stringify(plan)
  const hash = createHash('sha256').update(text).update(needs.toSorted().join()).digest('hex')
  const rows = await queryRows(
    db,
    sql`
    insert into initiative_plan as p (initiative_id, plan, hash, needs)
    values (${plan.initiativeId}, ${text}::text::jsonb, ${hash}, array(select json_array_elements_text(${JSON.stringify(needs)}::text::json)::uuid))
    on conflict (initiative_id) do update set plan = excluded.plan, hash = excluded.hash, needs = excluded.needs
      where p.hash <> excluded.hash
    returning 1`,
  )
  return rows.length > 0
}

/** The plans of these initiatives and of all that they wait for in turn, but not that of `initiativeId` itself. */
export async function listPlansNeeded(
  db: Queryable,
  initiativeId: string,
  neededIds: readonly string[],
  day: string,
): Promise<readonly Plan[]> {
  if (neededIds.length === 0) return []
  const rows = await queryRows<{ plan: Plan }>(
    db,
    sql`
    with recursive needed(id) as (
      select id from (${idList(neededIds)}) given
      union
      select unnest(p.needs) from needed n join initiative_plan p on p.initiative_id = n.id
    )
    select plan from initiative_plan
    where initiative_id in (select id from needed) and initiative_id <> ${initiativeId} and plan->>'day' <= ${day}
    order by initiative_id`,
  )
  return rows.map(row => row.plan)
}

/** Initiatives that wait for this one, directly or through others. */
export async function listDependents(db: Queryable, initiativeId: string): Promise<readonly string[]> {
  const rows = await queryRows<{ id: string }>(
    db,
    sql`
    with recursive dependent(id) as (
      select initiative_id from initiative_plan where needs @> array[${initiativeId}::uuid]
      union
      select p.initiative_id from dependent d join initiative_plan p on p.needs @> array[d.id]
    )
    select id from dependent where id <> ${initiativeId} order by id`,
  )
  return rows.map(row => row.id)
}
