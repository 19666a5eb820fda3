import { and, eq, isNull, sql } from 'drizzle-orm'
import { connection, connectionAccess } from '../../../drizzle/schema/connection.ts'
import { type Queryable, queryRows } from '../database.ts'
import type { StoredConnection } from './connections.ts'

/** How a connection gets in, sealed, with what stands in the way of using it. */
export interface StoredAccess {
  readonly sealedCredentials: string
  readonly state: StoredConnection['state']
  readonly stateReason: string | null
  readonly sealedValue: string | null
  readonly expiresAt: string | null
  readonly obtainedAt: string | null
  readonly refusals: number
}

/** Null when the connection does not exist (any more). */
export async function findAccess(db: Queryable, connectionId: string): Promise<StoredAccess | null> {
  const rows = await db
    .select({
      sealedCredentials: connection.sealedCredentials,
      state: connection.state,
      stateReason: connection.stateReason,
      sealedValue: connectionAccess.sealedValue,
      expiresAt: connectionAccess.expiresAt,
      obtainedAt: connectionAccess.obtainedAt,
      refusals: sql<number>`coalesce(${connectionAccess.refusals}, 0)`,
    })
    .from(connection)
    .leftJoin(connectionAccess, eq(connectionAccess.connectionId, connection.id))
    .where(eq(connection.id, connectionId))
  return rows[0] ?? null
}

/** The right to obtain, for one at a time over all processes; false while somebody else has it. The clock is the database's. */
export async function claimAccess(
  db: Queryable,
  connectionId: string,
  obtainer: string,
  holdMs: number,
): Promise<boolean> {
  const rows = await queryRows(
    db,
    sql`
    insert into connection_access as a (connection_id, obtainer, held_until)
    values (${connectionId}, ${obtainer}, now() + ${holdMs} * interval '1 ms')
    on conflict (connection_id) do update set obtainer = excluded.obtainer, held_until = excluded.held_until
      where a.held_until is null or a.held_until < now()
    returning 1`,
  )
  return rows.length > 0
}

/** False when somebody else has taken over. */
export async function holdAccess(db: Queryable, obtainer: string, holdMs: number): Promise<boolean> {
  const rows = await queryRows(
    db,
    sql`
    update connection_access set held_until = now() + ${holdMs} * interval '1 ms' where obtainer = ${obtainer} returning 1`,
  )
  return rows.length > 0
}

export interface ObtainedAccess {
  readonly sealedValue: string
  readonly expiresAt: string | null
  readonly obtainedAt: string
}

/** Keeps what was obtained and gives the right back; false, and nothing kept, when somebody else has taken over. */
export async function saveAccess(db: Queryable, obtainer: string, obtained: ObtainedAccess): Promise<boolean> {
  const rows = await db
    .update(connectionAccess)
    .set({ ...obtained, refusals: 0, obtainer: null, heldUntil: null })
    .where(eq(connectionAccess.obtainer, obtainer))
    .returning({ id: connectionAccess.connectionId })
  return rows.length > 0
}

export async function countRefusal(db: Queryable, obtainer: string): Promise<void> {
  await db
    .update(connectionAccess)
    .set({ refusals: sql`${connectionAccess.refusals} + 1` })
    .where(eq(connectionAccess.obtainer, obtainer))
}

/** Gives the right back, if it is still ours. */
export async function releaseAccess(db: Queryable, obtainer: string): Promise<void> {
  await db
    .update(connectionAccess)
    .set({ obtainer: null, heldUntil: null })
    .where(eq(connectionAccess.obtainer, obtainer))
}

/** `found`: which address takes the credentials, which follows from the settings; a token lives on. */
export async function forgetAccess(db: Queryable, connectionId: string, what: 'all' | 'found'): Promise<void> {
  const isFound = what === 'found' ? isNull(connectionAccess.expiresAt) : undefined
  await db.delete(connectionAccess).where(and(eq(connectionAccess.connectionId, connectionId), isFound))
}

/** What came of trying the credentials, together with them; null when nothing did. */
export async function saveFirstAccess(
  db: Queryable,
  connectionId: string,
  obtained: ObtainedAccess | null,
): Promise<void> {
  if (obtained !== null)
    await db
      .insert(connectionAccess)
      .values({ connectionId, ...obtained })
      .onConflictDoNothing()
}
