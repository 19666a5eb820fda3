import { sql } from 'drizzle-orm'
import { type Queryable, queryRows } from '../database.ts'
import { markDue } from './assessment-due.ts'

/** Marks the initiatives (or the one named) that are measured in money: what is entered about money changes them. */
export async function markMeasuredDue(db: Queryable, initiativeId: string | null): Promise<readonly string[]> {
  const rows = await queryRows<{ id: string }>(
    db,
    sql`
    select distinct initiative_id as id from baseline
    where currency is not null ${initiativeId === null ? sql`` : sql`and initiative_id = ${initiativeId}`}`,
  )
  const ids = rows.map(({ id }) => id)
  await markDue(db, ids)
  return ids
}
