import { sql } from 'drizzle-orm'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'

/**
 * Nothing can lock a row that is not there. So whoever stores what others say of an item before the item itself is known
 * (a link names its parent) waits until nobody inserts items of this connection, and keeps them from it until the
 * transaction ends; without that, each of the two works out the item's plan without what the other one knows. Many may
 * insert at the same time.
 */
export async function agreeOnInsertion(
  db: Queryable,
  connectionId: string,
  { inserted, mentioned }: { readonly inserted: readonly string[]; readonly mentioned: readonly string[] },
): Promise<void> {
  const key = sql`hashtextextended(${`items ${connectionId}`}, 0)`
  if (await isAnyUnknown(db, mentioned)) await queryRows(db, sql`select pg_advisory_xact_lock(${key})`)
  else if (inserted.length > 0) await queryRows(db, sql`select pg_advisory_xact_lock_shared(${key})`)
}

async function isAnyUnknown(db: Queryable, ids: readonly string[]): Promise<boolean> {
  if (ids.length === 0) return false
  const [unknown] = await queryRows(
    db,
    sql`select 1 from (${idList(ids)}) m where not exists (select 1 from work_item w where w.id = m.id) limit 1`,
  )
  return unknown !== undefined
}
