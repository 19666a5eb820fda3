import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import { syncCursor, syncPart } from '../../../drizzle/schema/sync.ts'
import type { Cursor } from '../../work/raw-record.ts'
import { type Queryable, queryRows } from '../database.ts'
import type { StreamKey } from './sync-cursors.ts'

/** One part of a stream's first reading. */
export interface PartKey extends StreamKey {
  readonly externalId: string
}

export interface NewPart {
  readonly externalId: string
  readonly name: string
  readonly expected?: number
}

export interface OpenPart extends PartKey {
  readonly name: string
  readonly cursor: Cursor | null
}

/** What its lease is called. */
export const nameUnit = ({ scopeExternalId, stream, externalId }: PartKey): string =>
  `${stream} ${scopeExternalId} ${externalId}`

const ofStream = ({ connectionId, scopeExternalId, stream }: StreamKey) =>
  and(
    eq(syncPart.connectionId, connectionId),
    eq(syncPart.scopeExternalId, scopeExternalId),
    eq(syncPart.stream, stream),
  )
const at = (key: PartKey) => and(ofStream(key), eq(syncPart.externalId, key.externalId))

/** Whether the first reading of the stream was shared out and has not ended yet. */
export async function isDivided(db: Queryable, key: StreamKey): Promise<boolean> {
  const rows = await queryRows(
    db,
    sql`
    select 1 from sync_cursor where connection_id = ${key.connectionId}
      and scope_external_id = ${key.scopeExternalId} and stream = ${key.stream} and divided_at is not null`,
  )
  return rows.length > 0
}

/** Notes how the first reading is shared out; of two that do so at once the first one holds. */
export async function saveDivision(
  db: Queryable,
  key: StreamKey,
  division: { readonly parts: readonly NewPart[]; readonly cursor: Cursor },
  dividedAt: string,
): Promise<void> {
  await db.transaction(async tx => {
    const rows = await tx
      .insert(syncCursor)
      .values({ ...key, cursor: '', dividedAt, cursorAfterParts: division.cursor })
      .onConflictDoUpdate({
        target: [syncCursor.connectionId, syncCursor.scopeExternalId, syncCursor.stream],
        set: { dividedAt, cursorAfterParts: division.cursor },
        setWhere: isNull(syncCursor.dividedAt),
      })
      .returning({ stream: syncCursor.stream })
    if (rows.length === 0 || division.parts.length === 0) return
    await tx.insert(syncPart).values(
      division.parts.map(({ externalId, name, expected }) => ({
        ...key,
        externalId,
        name,
        expected: expected ?? null,
      })),
    )
  })
}

/** Parts that nobody has read to their end yet, of one stream or of all streams of the connection. */
export async function listOpenParts(
  db: Queryable,
  where: StreamKey | { readonly connectionId: string },
): Promise<readonly OpenPart[]> {
  const rows = await db
    .select()
    .from(syncPart)
    .where(
      and(
        'stream' in where ? ofStream(where) : eq(syncPart.connectionId, where.connectionId),
        isNull(syncPart.completeAt),
      ),
    )
    // What takes longest is begun first.
    .orderBy(sql`${syncPart.expected} desc nulls last`, asc(syncPart.externalId))
  return rows.map(row => ({ ...row, stream: row.stream as StreamKey['stream'] }))
}

/** Parts are left, and workers hold all of them. */
export async function isReadElsewhere(db: Queryable, connectionId: string): Promise<boolean> {
  const [row] = await queryRows<{ open: number; held: number }>(
    db,
    sql`
    select count(*)::int as open, count(l.unit)::int as held from sync_part p
    left join lease l on l.connection_id = p.connection_id and l.held_until > now()
      and l.unit = p.stream || ' ' || p.scope_external_id || ' ' || p.external_id
    where p.connection_id = ${connectionId} and p.complete_at is null`,
  )
  return row !== undefined && row.open > 0 && row.open === row.held
}

/** Null when it was read to its end, or forgotten, meanwhile. */
export async function findOpenPart(db: Queryable, key: PartKey): Promise<OpenPart | null> {
  const [row] = await db
    .select()
    .from(syncPart)
    .where(and(at(key), isNull(syncPart.completeAt)))
  return row === undefined ? null : { ...row, ...key }
}

/** `done` is added to the records that the part has brought. */
export async function savePartCursor(db: Queryable, key: PartKey, cursor: Cursor, done: number): Promise<void> {
  await db
    .update(syncPart)
    .set({ cursor, done: sql`${syncPart.done} + ${done}` })
    .where(at(key))
}

export async function markPartComplete(db: Queryable, key: PartKey): Promise<void> {
  await db.update(syncPart).set({ completeAt: sql`now()` }).where(at(key))
}

/** The part is read again from its beginning. */
export async function forgetPartCursor(db: Queryable, key: PartKey): Promise<void> {
  await db.update(syncPart).set({ cursor: null, done: 0 }).where(at(key))
}

/**
 * All parts are read: the stream goes on by itself from the cursor of before them. Returns when the sharing began: all that
 * existed then is stored. Null while a part is open, or when somebody else has ended it.
 */
export async function endDivision(db: Queryable, key: StreamKey): Promise<string | null> {
  const [row] = await queryRows<{ divided_at: string }>(
    db,
    sql`
    select divided_at from sync_cursor where connection_id = ${key.connectionId}
      and scope_external_id = ${key.scopeExternalId} and stream = ${key.stream} and divided_at is not null for update`,
  )
  if (row === undefined || (await listOpenParts(db, key)).length > 0) return null
  await queryRows(
    db,
    sql`
    update sync_cursor set cursor = cursor_after_parts, cursor_after_parts = null, divided_at = null, saved_at = now()
    where connection_id = ${key.connectionId} and scope_external_id = ${key.scopeExternalId} and stream = ${key.stream}`,
  )
  await db.delete(syncPart).where(ofStream(key))
  return new Date(row.divided_at).toISOString()
}

/** Every stream of the connection is read from the beginning again; who still reads a part may write no more of it. */
export async function forgetDivisions(db: Queryable, connectionId: string): Promise<void> {
  await queryRows(
    db,
    sql`
    update lease set fencing_token = fencing_token + 1, held_until = now() - interval '1 ms'
    where connection_id = ${connectionId} and unit <> ''`,
  )
  await db.delete(syncPart).where(eq(syncPart.connectionId, connectionId))
  await db
    .update(syncCursor)
    .set({ dividedAt: null, cursorAfterParts: null })
    .where(eq(syncCursor.connectionId, connectionId))
}
