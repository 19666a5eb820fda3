import { sql } from 'drizzle-orm'
import { type Queryable, queryRows } from '../database.ts'

/** What one worker at a time may write: a connection (unit '') or one part of its first reading. */
export interface LeaseKey {
  readonly connectionId: string
  readonly unit: string
}

export interface Lease extends LeaseKey {
  readonly fencingToken: number
}

/** Thrown by a write of someone whose lease was taken over; the new holder goes on from the saved cursor. */
export class LeaseLostError extends Error {
  constructor({ connectionId, unit }: LeaseKey) {
    super(`another worker reads connection ${connectionId}${unit === '' ? '' : ` (${unit})`} now; this one stops`)
    this.name = 'LeaseLostError'
  }
}

/**
 * The token to write with, or null while another worker holds the lease. Looks first: whoever inserted over a row that its
 * holder has locked to write a page would wait until that page is stored.
 */
export async function takeLease(
  db: Queryable,
  { connectionId, unit }: LeaseKey,
  holdMs: number,
): Promise<number | null> {
  const rows = await queryRows<{ fencing_token: string }>(
    db,
    sql`
    insert into lease as l (connection_id, unit, fencing_token, held_until)
    select ${connectionId}::uuid, ${unit}, 1, now() + ${holdMs} * interval '1 ms'
    where not exists (
      select 1 from lease h where h.connection_id = ${connectionId} and h.unit = ${unit} and h.held_until >= now())
    on conflict (connection_id, unit) do update
      set fencing_token = l.fencing_token + 1, held_until = excluded.held_until
      where l.held_until < now()
    returning fencing_token`,
  )
  return rows[0] === undefined ? null : Number(rows[0].fencing_token)
}

/** Extends the lease. The clock is the database's own. */
export async function keepLease(db: Queryable, lease: Lease, holdMs: number): Promise<void> {
  const rows = await queryRows(
    db,
    sql`
    update lease set held_until = now() + ${holdMs} * interval '1 ms'
    where connection_id = ${lease.connectionId} and unit = ${lease.unit} and fencing_token = ${lease.fencingToken} returning 1`,
  )
  if (rows.length === 0) throw new LeaseLostError(lease)
}

/**
 * Holds the lease's row until the transaction ends, so that nobody can take over between this check and the commit.
 * Shared: the holder may write several pages at once.
 */
export async function proveLease(db: Queryable, lease: Lease): Promise<void> {
  const rows = await queryRows(
    db,
    sql`
    select 1 from lease
    where connection_id = ${lease.connectionId} and unit = ${lease.unit} and fencing_token = ${lease.fencingToken} for share`,
  )
  if (rows.length === 0) throw new LeaseLostError(lease)
}

export async function releaseLease(db: Queryable, { connectionId, unit, fencingToken }: Lease): Promise<void> {
  await queryRows(
    db,
    sql`
    update lease set held_until = now() - interval '1 ms'
    where connection_id = ${connectionId} and unit = ${unit} and fencing_token = ${fencingToken}`,
  )
}
