import { sql } from 'drizzle-orm'
import { type Queryable, queryRows } from '../database.ts'
import { toInstant } from '../instant.ts'
import { frozenDay } from './frozen-days.ts'

/**
 * Writes the moves of an initiative's milestones into the ledger. Append-only: what is in it stays, whatever the tracker
 * says later. The first known date is the baseline, not a move. Says which have moved since it was last asked.
 */
export async function appendDateChanges(db: Queryable, initiativeId: string): Promise<readonly string[]> {
  const rows = await queryRows<{ id: string }>(
    db,
    sql`
    with dated as (
      select m.id as milestone_id, d.value::date as day, d.valid_from, d.entry_order, d.author_id,
        lag(d.value::date) over history as from_day,
        max(d.value::date) over (partition by m.id order by d.valid_from, d.entry_order rows between unbounded preceding and 1 preceding) is not null as was_dated
      from milestone m
      join span d on d.subject_id = m.subject_id and d.field = 'target_day' and (d.valid_to is null or d.valid_to > d.valid_from)
      where m.initiative_id = ${initiativeId}
      window history as (partition by m.id order by d.valid_from, d.entry_order)
    )
    insert into milestone_date_change (milestone_id, from_day, to_day, moved_by_days, changed_at, person_id)
    select milestone_id, from_day, day, day - from_day, valid_from, author_id
    from dated
    where was_dated and from_day is distinct from day
    order by valid_from, entry_order, milestone_id
    on conflict do nothing
    returning milestone_id as id`,
  )
  return [...new Set(rows.map(({ id }) => id))]
}

/** One move of a milestone's date, with who made it and in which tracker. */
export interface LedgerEntry {
  readonly from: string | null
  readonly to: string | null
  readonly movedByDays: number | null
  /** Against the baseline, after this move. */
  readonly cumulativeDays: number | null
  readonly at: string
  readonly personId: string | null
  readonly personName: string | null
  /** Null: the PMO moved it here. */
  readonly connectionId: string | null
  readonly trackerName: string | null
}

/** Every move since the baseline, oldest first. */
export async function listSlips(db: Queryable, milestoneId: string): Promise<readonly LedgerEntry[]> {
  const rows = await queryRows<LedgerEntry>(
    db,
    sql`
    select c.from_day as "from", c.to_day as "to", c.moved_by_days as "movedByDays", c.to_day - coalesce(${frozenDay(sql`m.id`, null)}, m.baseline_day) as "cumulativeDays",
      c.changed_at as "at", c.person_id as "personId", p.name as "personName",
      m.connection_id as "connectionId", t.name as "trackerName"
    from milestone_date_change c
    join milestone m on m.id = c.milestone_id
    left join person_identity p on p.id = c.person_id
    left join connection t on t.id = m.connection_id
    where c.milestone_id = ${milestoneId}
    order by c.changed_at, c.id`,
  )
  return rows.map(row => ({ ...row, at: toInstant(row.at) }))
}
