import { readdir } from 'node:fs/promises'
import { sql } from 'drizzle-orm'
import { type Queryable, queryRows } from '../database.ts'

/** Whether the database has every migration this program came with. Newer ones do no harm: they only add. */
export async function isMigrated(db: Queryable): Promise<boolean> {
  const files = await readdir(new URL('../../../drizzle/migrations', import.meta.url))
  const known = files.filter(name => name.endsWith('.sql')).length
  const [row] = await queryRows<{ count: number }>(
    db,
    sql`select count(*)::int as count from drizzle.__drizzle_migrations`,
  )
  return row !== undefined && row.count >= known
}
