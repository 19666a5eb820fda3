import { sql } from 'drizzle-orm'
import type { RecordRef } from '../work/raw-record.ts'
import { type Queryable, queryRows } from './database.ts'

/** What we hold as existing; inferred worklogs have no counterpart at the tracker. */
export async function listVisibleRefs(
  db: Queryable,
  connectionId: string,
  kind: 'work_item' | 'iteration' | 'release' | 'worklog',
): Promise<readonly RecordRef[]> {
  const rows = await queryRows<{ external_id: string }>(
    db,
    sql`
    select external_id from ${sql.identifier(kind)} where connection_id = ${connectionId} and visibility = 'visible'
      ${kind === 'worklog' ? sql`and not inferred` : sql``}`,
  )
  return rows.map(row => ({ kind, externalId: row.external_id }))
}
