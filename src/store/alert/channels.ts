import { and, asc, eq, isNotNull, sql } from 'drizzle-orm'
import { channel } from '../../../drizzle/schema/alert.ts'
import type { Rhythm } from '../../portfolio/alert/rhythm.ts'
import type { AlertRoute } from '../../portfolio/alert/route.ts'
import type { Sealer } from '../access/sealed.ts'
import { channelSettingsOf } from '../access/sealed-places.ts'
import type { Queryable } from '../database.ts'
import { toInstant, toInstantOrNull } from '../instant.ts'
import { isUniqueViolation } from '../postgres/unique-violation.ts'
import { forgetFailures } from './held-channel.ts'
import { queueAnew } from './queue-deliveries.ts'

/** Where alerts are sent. The settings hold addresses that are credentials, so they are sealed and not shown again. */
export interface StoredChannel {
  readonly id: string
  readonly name: string
  readonly kind: string
  readonly state: 'active' | 'disabled'
  /** Why we disabled it. */
  readonly stateReason: string | null
  readonly route: AlertRoute
  readonly rhythm: Rhythm
  readonly timeZone: string
  /** Since when no message was taken, and why. */
  readonly failingSince: string | null
  readonly lastError: string | null
  /** How many messages its receiver refused for so long that they were given up. */
  readonly givenUpMessages: number
  readonly createdAt: string
}

const columns = {
  id: channel.id,
  name: channel.name,
  kind: channel.kind,
  state: channel.state,
  stateReason: channel.stateReason,
  route: channel.route,
  rhythm: channel.rhythm,
  timeZone: channel.timeZone,
  failingSince: channel.failingSince,
  lastError: channel.lastError,
  givenUpMessages: sql<number>`(select count(*)::int from delivery d where d.channel_id = channel.id and d.given_up_at is not null)`,
  createdAt: channel.createdAt,
}

export interface NewChannel {
  /** Chosen by the caller, because the sealed settings are bound to it. */
  readonly id: string
  readonly name: string
  readonly kind: string
  readonly settings: unknown
  readonly route?: AlertRoute
  readonly rhythm?: Rhythm
  readonly timeZone?: string
}

/** Null when a channel of that name exists already. */
export async function createChannel(
  db: Queryable,
  sealer: Sealer,
  { settings, ...values }: NewChannel,
): Promise<StoredChannel | null> {
  const sealedSettings = sealer.seal(JSON.stringify(settings), channelSettingsOf(values.id))
  const rows = await db
    .insert(channel)
    .values({ ...values, sealedSettings })
    .onConflictDoNothing()
    .returning(columns)
  return rows[0] === undefined ? null : read(rows[0])
}

export interface ChannelChange {
  readonly name?: string
  readonly settings?: unknown
  readonly state?: 'active' | 'disabled'
  readonly route?: AlertRoute
  readonly rhythm?: Rhythm
  readonly timeZone?: string
}

export async function updateChannel(
  db: Queryable,
  sealer: Sealer,
  id: string,
  { settings, ...change }: ChannelChange,
  at: string,
): Promise<StoredChannel | 'duplicate' | null> {
  const sealed =
    settings === undefined ? {} : { sealedSettings: sealer.seal(JSON.stringify(settings), channelSettingsOf(id)) }
  const isAnew = settings !== undefined || change.state !== undefined
  const values = { ...change, ...sealed, ...(isAnew ? { stateReason: null } : {}) }
  try {
    return await db.transaction(async tx => {
      if (settings !== undefined && change.state === undefined) await enableIfFailed(tx, id)
      if (Object.keys(values).length > 0) await tx.update(channel).set(values).where(eq(channel.id, id))
      // Whoever changes it has done something about what was wrong.
      if (change.rhythm !== undefined || change.timeZone !== undefined) await queueAnew(tx, id, at)
      if (isAnew) await forgetFailures(tx, id, at)
      return findChannel(tx, id)
    })
  } catch (error) {
    if (isUniqueViolation(error)) return 'duplicate'
    throw error
  }
}

/** What we have disabled is in use again; what a person has disabled is for a person to enable. */
async function enableIfFailed(db: Queryable, id: string): Promise<void> {
  await db
    .update(channel)
    .set({ state: 'active' })
    .where(and(eq(channel.id, id), isNotNull(channel.stateReason)))
}

export async function findChannel(db: Queryable, id: string): Promise<StoredChannel | null> {
  const rows = await db.select(columns).from(channel).where(eq(channel.id, id))
  return rows[0] === undefined ? null : read(rows[0])
}

/** With its settings as sealed, for sending through it. */
export async function findSealedChannel(db: Queryable, id: string) {
  const [row] = await db
    .select({ id: channel.id, kind: channel.kind, name: channel.name, sealedSettings: channel.sealedSettings })
    .from(channel)
    .where(eq(channel.id, id))
  return row ?? null
}

export async function listChannels(db: Queryable): Promise<readonly StoredChannel[]> {
  const rows = await db.select(columns).from(channel).orderBy(asc(channel.createdAt), asc(channel.id))
  return rows.map(read)
}

/** Messages not sent yet go with it. False when there was none. */
export async function deleteChannel(db: Queryable, id: string): Promise<boolean> {
  const rows = await db.delete(channel).where(eq(channel.id, id)).returning({ id: channel.id })
  return rows.length > 0
}

/** The settings as they were entered; the caller checks their shape. */
export function openChannelSettings(
  sealer: Sealer,
  { id, sealedSettings }: { readonly id: string; readonly sealedSettings: string },
): unknown {
  return JSON.parse(sealer.open(sealedSettings, channelSettingsOf(id)))
}

const read = (row: StoredChannel): StoredChannel => ({
  ...row,
  failingSince: toInstantOrNull(row.failingSince),
  createdAt: toInstant(row.createdAt),
})
