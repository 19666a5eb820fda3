import { eq, inArray } from 'drizzle-orm'
import { connection } from '../../../drizzle/schema/connection.ts'
import type { Queryable } from '../database.ts'

/** What a delivery is checked with. */
export interface WebhookReceiver {
  readonly kind: string
  /** Any of them proves a delivery: while a new one is being entered at the tracker, the former one still does. */
  readonly sealedSecrets: readonly string[]
  readonly sealedCredentials: string
}

/** One for each of these connections; null where there is no such connection. */
export async function findWebhookReceivers(
  db: Queryable,
  ids: readonly string[],
  at: string,
): Promise<readonly (WebhookReceiver | null)[]> {
  const rows = await db
    .select({
      id: connection.id,
      kind: connection.kind,
      sealedCredentials: connection.sealedCredentials,
      sealed: connection.sealedWebhookSecret,
      sealedFormer: connection.sealedFormerWebhookSecret,
      formerUntil: connection.formerWebhookSecretUntil,
    })
    .from(connection)
    .where(inArray(connection.id, [...new Set(ids)]))
  const byId = new Map(
    rows.map(({ id, kind, sealedCredentials, sealed, sealedFormer, formerUntil }) => {
      const isValid = formerUntil !== null && Date.parse(formerUntil) > Date.parse(at)
      const sealedSecrets = sealedFormer !== null && isValid ? [sealed, sealedFormer] : [sealed]
      return [id, { kind, sealedCredentials, sealedSecrets }] as const
    }),
  )
  return ids.map(id => byId.get(id.toLowerCase()) ?? null)
}

/** The one that stands becomes the former one, and is good until then. False when there is no such connection. */
export async function replaceWebhookSecret(
  db: Queryable,
  id: string,
  sealedSecret: string,
  formerUntil: string,
): Promise<boolean> {
  const rows = await db
    .update(connection)
    .set({
      sealedFormerWebhookSecret: connection.sealedWebhookSecret,
      formerWebhookSecretUntil: formerUntil,
      sealedWebhookSecret: sealedSecret,
    })
    .where(eq(connection.id, id))
    .returning({ id: connection.id })
  return rows.length > 0
}
