import { and, eq, inArray, notInArray, or } from 'drizzle-orm'
import { mapping } from '../../drizzle/schema/connection.ts'
import type { MappingEntry } from '../work/mapping.ts'
import type { Queryable } from './database.ts'
import { toInstantOrNull } from './instant.ts'

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
