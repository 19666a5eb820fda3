import { sql } from 'drizzle-orm'
import type { ScopeRule } from '../../portfolio/initiative.ts'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'

export interface NamedQuery {
  readonly connectionId: string
  /** As the rule names it. */
  readonly query: string
}

/** The saved queries of a connection that rules of initiatives name. */
export async function listNamedQueries(db: Queryable, connectionId: string): Promise<readonly string[]> {
  const rows = await queryRows<{ query: string }>(
    db,
    sql`
    select distinct btrim(value) as query from scope_rule
    where connection_id = ${connectionId} and selector = 'query' order by query`,
  )
  return rows.map(row => row.query)
}

/** Keeps what a query finds now; returns the items that it did not find before, or does not find any more. */
export async function saveQueryItems(
  db: Queryable,
  { connectionId, query }: NamedQuery,
  itemIds: readonly string[],
  readAt: string,
): Promise<readonly string[]> {
  await queryRows(
    db,
    sql`
    insert into saved_query (connection_id, query, read_at) values (${connectionId}, ${query}, ${readAt})
    on conflict (connection_id, query) do update set read_at = excluded.read_at`,
  )
  const rows = await queryRows<{ id: string }>(
    db,
    sql`
    with found as (${idList(itemIds)}),
    gone as (
      delete from saved_query_item where connection_id = ${connectionId} and query = ${query}
        and item_id not in (select id from found)
      returning item_id
    ),
    come as (
      insert into saved_query_item (connection_id, query, item_id)
      select distinct ${connectionId}::uuid, ${query}, id from found
      on conflict do nothing returning item_id
    )
    select item_id as id from gone union all select item_id from come`,
  )
  return rows.map(row => row.id)
}

/** What no rule names any more. */
export async function forgetQueries(db: Queryable, connectionId: string, named: readonly string[]): Promise<void> {
  await queryRows(
    db,
    sql`
    delete from saved_query where connection_id = ${connectionId}
      and query not in (select value from json_array_elements_text(${JSON.stringify(named)}::text::json))`,
  )
}

/** The queries of these rules that were never read: nobody knows what they catch. */
export async function listUnreadQueries(db: Queryable, rules: readonly ScopeRule[]): Promise<readonly NamedQuery[]> {
  const wanted = rules.filter(({ selector }) => selector === 'query')
  if (wanted.length === 0) return []
  return queryRows<NamedQuery>(
    db,
    sql`
    select distinct r."connectionId", btrim(r.value) as query
    from json_to_recordset(${JSON.stringify(wanted)}::text::json) as r("connectionId" uuid, value text)
    where not exists (
      select 1 from saved_query q where q.connection_id = r."connectionId" and q.query = btrim(r.value))
    order by query`,
  )
}
