import { randomBytes } from 'node:crypto'
import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import { apiToken } from '../../../drizzle/schema/access.ts'
import { type Queryable, queryRows } from '../database.ts'
import { toInstant, toInstantOrNull } from '../instant.ts'
import { hashSecret } from './hash-secret.ts'

export interface StoredToken {
  readonly id: string
  readonly name: string
}

/** Lets a secret scanner recognise one. */
const PREFIX = 'mp_'

export interface ListedToken extends StoredToken {
  readonly createdAt: string
  readonly lastUsedAt: string | null
  /** Null: never. */
  readonly expiresAt: string | null
}

/** Whether it opens now. By the clock of the database, which all processes share. */
export const isUsable = sql<boolean>`(${apiToken.expiresAt} is null or ${apiToken.expiresAt} > now())`

/** The only time the token itself is seen. */
export async function createToken(
  db: Queryable,
  name: string,
  expiresInDays: number | null = null,
): Promise<ListedToken & { readonly token: string }> {
  const token = `${PREFIX}${randomBytes(32).toString('base64url')}`
  return { ...(await saveToken(db, name, token, expiresInDays)), token }
}

/** Accepts a token made elsewhere (ADMIN_TOKEN), under this name. */
export async function saveToken(
  db: Queryable,
  name: string,
  token: string,
  expiresInDays: number | null = null,
): Promise<ListedToken> {
  const expiresAt = expiresInDays === null ? null : sql`now() + ${expiresInDays} * interval '1 day'`
  const [row] = await db
    .insert(apiToken)
    .values({ name, sha256: hashSecret(token), expiresAt })
    .onConflictDoUpdate({ target: apiToken.sha256, set: { name } })
    .returning(columns)
  if (row === undefined) throw new Error('the database did not return the token it stored')
  return read(row)
}

/** Expired ones too, so that it can be seen why somebody is refused. */
export async function listTokens(db: Queryable): Promise<readonly ListedToken[]> {
  const rows = await db.select(columns).from(apiToken).orderBy(asc(apiToken.createdAt), asc(apiToken.id))
  return rows.map(read)
}

/** With its sessions. `last` when nobody could get in without it. */
export async function revokeToken(db: Queryable, id: string): Promise<'revoked' | 'last' | 'missing'> {
  return db.transaction(async transaction => {
    // Locked, so that of the last two each is not revoked because the other is still there.
    const tokens = await queryRows<{ readonly id: string; readonly usable: boolean }>(
      transaction,
      sql`select ${apiToken.id}, ${isUsable} as usable from ${apiToken} order by ${apiToken.id} for update`,
    )
    const asked = id.toLowerCase()
    const found = tokens.find(token => token.id === asked)
    if (found === undefined) return 'missing'
    if (found.usable && !tokens.some(token => token.usable && token.id !== asked)) return 'last'
    await transaction.delete(apiToken).where(eq(apiToken.id, id))
    return 'revoked'
  })
}

/** Looked up by its hash: how long that takes says nothing about the token. */
export async function findToken(db: Queryable, token: string): Promise<StoredToken | null> {
  const isUseOld = sql<boolean>`${apiToken.lastUsedAt} is null or ${apiToken.lastUsedAt} < now() - interval '1 minute'`
  const [found] = await db
    .select({ id: apiToken.id, name: apiToken.name, isUseOld })
    .from(apiToken)
    .where(and(eq(apiToken.sha256, hashSecret(token)), isUsable))
  if (found === undefined) return null
  const { id, name } = found
  // Once a minute is enough to see which tokens are in use, and spares a write for each request.
  if (found.isUseOld) await db.update(apiToken).set({ lastUsedAt: sql`now()` }).where(eq(apiToken.id, id))
  return { id, name }
}

/** Which of these still open anything. */
export async function listStandingTokens(db: Queryable, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db
    .select({ id: apiToken.id })
    .from(apiToken)
    .where(and(inArray(apiToken.id, [...ids]), isUsable))
  return new Set(rows.map(({ id }) => id))
}

/** Whether anybody can get in. */
export async function hasTokens(db: Queryable): Promise<boolean> {
  const rows = await db.select({ id: apiToken.id }).from(apiToken).where(isUsable).limit(1)
  return rows.length > 0
}

const columns = {
  id: apiToken.id,
  name: apiToken.name,
  createdAt: apiToken.createdAt,
  lastUsedAt: apiToken.lastUsedAt,
  expiresAt: apiToken.expiresAt,
}

const read = (row: ListedToken): ListedToken => ({
  ...row,
  createdAt: toInstant(row.createdAt),
  lastUsedAt: toInstantOrNull(row.lastUsedAt),
  expiresAt: toInstantOrNull(row.expiresAt),
})
