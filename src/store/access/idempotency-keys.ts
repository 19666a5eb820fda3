import { and, eq, lt, sql } from 'drizzle-orm'
import { idempotencyKey } from '../../../drizzle/schema/idempotency-key.ts'
import type { Queryable } from '../database.ts'

/** One attempt to carry out what is asked for with a key; keys of different tokens are different keys. */
export interface KeyedAttempt {
  readonly tokenId: string
  readonly key: string
  readonly holder: string
}

export interface KeyedRequest {
  readonly sealedRequest: string
  /** Null: it is under way. */
  readonly sealedAnswer: string | null
}

/** How long answers are kept. */
const KEPT = sql`interval '24 hours'`
/** Without a sign of life of the process that carries it out; then somebody else may. */
const HELD = sql`interval '30 seconds'`
export const RENEW_HOLD_EVERY_MS = 10_000

const { tokenId, key, holder, sealedAnswer, sealedRequest, heldUntil, createdAt } = idempotencyKey
const isKey = (of: KeyedAttempt) => and(eq(tokenId, of.tokenId), eq(key, of.key))
const isHeld = (by: KeyedAttempt) => and(isKey(by), eq(holder, by.holder))
const isOver = lt(createdAt, sql`now() - ${KEPT}`)

/** Whether this attempt is the one that carries it out: the first with its key, or the first since nobody answered. */
export async function claimKey(db: Queryable, attempt: KeyedAttempt, sealed: string): Promise<boolean> {
  const row = { ...attempt, sealedRequest: sealed, sealedAnswer: null, heldUntil: sql`now() + ${HELD}` }
  const rows = await db
    .insert(idempotencyKey)
    .values(row)
    .onConflictDoUpdate({
      target: [tokenId, key],
      set: { ...row, createdAt: sql`now()` },
      setWhere: sql`${isOver} or (${sealedAnswer} is null and ${heldUntil} < now())`,
    })
    .returning({ holder })
  return rows.length > 0
}

/** Null when the attempt that held the key has just given it back. */
export async function findKeyedRequest(db: Queryable, attempt: KeyedAttempt): Promise<KeyedRequest | null> {
  const [found] = await db.select({ sealedRequest, sealedAnswer }).from(idempotencyKey).where(isKey(attempt))
  return found ?? null
}

export async function renewHold(db: Queryable, attempt: KeyedAttempt): Promise<void> {
  await db
    .update(idempotencyKey)
    .set({ heldUntil: sql`now() + ${HELD}` })
    .where(isHeld(attempt))
}

export async function keepAnswer(db: Queryable, attempt: KeyedAttempt, sealed: string): Promise<void> {
  await db.update(idempotencyKey).set({ sealedAnswer: sealed }).where(isHeld(attempt))
}

/** Gives the key back: what it was used for may be tried again. */
export async function releaseKey(db: Queryable, attempt: KeyedAttempt): Promise<void> {
  await db.delete(idempotencyKey).where(isHeld(attempt))
}

export async function removeOldKeys(db: Queryable): Promise<void> {
  await db.delete(idempotencyKey).where(isOver)
}
