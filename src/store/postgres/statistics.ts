import { sql } from 'drizzle-orm'
import { type Queryable, queryRows } from '../database.ts'

/** Fewer changed rows than this do not mislead the planner. */
export const MANY_CHANGES = 500

/**
 * Tells Postgres how much there is after many rows were written at once. Autovacuum would do it a minute later; until then
 * it plans as if the tables were empty, and a query of 7 ms was seen to take 1.4 s. Takes some 20 ms for 200,000 rows.
 */
export async function refreshStatistics(db: Queryable): Promise<void> {
  await queryRows(db, sql`analyze work_item, span, release, link, worklog, initiative_item, milestone`)
}
