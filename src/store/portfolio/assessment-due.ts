import { sql } from 'drizzle-orm'
import { type Queryable, queryRows } from '../database.ts'
import { refreshScope } from '../scope/initiative-items.ts'
import { forgetEvents } from '../scope/scope-events.ts'

/**
 * Notes, in the transaction that changed work items, releases or iterations, which initiatives have to be assessed again. The queue
 * only hurries this along: a row here is assessed even if every job is lost.
 */
export async function markInitiativesDue(
  db: Queryable,
  touched: { readonly touchedItemIds: readonly string[]; readonly touchedDateIds: readonly string[] },
  at: string,
): Promise<void> {
  const byItems = touched.touchedItemIds.length === 0 ? [] : await refreshScope(db, at, touched.touchedItemIds)
  const byDates = await listInitiativesWithDates(db, touched.touchedDateIds)
  await markDue(db, [...new Set([...byItems, ...byDates])])
}

export async function markDue(db: Queryable, initiativeIds: readonly string[]): Promise<void> {
  if (initiativeIds.length === 0) return
  await queryRows(
    db,
    sql`
    insert into assessment_due (initiative_id, since)
    select value::uuid, clock_timestamp() from json_array_elements_text(${JSON.stringify(initiativeIds)}::text::json)
    order by 1 on conflict (initiative_id) do update set since = excluded.since`,
  )
}

/** What is said about every initiative that draws on a connection changes when it is first read completely. */
export async function markInitiativesOf(db: Queryable, connectionId: string): Promise<void> {
  const rows = await queryRows<{ id: string }>(
    db,
    sql`
    select initiative_id as id from scope_rule where connection_id = ${connectionId}
    union
    select ii.initiative_id from initiative_item ii join work_item w on w.id = ii.work_item_id
    where w.connection_id = ${connectionId}`,
  )
  const ids = rows.map(({ id }) => id)
  await forgetEvents(db, ids)
  await markDue(db, ids)
}

export async function listDueInitiatives(db: Queryable): Promise<readonly string[]> {
  const rows = await queryRows<{ id: string }>(db, sql`select initiative_id as id from assessment_due order by since`)
  return rows.map(row => row.id)
}

/** When the initiative was last marked, or null when it is not due. Kept as the database's own text: it is compared exactly. */
export async function findDueSince(db: Queryable, initiativeId: string): Promise<string | null> {
  const rows = await queryRows<{ since: string }>(
    db,
    sql`
    select since::text as since from assessment_due where initiative_id = ${initiativeId}`,
  )
  return rows[0]?.since ?? null
}

/** The mark of before the assessment goes; one made meanwhile stays. */
export async function clearDue(db: Queryable, initiativeId: string, since: string): Promise<void> {
  await queryRows(
    db,
    sql`
    delete from assessment_due where initiative_id = ${initiativeId} and since <= ${since}::timestamptz`,
  )
}

async function listInitiativesWithDates(db: Queryable, subjectIds: readonly string[]): Promise<readonly string[]> {
  if (subjectIds.length === 0) return []
  const rows = await queryRows<{ id: string }>(
    db,
    sql`
    select distinct initiative_id as id from milestone
    where subject_id in (select value::uuid from json_array_elements_text(${JSON.stringify(subjectIds)}::text::json))`,
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
