import { createHash } from 'node:crypto'
import { asc, eq, lte, sql } from 'drizzle-orm'
import { connection } from '../../../drizzle/schema/connection.ts'
import { webhookRegistration } from '../../../drizzle/schema/webhook-registration.ts'
import { type KeptWebhook, nextLookMs } from '../../work/kept-webhook.ts'
import { type Queryable, queryRows } from '../database.ts'
import { toInstant, toInstantOrNull } from '../instant.ts'
import { OWN_NOTICE } from './webhook-deliveries.ts'

/** One of the webhooks that we registered at a tracker, and how it fared when we looked last. */
export interface WebhookRegistration extends KeptWebhook {
  readonly connectionId: string
  readonly url: string
  readonly secretDigest: string
  readonly stateSince: string
  readonly registeredAt: string
  readonly checkedAt: string
}

/** Of one connection, or of all. */
export async function listWebhookRegistrations(
  db: Queryable,
  connectionId: string | null,
): Promise<readonly WebhookRegistration[]> {
  const rows = await db
    .select()
    .from(webhookRegistration)
    .where(connectionId === null ? undefined : eq(webhookRegistration.connectionId, connectionId))
    .orderBy(asc(webhookRegistration.name), asc(webhookRegistration.hook))
  return rows.map(({ nextCheckAt: _, ...row }) => ({
    ...row,
    stateSince: toInstant(row.stateSince),
    registeredAt: toInstant(row.registeredAt),
    checkedAt: toInstant(row.checkedAt),
    expiresAt: toInstantOrNull(row.expiresAt),
  }))
}

/** Tracker ids of those that hold this secret and lead to this address. */
export const listHolders = (
  registrations: readonly WebhookRegistration[],
  { url, secret }: { readonly url: string; readonly secret: string },
): readonly string[] =>
  registrations.flatMap(({ externalId, ...kept }) =>
    externalId !== null && kept.url === url && kept.secretDigest === digest(secret) ? [externalId] : [],
  )

const digest = (secret: string): string => createHash('sha256').update(secret).digest('hex')

export interface WebhookLook {
  readonly url: string
  readonly secret: string
  readonly at: Date
}

/**
 * Keeps what a look found, which is all there is: what it did not name belongs to a part of the tracker that is followed no
 * longer. A state lasts from when it was first seen, a webhook from when the tracker gave it its id. One that is not alive
 * may not have got its secret.
 */
export function saveWebhookLook(
  db: Queryable,
  connectionId: string,
  found: readonly KeptWebhook[],
  { url, secret, ...look }: WebhookLook,
): Promise<void> {
  const at = look.at.toISOString()
  const nextCheckAt = new Date(look.at.getTime() + nextLookMs(found)).toISOString()
  return db.transaction(async tx => {
    await queryRows(
      tx,
      sql`
      delete from webhook_registration where connection_id = ${connectionId}
        and hook not in (select value from json_array_elements_text(${JSON.stringify(found.map(({ hook }) => hook))}::text::json))`,
    )
    await queryRows(
      tx,
      sql`
      insert into webhook_registration as kept (connection_id, hook, name, external_id, url, secret_digest, state, state_since,
        tracker_state, reason, registered_at, checked_at, next_check_at, expires_at)
      select ${connectionId}, hook, name, "externalId", ${url}, case state when 'alive' then ${digest(secret)} else '' end, state, ${at}, "trackerState", reason, ${at}, ${at},
        ${nextCheckAt}, "expiresAt"
      from json_to_recordset(${JSON.stringify(found)}::text::json) as found (hook text, name text, "externalId" text, state text,
        "trackerState" text, reason text, "expiresAt" timestamptz)
      on conflict (connection_id, hook) do update set name = excluded.name, external_id = excluded.external_id,
        url = excluded.url, secret_digest = excluded.secret_digest, state = excluded.state,
        state_since = case when kept.state = excluded.state then kept.state_since else excluded.state_since end,
        tracker_state = excluded.tracker_state, reason = excluded.reason,
        registered_at = case when kept.external_id = excluded.external_id then kept.registered_at else excluded.registered_at end,
        checked_at = excluded.checked_at, next_check_at = excluded.next_check_at, expires_at = excluded.expires_at`,
    )
  })
}

/** Nothing is known of them any more, for this reason; when they were looked at last stays. */
export async function markWebhooksUnknown(
  db: Queryable,
  connectionId: string,
  { reason, at, nextCheckAt }: { readonly reason: string; readonly at: string; readonly nextCheckAt: string },
): Promise<void> {
  await queryRows(
    db,
    sql`
    update webhook_registration set state = 'unknown', reason = ${reason}, tracker_state = null,
      state_since = case when state = 'unknown' then state_since else ${at}::timestamptz end, next_check_at = ${nextCheckAt}
    where connection_id = ${connectionId}`,
  )
}

/** They are looked at then, or as soon as somebody can. */
export async function scheduleWebhookCheck(db: Queryable, connectionId: string, at: string): Promise<void> {
  await db
    .update(webhookRegistration)
    .set({ nextCheckAt: at })
    .where(eq(webhookRegistration.connectionId, connectionId))
}

/** Connections whose webhooks have to be looked at; a suspended one asks its tracker nothing. */
export async function listDueWebhookChecks(db: Queryable, at: string): Promise<readonly string[]> {
  const rows = await db
    .selectDistinct({ id: webhookRegistration.connectionId })
    .from(webhookRegistration)
    .innerJoin(
      connection,
      sql`${connection.id} = ${webhookRegistration.connectionId} and ${connection.state} = 'active'`,
    )
    .where(lte(webhookRegistration.nextCheckAt, at))
  return rows.map(({ id }) => id)
}

export async function forgetWebhookRegistrations(db: Queryable, connectionId: string): Promise<void> {
  await db.delete(webhookRegistration).where(eq(webhookRegistration.connectionId, connectionId))
}

/** When the tracker's last notice came; null where none ever did. */
export async function findLastHeard(db: Queryable, connectionId: string): Promise<string | null> {
  const [row] = await queryRows<{ at: string | null }>(
    db,
    sql`
    select max(received_at)::text as at from webhook_delivery
    where connection_id = ${connectionId} and not starts_with(delivery_id, ${OWN_NOTICE})`,
  )
  return toInstantOrNull(row?.at ?? null)
}
