import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import { rawRecord } from '../../../drizzle/schema/raw-record.ts'
import { personIdentity } from '../../../drizzle/schema/work.ts'
import type { Queryable } from '../database.ts'
import type { ReadRecord } from '../records/raw-records.ts'

/** External ids of people whose accounts the tracker has erased, and whom stored answers may still name. */
export async function listErased(db: Queryable, connectionId: string): Promise<readonly string[]> {
  const rows = await db
    .select({ externalId: personIdentity.externalId })
    .from(personIdentity)
    .where(
      and(
        eq(personIdentity.connectionId, connectionId),
        eq(personIdentity.isErased, true),
        isNull(personIdentity.forgottenAt),
      ),
    )
  return rows.map(({ externalId }) => externalId)
}

/** Puts an answer in the place of the one it was made from, unless the tracker has answered anew meanwhile. */
export async function rewriteRawRecord(
  db: Queryable,
  connectionId: string,
  { raw, payloadText, contextText, hash }: ReadRecord,
  madeFrom: string,
): Promise<void> {
  if (hash === madeFrom) return
  await db
    .update(rawRecord)
    .set({ payload: payloadText, context: contextText, hash })
    .where(
      and(
        eq(rawRecord.connectionId, connectionId),
        eq(rawRecord.kind, raw.kind),
        eq(rawRecord.externalId, raw.externalId),
        eq(rawRecord.hash, madeFrom),
      ),
    )
}

export async function markForgotten(
  db: Queryable,
  connectionId: string,
  externalIds: readonly string[],
): Promise<void> {
  await db
    .update(personIdentity)
    .set({ forgottenAt: sql`now()` })
    .where(and(eq(personIdentity.connectionId, connectionId), inArray(personIdentity.externalId, [...externalIds])))
}
