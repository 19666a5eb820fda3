import { and, eq, notInArray } from 'drizzle-orm'
import { scope } from '../../../drizzle/schema/connection.ts'
import type { Scope } from '../../work/raw-record.ts'
import type { Queryable } from '../database.ts'

/** Stores what the connector found; a scope it no longer finds becomes inactive and keeps its records. */
export async function saveScopes(db: Queryable, connectionId: string, scopes: readonly Scope[]): Promise<void> {
  for (const { externalId, name, streams } of scopes) {
    const values = { name, streams: [...streams], active: true }
    await db
      .insert(scope)
      .values({ connectionId, externalId, ...values })
      .onConflictDoUpdate({ target: [scope.connectionId, scope.externalId], set: values })
  }
  const found = scopes.map(({ externalId }) => externalId)
  await db
    .update(scope)
    .set({ active: false })
    .where(
      and(eq(scope.connectionId, connectionId), found.length === 0 ? undefined : notInArray(scope.externalId, found)),
    )
}
