import { sql } from 'drizzle-orm'
import { type Queryable, queryRows } from '../database.ts'
import { forgetHistory } from '../portfolio/told-history.ts'
import { reshapeScope } from '../scope/reshape-scope.ts'
import { deleteConnection } from './connections.ts'

/** Removes a connection with all its records; returns the initiatives that lost items or rules. Null when there was none. */
export async function removeConnection(db: Queryable, id: string, at: string): Promise<readonly string[] | null> {
  const { result, due } = await db.transaction(async transaction => {
    // Whoever writes a page holds the lease's row first and the items next; in another order we would block each other.
    await queryRows(transaction, sql`select 1 from lease where connection_id = ${id} for update`)
    return reshapeScope(transaction, at, inner => removeRecords(inner, id))
  })
  return result ? due : null
}

async function removeRecords(db: Queryable, id: string) {
  const users = await queryRows<{ id: string }>(
    db,
    sql`
    select initiative_id as id from scope_rule where connection_id = ${id}
    union select initiative_id from tracker_weight where connection_id = ${id}
    union select initiative_id from milestone where connection_id = ${id}`,
  )
  await queryRows(
    db,
    sql`delete from scope_event e using work_item w where w.id = e.work_item_id and w.connection_id = ${id}`,
  )
  const ids = users.map(row => row.id)
  await forgetHistory(db, ids)
  const removed = await deleteConnection(db, id)
  return { result: removed, moves: removed, also: ids }
}
