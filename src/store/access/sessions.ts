import { randomBytes } from 'node:crypto'
import { and, eq, gt, inArray, lt, sql } from 'drizzle-orm'
import { apiToken, session } from '../../../drizzle/schema/access.ts'
import type { Queryable } from '../database.ts'
import { hashSecret } from './hash-secret.ts'
import { isUsable, type StoredToken } from './tokens.ts'

export interface StoredSession {
  readonly token: StoredToken
  readonly expiresAt: string
}

/** Without a request: a working day and the evening after it. */
const IDLE_SECONDS = 12 * 3_600
/** Also when it is used day and night, as by a page on a screen on the wall. */
export const LONGEST_SESSION_SECONDS = 7 * 86_400
/** Spares a write for each request. */
const EXTENDED_EVERY_SECONDS = 300

export interface NewSession {
  /** The only time it is seen. */
  readonly id: string
  readonly expiresAt: string
}

/** The clock is the database's, which all processes share. */
export async function createSession(db: Queryable, tokenId: string): Promise<NewSession> {
  const id = randomBytes(32).toString('base64url')
  const [row] = await db
    .insert(session)
    .values({ sha256: hashSecret(id), tokenId, expiresAt: sql`now() + ${IDLE_SECONDS} * interval '1 s'` })
    .returning({ expiresAt: session.expiresAt })
  if (row === undefined) throw new Error('the database did not return the session it stored')
  return { id, expiresAt: row.expiresAt }
}

const extended = sql`least(
  now() + ${IDLE_SECONDS} * interval '1 s', ${session.createdAt} + ${LONGEST_SESSION_SECONDS} * interval '1 s')`

/** Null when it has expired, was ended, or its token has expired or was revoked. Being used makes it last. */
export async function findSession(db: Queryable, id: string): Promise<StoredSession | null> {
  const sha256 = hashSecret(id)
  const isOurs = and(eq(session.sha256, sha256), gt(session.expiresAt, sql`now()`))
  const [found] = await db
    .select({
      tokenId: apiToken.id,
      name: apiToken.name,
      expiresAt: session.expiresAt,
      isExtendable: sql<boolean>`${session.expiresAt} < ${extended} - ${EXTENDED_EVERY_SECONDS} * interval '1 s'`,
    })
    .from(session)
    .innerJoin(apiToken, eq(apiToken.id, session.tokenId))
    .where(and(isOurs, isUsable))
  if (found === undefined) return null
  const token = { id: found.tokenId, name: found.name }
  if (!found.isExtendable) return { token, expiresAt: found.expiresAt }
  const [kept] = await db
    .update(session)
    .set({ expiresAt: extended })
    .where(isOurs)
    .returning({ at: session.expiresAt })
  if (kept === undefined) return null
  await db.update(apiToken).set({ lastUsedAt: sql`now()` }).where(eq(apiToken.id, token.id))
  return { token, expiresAt: kept.at }
}

/** Which of these still open anything; being looked for does not make them last. */
export async function listStandingSessions(db: Queryable, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const idOf = new Map(ids.map(id => [hashSecret(id), id]))
  const rows = await db
    .select({ sha256: session.sha256 })
    .from(session)
    .innerJoin(apiToken, eq(apiToken.id, session.tokenId))
    .where(and(inArray(session.sha256, [...idOf.keys()]), gt(session.expiresAt, sql`now()`), isUsable))
  return new Set(rows.flatMap(({ sha256 }) => idOf.get(sha256) ?? []))
}

export async function removeSession(db: Queryable, id: string): Promise<void> {
  await db.delete(session).where(eq(session.sha256, hashSecret(id)))
}

export async function removeExpiredSessions(db: Queryable): Promise<void> {
  await db.delete(session).where(lt(session.expiresAt, sql`now()`))
}
