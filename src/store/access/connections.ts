import { and, asc, eq, lte } from 'drizzle-orm'
import { connection } from '../../../drizzle/schema/connection.ts'
import type { Queryable } from '../database.ts'

export interface StoredConnection {
  readonly id: string
  readonly name: string
  readonly kind: string
  readonly settings: unknown
  readonly sealedCredentials: string
  readonly sealedWebhookSecret: string
  readonly state: 'active' | 'suspended'
  readonly stateReason: string | null
  readonly instanceId: string | null
  readonly identity: string | null
  readonly timeZone: string | null
  readonly syncEverySeconds: number
  /** When nothing was read for so long, people are told. */
  readonly blindAfterSeconds: number
  readonly nextSyncAt: string
  readonly createdAt: string
}

const columns = {
  id: connection.id,
  name: connection.name,
  kind: connection.kind,
  settings: connection.settings,
  sealedCredentials: connection.sealedCredentials,
  sealedWebhookSecret: connection.sealedWebhookSecret,
  state: connection.state,
  stateReason: connection.stateReason,
  instanceId: connection.instanceId,
  identity: connection.identity,
  timeZone: connection.timeZone,
  syncEverySeconds: connection.syncEverySeconds,
  blindAfterSeconds: connection.blindAfterSeconds,
  nextSyncAt: connection.nextSyncAt,
  createdAt: connection.createdAt,
}

export interface NewConnection {
  /** Chosen by the caller, because sealed values are bound to it. */
  readonly id: string
  readonly name: string
  readonly kind: string
  readonly settings: unknown
  readonly sealedCredentials: string
  readonly sealedWebhookSecret: string
  readonly instanceId?: string | null
  readonly identity?: string | null
  readonly timeZone?: string | null
  readonly syncEverySeconds?: number
  readonly blindAfterSeconds?: number
  readonly nextSyncAt?: string
}

/** Null when a connection of that name exists already. */
export async function createConnection(db: Queryable, values: NewConnection): Promise<StoredConnection | null> {
  const rows = await db.insert(connection).values(values).onConflictDoNothing().returning(columns)
  return rows[0] ?? null
}

export const listConnections = (db: Queryable): Promise<StoredConnection[]> =>
  db.select(columns).from(connection).orderBy(asc(connection.createdAt), asc(connection.id))

export async function findConnection(db: Queryable, id: string): Promise<StoredConnection | null> {
  const rows = await db.select(columns).from(connection).where(eq(connection.id, id))
  return rows[0] ?? null
}

export async function loadConnection(db: Queryable, id: string): Promise<StoredConnection> {
  const found = await findConnection(db, id)
  if (found === null) throw new Error(`connection ${id} does not exist (any more)`)
  return found
}

export interface ConnectionChange {
  readonly name?: string
  readonly settings?: unknown
  readonly sealedCredentials?: string
  readonly instanceId?: string | null
  readonly identity?: string | null
  readonly timeZone?: string | null
  readonly syncEverySeconds?: number
  readonly blindAfterSeconds?: number
}

/** New settings or credentials also end a suspension: a person has acted. */
export async function updateConnection(
  db: Queryable,
  id: string,
  change: ConnectionChange,
): Promise<StoredConnection | null> {
  if (Object.keys(change).length === 0) return findConnection(db, id)
  const revived =
    change.settings !== undefined || change.sealedCredentials !== undefined
      ? { state: 'active' as const, stateReason: null, nextSyncAt: new Date().toISOString() }
      : {}
  const rows = await db
    .update(connection)
    .set({ ...change, ...revived })
    .where(eq(connection.id, id))
    .returning(columns)
  return rows[0] ?? null
}

/** Removes the connection with everything that was read through it. False when there was none. */
export async function deleteConnection(db: Queryable, id: string): Promise<boolean> {
  const rows = await db.delete(connection).where(eq(connection.id, id)).returning({ id: connection.id })
  return rows.length > 0
}

/** Whose credentials something is said about; when others were entered since, it is said too late. */
export type Entered = Pick<StoredConnection, 'id' | 'sealedCredentials'>

const asEntered = ({ id, sealedCredentials }: Entered) =>
  and(eq(connection.id, id), eq(connection.sealedCredentials, sealedCredentials))

/** Nothing more is asked of the tracker until a person acts. */
export async function suspendConnection(db: Queryable, entered: Entered, reason: string): Promise<void> {
  await db.update(connection).set({ state: 'suspended', stateReason: reason }).where(asEntered(entered))
}

/** The tracker has taken the credentials again. True when the connection was suspended until now. */
export async function resumeConnection(db: Queryable, entered: Entered, at: string): Promise<boolean> {
  const rows = await db
    .update(connection)
    .set({ state: 'active', stateReason: null, nextSyncAt: at })
    .where(and(asEntered(entered), eq(connection.state, 'suspended')))
    .returning({ id: connection.id })
  return rows.length > 0
}

export const listConnectionsDueForCensus = (db: Queryable, at: string): Promise<StoredConnection[]> =>
  db
    .select(columns)
    .from(connection)
    .where(and(eq(connection.state, 'active'), lte(connection.nextCensusAt, at)))

export async function scheduleNextSync(db: Queryable, id: string, at: string): Promise<void> {
  await db.update(connection).set({ nextSyncAt: at }).where(eq(connection.id, id))
}

export async function scheduleNextCensus(db: Queryable, id: string, at: string): Promise<void> {
  await db.update(connection).set({ nextCensusAt: at }).where(eq(connection.id, id))
}
