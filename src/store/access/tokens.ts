import { createHash, randomBytes } from 'node:crypto'
import { eq, sql } from 'drizzle-orm'
import { apiToken } from '../../../drizzle/schema/access.ts'
import type { Queryable } from '../database.ts'

export interface StoredToken {
  readonly id: string
  readonly name: string
}

/** Lets a secret scanner recognise one. */
const PREFIX = 'mp_'

const hash = (token: string): string => createHash('sha256').update(token).digest('hex')

/** The only time the token itself is seen. */
export async function createToken(db: Queryable, name: string): Promise<StoredToken & { readonly token: string }> {
  const token = `${PREFIX}${randomBytes(32).toString('base64url')}`
  return { ...(await saveToken(db, name, token)), token }
}

/** Accepts a token made elsewhere (ADMIN_TOKEN), under this name. */
export async function saveToken(db: Queryable, name: string, token: string): Promise<StoredToken> {
  const sha256 = hash(token)
  const [row] = await db
    .insert(apiToken)
    .values({ name, sha256 })
    .onConflictDoUpdate({ target: apiToken.sha256, set: { name } })
    .returning({ id: apiToken.id, name: apiToken.name })
  if (row === undefined) throw new Error('the database did not return the token it stored')
  return row
}

/** Looked up by its hash: how long that takes says nothing about the token. */
export async function findToken(db: Queryable, token: string): Promise<StoredToken | null> {
  const isUseOld = sql<boolean>`${apiToken.lastUsedAt} is null or ${apiToken.lastUsedAt} < now() - interval '1 minute'`
  const [found] = await db
    .select({ id: apiToken.id, name: apiToken.name, isUseOld })
    .from(apiToken)
    .where(eq(apiToken.sha256, hash(token)))
  if (found === undefined) return null
  const { id, name } = found
  // Once a minute is enough to see which tokens are in use, and spares a write for each request.
  if (found.isUseOld) await db.update(apiToken).set({ lastUsedAt: sql`now()` }).where(eq(apiToken.id, id))
  return { id, name }
}

export async function hasTokens(db: Queryable): Promise<boolean> {
  const rows = await db.select({ id: apiToken.id }).from(apiToken).limit(1)
  return rows.length > 0
}
