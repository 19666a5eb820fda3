import { sql } from 'drizzle-orm'
import { type Day, dayOf } from '../../portfolio/calendar.ts'
import { endOf } from '../../portfolio/history-days.ts'
import type { Standing } from '../../portfolio/portfolio-trend.ts'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'
import { toInstant } from '../instant.ts'

/** An initiative whose history is to be told. */
export interface UntoldHistory {
  readonly firstDay: Day
  /** As the database's own text, since it is compared exactly. */
  readonly changedAt: string
  readonly told: ReadonlySet<Day>
}

/** In the transaction that first concluded something about it. */
export async function beginHistory(db: Queryable, initiativeId: string, firstDay: Day): Promise<void> {
  await queryRows(
    db,
    sql`
    insert into told_history (initiative_id, first_day, changed_at, due_on)
    values (${initiativeId}, ${firstDay}::date, clock_timestamp(), '-infinity') on conflict do nothing`,
  )
}

/** To be called in the transaction that changed what the history says of these initiatives: it is told again. */
export async function forgetHistory(db: Queryable, initiativeIds: readonly string[]): Promise<void> {
  await forgetHistorySince(
    db,
    initiativeIds.map(initiativeId => ({ initiativeId, since: '-infinity' })),
  )
}

/** The same where what came before an instant stays. Nothing happens when that is after what was told. */
export async function forgetHistorySince(
  db: Queryable,
  changes: readonly { readonly initiativeId: string; readonly since: string }[],
): Promise<void> {
  if (changes.length === 0) return
  await queryRows(
    db,
    sql`
    with change as (
      select "initiativeId" as id, min(since) as since
      from json_to_recordset(${JSON.stringify(changes)}::text::json) as r("initiativeId" uuid, since timestamptz) group by 1
    ),
    -- In one order, so that neither of two waits for the other for ever.
    changed as materialized (
      select t.initiative_id as id, c.since from told_history t join change c on c.id = t.initiative_id
      where c.since < t.first_day::timestamp at time zone 'UTC' order by 1 for no key update of t
    ),
    gone as (
      delete from history_standing s using changed c where s.initiative_id = c.id and s.at >= c.since
    )
    update told_history t set changed_at = clock_timestamp(), due_on = '-infinity' from changed c where t.initiative_id = c.id`,
  )
}

/** Of these (null: of all), those with something to tell, the longest due first. */
export async function listUntold(
  db: Queryable,
  initiativeIds: readonly string[] | null,
  today: Day,
): Promise<readonly string[]> {
  const rows = await queryRows<{ id: string }>(
    db,
    sql`
    select initiative_id as id from told_history
    where due_on <= ${today}::date ${initiativeIds === null ? sql`` : sql`and initiative_id in (${idList(initiativeIds)})`}
    order by due_on, changed_at`,
  )
  return rows.map(({ id }) => id)
}

/**
 * Null when there is nothing to tell, or not yet: while a tracker it draws on is read for the first time, or anew with other
 * mappings, each page changes the history, and its end has it told again.
 */
export async function findUntold(db: Queryable, initiativeId: string, today: Day): Promise<UntoldHistory | null> {
  const [row] = await queryRows<{ firstDay: Day; changedAt: string; told: readonly string[] }>(
    db,
    sql`
    select t.first_day::text as "firstDay", t.changed_at::text as "changedAt",
      (select coalesce(json_agg(s.at), '[]') from history_standing s where s.initiative_id = t.initiative_id) as told
    from told_history t
    where t.initiative_id = ${initiativeId} and t.due_on <= ${today}::date and not exists (
      select 1 from scope_rule r join sync_run u on u.connection_id = r.connection_id
      where r.initiative_id = t.initiative_id and u.state in ('queued', 'running', 'delayed') and (
        u.mode = 'replay' or not exists (select 1 from sync_cursor k where k.connection_id = u.connection_id) or exists (
          select 1 from sync_cursor k where k.connection_id = u.connection_id and k.complete_at is null))
    )`,
  )
  return row === undefined ? null : { ...row, told: new Set(row.told.map(at => dayOf(toInstant(at)))) }
}

/** False when the history has changed since `changedAt`: then nothing is kept. */
export async function saveStanding(
  db: Queryable,
  { initiativeId, changedAt, day }: { readonly initiativeId: string; readonly changedAt: string; readonly day: Day },
  standing: Standing,
): Promise<boolean> {
  const rows = await queryRows(
    db,
    sql`
    with unchanged as materialized (
      select initiative_id from told_history
      where initiative_id = ${initiativeId} and changed_at = ${changedAt}::timestamptz for share
    )
    insert into history_standing (initiative_id, at, standing)
    select initiative_id, ${endOf(day)}::timestamptz, ${JSON.stringify(standing)}::text::jsonb from unchanged
    on conflict (initiative_id, at) do update set standing = excluded.standing
    returning 1`,
  )
  return rows.length > 0
}

/** All that can be told by now is; what changed meanwhile is still to be told. */
export async function concludeHistory(
  db: Queryable,
  initiativeId: string,
  { changedAt }: Pick<UntoldHistory, 'changedAt'>,
  nextOn: Day | null,
): Promise<void> {
  await queryRows(
    db,
    sql`
    update told_history set due_on = ${nextOn}::date
    where initiative_id = ${initiativeId} and changed_at = ${changedAt}::timestamptz`,
  )
}
