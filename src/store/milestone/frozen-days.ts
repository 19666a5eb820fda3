import { type SQL, sql } from 'drizzle-orm'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'

/** The day that the approved baseline in force (`at` an instant) promises for a milestone, as a scalar query; or null. */
export const frozenDay = (milestoneId: SQL, at: string | null): SQL => sql`(
  select f.day from baseline_milestone f join baseline b on b.id = f.baseline_id
  where f.milestone_id = ${milestoneId} ${at === null ? sql`` : sql`and b.created_at <= ${at}::timestamptz`}
  order by b.number desc limit 1)`

/** By milestone, as of `at`; one that no baseline holds is not in the map. */
export async function listFrozenDays(
  db: Queryable,
  milestoneIds: readonly string[],
  at: string | null = null,
): Promise<ReadonlyMap<string, string>> {
  if (milestoneIds.length === 0) return new Map()
  const rows = await queryRows<{ id: string; day: string | null }>(
    db,
    sql`select m.id, ${frozenDay(sql`m.id`, at)} as day from (${idList(milestoneIds)}) m`,
  )
  return new Map(rows.flatMap(({ id, day }) => (day === null ? [] : [[id, day] as const])))
}
