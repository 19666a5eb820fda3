import { sql } from 'drizzle-orm'
import { type Queryable, queryRows } from '../database.ts'

/** By its external id, the revision that is stored of each of these items; none of one that is not stored, or gone. */
export async function listStoredRevisions(
  db: Queryable,
  connectionId: string,
  externalIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (externalIds.length === 0) return new Map()
  const rows = await queryRows<{ id: string; revision: string }>(
    db,
    sql`
    select external_id as id, revision from work_item
    where connection_id = ${connectionId} and visibility = 'visible'
      and external_id in (select value from json_array_elements_text(${JSON.stringify(externalIds)}::text::json))`,
  )
  return new Map(rows.map(({ id, revision }) => [id, Number(revision)]))
}
