import { sql } from 'drizzle-orm'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'
import { refreshScope } from '../scope/initiative-items.ts'
import { forgetEvents } from '../scope/scope-events.ts'
import { forgetHistory } from './told-history.ts'

/**
 * Notes, in the transaction that changed work items, releases or iterations, which initiatives have to be assessed again. The queue
 * only hurries this along: a row here is assessed even if every job is lost. Those with a milestone whose date or end
 * changed are urgent: somebody waits to be told.
 */
export async function markInitiativesDue(
  db: Queryable,
  touched: { readonly touchedItemIds: readonly string[]; readonly touchedDateIds: readonly string[] },
  at: string,
): Promise<void> {
  const byItems = touched.touchedItemIds.length === 0 ? [] : await refreshScope(db, at, touched.touchedItemIds)
  const byDates = await listInitiativesWithDates(db, touched.touchedDateIds)
  await markDue(db, byItems, byDates)
}

export async function markDue(
  db: Queryable,
  initiativeIds: readonly string[],
  urgentIds: readonly string[] = [],
): Promise<void> {
  const urgent = new Set(urgentIds)
  const ids = [...new Set([...initiativeIds, ...urgent])]
  if (ids.length === 0) return
  await queryRows(
    db,
    sql`
    insert into assessment_due as d (initiative_id, since, urgent_since)
    select id, at, case when is_urgent then at end
    from json_to_recordset(${JSON.stringify(ids.map(id => ({ id, is_urgent: urgent.has(id) })))}::text::json)
      as r(id uuid, is_urgent boolean), (select clock_timestamp() as at offset 0) n
    order by id on conflict (initiative_id) do update set
      -- The time of now, and not of before we waited for whoever marked it, too: an assessment may have begun between.
      (since, urgent_since) = (
        select at, case when excluded.urgent_since is null then d.urgent_since else at end
        from (select clock_timestamp() as at offset 0) n),
      -- Whoever rang for what may wait has not rung for this.
      rung_for = case when excluded.urgent_since is null or d.urgent_since is not null then d.rung_for end`,
  )
}

/** What is said about every initiative that draws on a connection changes when it is first read completely. */
export async function markInitiativesOf(db: Queryable, connectionId: string): Promise<void> {
  const ids = await listInitiativesOf(db, connectionId)
  await forgetEvents(db, ids)
  await forgetHistory(db, ids)
  await markDue(db, ids)
}

/** What the history says of them changes when a connection was read anew with other mappings. */
export async function forgetHistoryOf(db: Queryable, connectionId: string): Promise<void> {
  await forgetHistory(db, await listInitiativesOf(db, connectionId))
}

async function listInitiativesOf(db: Queryable, connectionId: string): Promise<readonly string[]> {
  const rows = await queryRows<{ id: string }>(
    db,
    sql`
    select initiative_id as id from scope_rule where connection_id = ${connectionId}
    union
    select ii.initiative_id from initiative_item ii join work_item w on w.id = ii.work_item_id
    where w.connection_id = ${connectionId}`,
  )
  return rows.map(({ id }) => id)
}

export interface DueInitiative {
  readonly id: string
  readonly isUrgent: boolean
}

/** Of these (null: of all), those that changed since somebody rang for them; the caller rings. */
export async function takeUnheard(
  db: Queryable,
  initiativeIds: readonly string[] | null,
): Promise<readonly DueInitiative[]> {
  if (initiativeIds?.length === 0) return []
  return queryRows<DueInitiative>(
    db,
    sql`
    with unheard as (
      select initiative_id from assessment_due
      where (rung_for is null or since > rung_for)
        ${initiativeIds === null ? sql`` : sql`and initiative_id in (${idList(initiativeIds)})`}
      -- In the order in which they are marked, so that neither waits for the other for ever.
      order by initiative_id for update
    )
    update assessment_due d set rung_for = 'infinity' from unheard u where d.initiative_id = u.initiative_id
    returning d.initiative_id as id, d.urgent_since is not null as "isUrgent"`,
  )
}

/** All that are due, whether or not somebody rang: a job may be lost. */
export async function listDue(db: Queryable): Promise<readonly DueInitiative[]> {
  return queryRows<DueInitiative>(
    db,
    sql`
    select initiative_id as id, urgent_since is not null as "isUrgent" from assessment_due
    order by urgent_since is null, since`,
  )
}

/** A mark that an assessment answers. */
export interface DueMark {
  /** As the database's own text, since it is compared exactly. */
  readonly since: string
  readonly isUrgent: boolean
}

/**
 * To be called before the facts are read. Says when the initiative was last marked, or null when it is not due, or not
 * urgent where that is asked. What changes from now on has to be rung for.
 */
export async function beginAssessment(
  db: Queryable,
  initiativeId: string,
  isUrgentOnly = false,
): Promise<DueMark | null> {
  const [mark] = await queryRows<DueMark>(
    db,
    sql`
    update assessment_due set rung_for = since
    where initiative_id = ${initiativeId} ${isUrgentOnly ? sql`and urgent_since is not null` : sql``}
    returning since::text as since, urgent_since is not null as "isUrgent"`,
  )
  return mark ?? null
}

/** What somebody waited for is told; the rest is still due, and nobody has rung for it as such. */
export async function calmDue(db: Queryable, initiativeId: string, since: string): Promise<void> {
  await queryRows(
    db,
    sql`
    update assessment_due set urgent_since = null, rung_for = null
    where initiative_id = ${initiativeId} and urgent_since <= ${since}::timestamptz`,
  )
}

/** The mark of before the assessment goes; one made meanwhile stays, as urgent as it is itself. */
export async function clearDue(db: Queryable, initiativeId: string, since: string): Promise<void> {
  await queryRows(
    db,
    sql`
    with cleared as (
      delete from assessment_due where initiative_id = ${initiativeId} and since <= ${since}::timestamptz
    )
    update assessment_due set urgent_since = null
    where initiative_id = ${initiativeId} and since > ${since}::timestamptz and urgent_since <= ${since}::timestamptz`,
  )
}

async function listInitiativesWithDates(db: Queryable, subjectIds: readonly string[]): Promise<readonly string[]> {
  if (subjectIds.length === 0) return []
  const rows = await queryRows<{ id: string }>(
    db,
    sql`
    select distinct initiative_id as id from milestone
    where subject_id in (${idList(subjectIds)})`,
  )
  return rows.map(row => row.id)
}

/** Time alone moves forecasts and makes dates pass: what was not looked at since `before` is due as well. */
export async function markStaleDue(db: Queryable, before: string): Promise<void> {
  await queryRows(
    db,
    sql`
    insert into assessment_due (initiative_id, since)
    select n.id, clock_timestamp() from portfolio_node n
    where n.kind = 'initiative' and not exists (
      select 1 from assessment a where a.initiative_id = n.id and a.confirmed_at >= ${before}::timestamptz)
    order by n.id on conflict do nothing`,
  )
}
