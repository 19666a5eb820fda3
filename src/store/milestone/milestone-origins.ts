import { sql } from 'drizzle-orm'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'
import { toInstant } from '../instant.ts'
import { frozenDay } from './frozen-days.ts'

/** Where a milestone and its dates come from. */
export interface MilestoneOrigin {
  readonly initiativeName: string
  /** Null: the PMO entered it. */
  readonly trackerName: string | null
  readonly trackerKind: string | null
  /** Page in the tracker of what its date is taken from. */
  readonly url: string | null
  /** The day on which it was first given a date; null: nobody knows. */
  readonly datedSince: string | null
  /** The day that the approved baseline in force promises; null: there is none. */
  readonly frozenDay: string | null
}

/** By milestone; `at` an instant for the baseline in force then. Looked up one by one: joined, it takes three times as long to plan. */
export async function listMilestoneOrigins(
  db: Queryable,
  milestoneIds: readonly string[],
  at: string | null,
): Promise<ReadonlyMap<string, MilestoneOrigin>> {
  if (milestoneIds.length === 0) return new Map()
  const rows = await queryRows<MilestoneOrigin & { readonly id: string }>(
    db,
    sql`
    select m.id, n.name as "initiativeName", t.name as "trackerName", t.kind as "trackerKind",
      case m.source
        when 'work_item' then (select url from work_item where id = m.subject_id)
        when 'release' then (select url from release where id = m.subject_id)
      end as url,
      case when m.source = 'manual'
        then least(m.created_at, (select min(c.changed_at) from milestone_date_change c where c.milestone_id = m.id))
        else (select min(d.valid_from) from span d
          where d.subject_id = m.subject_id and d.field = 'target_day' and d.value is not null)
      end as "datedSince",
      ${frozenDay(sql`m.id`, at)} as "frozenDay"
    from milestone m
    join portfolio_node n on n.id = m.initiative_id
    left join connection t on t.id = m.connection_id
    where m.id in (${idList(milestoneIds)})`,
  )
  return new Map(rows.map(({ id, ...row }) => [id, { ...row, datedSince: readDay(row.datedSince) }]))
}

/** A date from before the first known move is dated to the beginning of time. */
const readDay = (since: string | null): string | null =>
  since === null || Date.parse(since) <= 0 ? null : toInstant(since).slice(0, 10)
