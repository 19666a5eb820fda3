import { sql } from 'drizzle-orm'
import { type Queryable, queryRows } from './database.ts'

/** Thrown by a write of someone whose lease was taken over; the new holder goes on from the saved cursor. */
export class LeaseLostError extends Error {
  constructor(connectionId: string) {
    super(`another worker reads connection ${connectionId} now; this one stops`)
    this.name = 'LeaseLostError'
  }
}

/** The token to write with, or null while another worker holds the lease. */
export async function takeLease(db: Queryable, connectionId: string, holdMs: number): Promise<number | null> {
  const rows = await queryRows<{ fencing_token: string }>(
    db,
    sql`
    insert into lease as l (connection_id, fencing_token, held_until)
    values (${connectionId}, 1, now() + ${holdMs} * interval '1 ms')
    on conflict (connection_id) do update
      set fencing_token = l.fencing_token + 1, held_until = excluded.held_until
      where l.held_until < now()
    returning fencing_token`,
  )
  return rows[0] === undefined ? null : Number(rows[0].fencing_token)
}

/**
 * Extends the lease, and holds its row until the transaction ends, so that nobody can take over between this check and
 * the commit. The clock is the database's own.
 */
export async function keepLease(db: Queryable, connectionId: string, token: number, holdMs: number): Promise<void> {
  const rows = await queryRows(
    db,
    sql`
    update lease set held_until = now() + ${holdMs} * interval '1 ms'
    where connection_id = ${connectionId} and fencing_token = ${token} returning 1`,
  )
  if (rows.length === 0) throw new LeaseLostError(connectionId)
}

export async function releaseLease(db: Queryable, connectionId: string, token: number): Promise<void> {
  await queryRows(
    db,
    sql`
    update lease set held_until = now() - interval '1 ms' where connection_id = ${connectionId} and fencing_token = ${token}`,
  )
}
