import { sql } from 'drizzle-orm'
import type { MilestoneAssessment } from '../../portfolio/assessment.ts'
import type { ReportedForecast } from '../../portfolio/milestone/milestone-trend.ts'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'
import { toInstant } from '../instant.ts'

/** What was concluded about a milestone at each instant; one at which nothing had been concluded is not in the map. */
export async function listReported(
  db: Queryable,
  milestone: { readonly id: string; readonly initiativeId: string },
  instants: readonly string[],
): Promise<ReadonlyMap<string, ReportedForecast>> {
  const rows = await queryRows<{ at: string; told: MilestoneAssessment }>(
    db,
    sql`
    select i.at, jsonb_path_query_first(a.conclusion, '$.milestones[*] ? (@.milestoneId == $id)',
      jsonb_build_object('id', ${milestone.id}::text)) as told
    from (select value::timestamptz as at from json_array_elements_text(${JSON.stringify(instants)}::text::json)) i
    cross join lateral (
      select conclusion from assessment
      where initiative_id = ${milestone.initiativeId} and status_at <= i.at order by status_at desc, id desc limit 1
    ) a`,
  )
  return new Map(
    rows.flatMap(({ at: printed, told }) => {
      const at = toInstant(printed)
      return told === null ? [] : [[at, { at, forecast: told.forecast, status: told.status }] as const]
    }),
  )
}

/** The day on which each milestone was first given a date; one of which nobody knows is not in the map. */
export async function listDatedSince(
  db: Queryable,
  milestoneIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await queryRows<{ id: string; since: string | null }>(
    db,
    sql`
    select m.id, case when m.source = 'manual'
      then least(m.created_at, (select min(c.changed_at) from milestone_date_change c where c.milestone_id = m.id))
      else (select min(d.valid_from) from span d
        where d.subject_id = m.subject_id and d.field = 'target_day' and d.value is not null)
      end as since
    from milestone m where m.id in (${idList(milestoneIds)})`,
  )
  // A date from before the first known move is dated to the beginning of time.
  const known = rows.flatMap(({ id, since }) =>
    since === null || Date.parse(since) <= 0 ? [] : [[id, since] as const],
  )
  return new Map(known.map(([id, since]) => [id, toInstant(since).slice(0, 10)]))
}
