import { sql } from 'drizzle-orm'
import { type Queryable, queryRows } from '../database.ts'

export async function hasWorkItems(db: Queryable, connectionId: string): Promise<boolean> {
  const rows = await queryRows(db, sql`select 1 from work_item where connection_id = ${connectionId} limit 1`)
  return rows.length > 0
}
