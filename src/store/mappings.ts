import { eq, sql } from 'drizzle-orm'
import { mapping } from '../../drizzle/schema/connection.ts'
import type { MappingFact } from '../work/fact.ts'
import type { MappingEntry } from '../work/mapping.ts'
import { type Queryable, queryRows } from './database.ts'

export async function listMappings(db: Queryable, connectionId: string): Promise<readonly MappingEntry[]> {
  const rows = await db.select().from(mapping).where(eq(mapping.connectionId, connectionId))
  return rows.map(row => ({
    subject: row.subject,
    externalId: row.externalId,
    projectId: row.projectId === '' ? null : row.projectId,
    name: row.name,
    proposed: row.proposed,
    confidence: row.confidence / 100,
    reason: row.reason,
    chosen: row.chosen,
    // The columns are written from a MappingEntry only, so a row is one again.
  })) as MappingEntry[]
}

/**
 * Stores what the connector proposes; what a person chose stays. True when the proposal for any word is new or differs,
 * so that stored records have to be read again with it.
 */
export async function saveProposals(
  db: Queryable,
  connectionId: string,
  facts: readonly MappingFact[],
): Promise<boolean> {
  if (facts.length === 0) return false
  const unique = new Map(
    facts.map(({ entry }) => [`${entry.subject} ${entry.externalId} ${entry.projectId ?? ''}`, entry]),
  )
  const rows = JSON.stringify(
    [...unique.values()].map(entry => ({
      subject: entry.subject,
      external_id: entry.externalId,
      project_id: entry.projectId ?? '',
      name: entry.name,
      proposed: entry.proposed,
      confidence: Math.round(entry.confidence * 100),
      reason: entry.reason,
    })),
  )
  const written = await queryRows(
    db,
    sql`
    insert into mapping as m (connection_id, subject, external_id, project_id, name, proposed, confidence_percent, reason)
    select ${connectionId}::uuid, subject, external_id, project_id, name, nullif(proposed, 'null'::jsonb), confidence, reason
    from json_to_recordset(${rows}::text::json) as r(subject text, external_id text, project_id text, name text,
      proposed jsonb, confidence int, reason text)
    order by subject, external_id, project_id
    on conflict (connection_id, subject, external_id, project_id) do update
      set name = excluded.name, proposed = excluded.proposed, confidence_percent = excluded.confidence_percent, reason = excluded.reason
      where (m.name, m.proposed, m.confidence_percent, m.reason)
        is distinct from (excluded.name, excluded.proposed, excluded.confidence_percent, excluded.reason)
    returning 1`,
  )
  return written.length > 0
}
