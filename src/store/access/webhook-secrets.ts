import { eq } from 'drizzle-orm'
import { connection } from '../../../drizzle/schema/connection.ts'
import type { Queryable } from '../database.ts'

/** What a delivery is checked with. */
export interface WebhookReceiver {
  readonly kind: string
  /** Any of them proves a delivery: while a new one is being entered at the tracker, the former one still does. */
  readonly sealedSecrets: readonly string[]
  readonly sealedCredentials: string
}

export async function findWebhookReceiver(db: Queryable, id: string, at: string): Promise<WebhookReceiver | null> {
  const [row] = await db
    .select({
      kind: connection.kind,
      sealedCredentials: connection.sealedCredentials,
      sealed: connection.sealedWebhookSecret,
      sealedFormer: connection.sealedFormerWebhookSecret,
      formerUntil: connection.formerWebhookSecretUntil,
    })
    .from(connection)
    .where(eq(connection.id, id))
  if (row === undefined) return null
  const { kind, sealedCredentials, sealed, sealedFormer, formerUntil } = row
  const isValid = formerUntil !== null && Date.parse(formerUntil) > Date.parse(at)
  return {
    kind,
    sealedCredentials,
    sealedSecrets: sealedFormer !== null && isValid ? [sealed, sealedFormer] : [sealed],
  }
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
