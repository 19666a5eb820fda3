import { sql } from 'drizzle-orm'
import type { IterationContent } from '../../portfolio/alert/iteration-alerts.ts'
import { type Queryable, queryRows } from '../database.ts'

/** What is moved on the first day belongs to the planning. */
const PLANNING = sql`interval '1 day'`

/** The iterations under way that items of the initiative are or were in since they began, but for their first day. */
export const listIterationContents = (
  db: Queryable,
  initiativeId: string,
  at: string,
): Promise<readonly IterationContent[]> =>
  queryRows<IterationContent>(
    db,
    sql`
    with under_way as materialized (
      select i.id, i.name, i.connection_id, (i.start_day::timestamp at time zone 'UTC') + ${PLANNING} as planned_at
      from iteration i
      where i.visibility <> 'deleted' and i.completed_at is null and i.state is distinct from 'closed'
        and i.start_day < (${at}::timestamptz at time zone 'UTC')::date
        and i.end_day >= (${at}::timestamptz at time zone 'UTC')::date
    )
    select u.id, u.name, u.connection_id as "connectionId",
      coalesce(json_agg(distinct s.subject_id order by s.subject_id) filter (
        where s.valid_from <= u.planned_at and (s.valid_to is null or s.valid_to > u.planned_at)), '[]') as "beganWith",
      coalesce(json_agg(distinct s.subject_id order by s.subject_id) filter (where s.valid_to is null), '[]') as present
    from initiative_item m
    join span s on s.subject_id = m.work_item_id and s.field = 'iteration' and s.value is not null
    join under_way u on u.id::text = s.value and (s.valid_to is null or s.valid_to > u.planned_at)
    where m.initiative_id = ${initiativeId} and m.valid_to is null
    group by u.id, u.name, u.connection_id order by u.id`,
  )
