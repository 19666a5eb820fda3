import { and, eq, inArray, notInArray, or, sql } from 'drizzle-orm'
import { mapping } from '../../../drizzle/schema/connection.ts'
import type { MappingEntry } from '../../work/mapping.ts'
import { type Queryable, queryRows } from '../database.ts'
import { toInstantOrNull } from '../instant.ts'

/** A word with who decided about it, and when. */
export type DecidedEntry = MappingEntry & { readonly chosenBy: string | null; readonly chosenAt: string | null }

/** All words of a connection; of its many statuses and types only these, where they are named. */
export async function listMappings(
  db: Queryable,
  connectionId: string,
  only?: readonly string[],
): Promise<readonly DecidedEntry[]> {
  const isWanted =
    only === undefined
      ? undefined
      : or(notInArray(mapping.subject, ['status', 'item_type']), inArray(mapping.externalId, [...only]))
  const rows = await db
    .select()
    .from(mapping)
    .where(and(eq(mapping.connectionId, connectionId), isWanted))
  return rows.map(row => ({
    subject: row.subject,
    externalId: row.externalId,
    projectId: row.projectId === '' ? null : row.projectId,
    name: row.name,
    proposed: row.proposed,
    confidence: row.confidence / 100,
    reason: row.reason,
    chosen: row.chosen,
    chosenBy: row.chosenBy,
    chosenAt: toInstantOrNull(row.chosenAt),
    // The columns are written from a MappingEntry only, so a row is one again.
  })) as DecidedEntry[]
}

/** Another text whenever a word of the connection was added, changed or removed: each write gives its row a later xmin. */
export async function stampMappings(db: Queryable, connectionId: string): Promise<string> {
  const [row] = await queryRows<{ stamp: string }>(
    db,
    sql`
    select concat(count(*), ' ', max(xmin::text::bigint), ' ', sum(xmin::text::bigint)) as stamp
    from mapping where connection_id = ${connectionId}`,
  )
  return row?.stamp ?? ''
}
