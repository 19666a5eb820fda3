import { sql } from 'drizzle-orm'
import { type Queryable, queryRows } from '../database.ts'

/** Two refreshes at once could both claim an item. */
const SCOPE_LOCK = 4_716_502

/** Until the transaction ends nobody else moves items; whoever also locks nodes or items of the tree takes this first. */
export async function lockScopes(db: Queryable): Promise<void> {
  await queryRows(db, sql`select pg_advisory_xact_lock(${SCOPE_LOCK})`)
}
