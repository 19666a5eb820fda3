import { sql } from 'drizzle-orm'
import type { ReportedForecast } from '../../portfolio/milestone/milestone-trend.ts'
import { type Queryable, queryRows } from '../database.ts'
import { toInstant } from '../instant.ts'

/** By milestone and instant. */
export type Reported = ReadonlyMap<string, ReadonlyMap<string, ReportedForecast>>

const NOTHING: ReadonlyMap<string, ReportedForecast> = new Map()

/** What was concluded about a milestone at each instant; one at which nothing had been concluded is not in the map. */
export const reportedOf = (reported: Reported, milestoneId: string): ReadonlyMap<string, ReportedForecast> =>
  reported.get(milestoneId) ?? NOTHING

/** What was concluded at each instant about all milestones of an initiative, or about one of them. */
export async function listReported(
  db: Queryable,
  initiativeId: string,
  instants: readonly string[],
  milestoneId: string | null = null,
): Promise<Reported> {
  const rows = await queryRows<ReportedForecast & { id: string; at: string }>(
    db,
    sql`
    with picked as materialized (
      select (
        select a.id from assessment a
        where a.initiative_id = ${initiativeId} and a.status_at <= i.at order by a.status_at desc, a.id desc limit 1
      ) as id, i.at
      from (select value::timestamptz as at from json_array_elements_text(${JSON.stringify(instants)}::text::json)) i
    )
    select told->>'milestoneId' as id, i.at, told->>'status' as status, told #>> '{forecast,p50}' as p50, told #>> '{forecast,p80}' as p80
    from (select id, array_agg(at) as instants from picked where id is not null group by id) p
    join assessment a on a.id = p.id
    cross join lateral jsonb_array_elements(a.conclusion->'milestones') told
    cross join lateral unnest(p.instants) i(at)
    where ${milestoneId}::text is null or told->>'milestoneId' = ${milestoneId}::text`,
  )
  const byMilestone = new Map<string, Map<string, ReportedForecast>>()
  for (const { id, at, ...told } of rows) {
    const known = byMilestone.get(id) ?? new Map<string, ReportedForecast>()
    byMilestone.set(id, known.set(toInstant(at), told))
  }
  return byMilestone
}
