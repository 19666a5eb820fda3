import { and, eq, sql } from 'drizzle-orm'
import { syncCursor } from '../../../drizzle/schema/sync.ts'
import type { Cursor, Stream } from '../../work/raw-record.ts'
import { type Queryable, queryRows } from '../database.ts'

/** One stream of one scope of one connection. */
export interface StreamKey {
  readonly connectionId: string
  readonly scopeExternalId: string
  readonly stream: Stream
}

const at = ({ connectionId, scopeExternalId, stream }: StreamKey) =>
  and(
    eq(syncCursor.connectionId, connectionId),
    eq(syncCursor.scopeExternalId, scopeExternalId),
    eq(syncCursor.stream, stream),
  )

export async function findCursor(db: Queryable, key: StreamKey): Promise<Cursor | null> {
  const rows = await db.select({ cursor: syncCursor.cursor }).from(syncCursor).where(at(key))
  const cursor = rows[0]?.cursor ?? NEVER_READ
  return cursor === NEVER_READ ? null : cursor
}

/** Of a stream that was counted, or is to be read anew. */
const NEVER_READ = ''

export async function saveCursor(db: Queryable, key: StreamKey, cursor: Cursor): Promise<void> {
  await db
    .insert(syncCursor)
    .values({ ...key, cursor })
    .onConflictDoUpdate({
      target: [syncCursor.connectionId, syncCursor.scopeExternalId, syncCursor.stream],
      set: { cursor, savedAt: sql`now()` },
    })
}

/** The next reading starts from the beginning. What was complete before still is: nothing stored is lost by it. */
export async function forgetCursor(db: Queryable, key: StreamKey): Promise<void> {
  await db.update(syncCursor).set({ cursor: NEVER_READ }).where(at(key))
}

/** The same for every stream of a connection. */
export async function forgetCursors(db: Queryable, connectionId: string): Promise<void> {
  await db.update(syncCursor).set({ cursor: NEVER_READ }).where(eq(syncCursor.connectionId, connectionId))
}

/** Everything that existed at `completeAt` is stored, says this run. True when it could not be said of the stream before. */
export async function markStreamComplete(
  db: Queryable,
  key: StreamKey,
  { completeAt, runId }: { readonly completeAt: string; readonly runId: string | null },
): Promise<boolean> {
  const [before] = await db.select({ completeAt: syncCursor.completeAt }).from(syncCursor).where(at(key))
  await db.update(syncCursor).set({ completeAt, completeRunId: runId }).where(at(key))
  return before?.completeAt === null
}

export interface StreamState {
  readonly scopeExternalId: string
  readonly stream: Stream
  /** False when the next reading starts from the beginning. */
  readonly hasCursor: boolean
  readonly completeAt: string | null
  /** The run that last read it to its end; null: one that still has to. */
  readonly completeRunId: string | null
}

/** Of every stream of the connection that was read at least in part. */
export async function listStreamStates(db: Queryable, connectionId: string): Promise<readonly StreamState[]> {
  const rows = await db.select().from(syncCursor).where(eq(syncCursor.connectionId, connectionId))
  return rows.map(({ scopeExternalId, stream, cursor, completeAt, completeRunId }) => ({
    scopeExternalId,
    stream: stream as Stream,
    hasCursor: cursor !== NEVER_READ,
    completeAt,
    completeRunId,
  }))
}

/** Whether the stream was ever read to its end. */
export async function isComplete(db: Queryable, key: StreamKey): Promise<boolean> {
  const [row] = await db.select({ completeAt: syncCursor.completeAt }).from(syncCursor).where(at(key))
  return row !== undefined && row.completeAt !== null
}

export async function saveSourceCount(db: Queryable, key: StreamKey, count: number): Promise<void> {
  await queryRows(
    db,
    sql`
    insert into sync_cursor (connection_id, scope_external_id, stream, cursor, source_count, counted_at)
    values (${key.connectionId}, ${key.scopeExternalId}, ${key.stream}, ${NEVER_READ}, ${count}, now())
    on conflict (connection_id, scope_external_id, stream) do update set source_count = excluded.source_count, counted_at = now()`,
  )
}
