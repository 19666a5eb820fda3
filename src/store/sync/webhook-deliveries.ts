import { randomUUID } from 'node:crypto'
import { and, gt, isNull, lt, sql } from 'drizzle-orm'
import { webhookDelivery } from '../../../drizzle/schema/sync.ts'
import { cleanAll } from '../../work/clean-text.ts'
import type { RecordKind } from '../../work/raw-record.ts'
import { type Queryable, queryRows } from '../database.ts'

/** A record that changed, and who changed it when, where the notice says so; and whether one of its dates may have moved. */
export interface Touch {
  readonly kind: string
  readonly externalId: string
  readonly byPersonId?: string
  readonly at?: string
  readonly movesDate?: true
}

const DATED_KINDS: readonly string[] = ['release', 'iteration'] satisfies readonly RecordKind[]

/** Whether a milestone may have moved: somebody waits to be told. */
export const mayMoveDates = (touched: readonly Touch[]): boolean =>
  touched.some(({ kind, movesDate }) => movesDate === true || DATED_KINDS.includes(kind))

/** How the ids of notices begin that we give ourselves: the tracker has not sent them. */
export const OWN_NOTICE = 'own '

/** What we have to fetch, kept as if the tracker had told that it changed. */
export const saveOwnNotice = (db: Queryable, connectionId: string, touched: readonly Touch[]): Promise<boolean> =>
  saveDelivery(db, connectionId, `${OWN_NOTICE}${randomUUID()}`, touched)

export interface Delivered {
  readonly connectionId: string
  /** The tracker's id of the delivery, equal over its retries. */
  readonly deliveryId: string
  readonly touched: readonly Touch[]
}

/** Keeps the notices, in the order in which they came. False for one that was kept before: it is a retry, or a replay. */
export async function saveDeliveries(db: Queryable, given: readonly Delivered[]): Promise<readonly boolean[]> {
  // What Postgres does not take in text it does not take inside of JSON either, and would never mark as processed.
  const delivered = cleanAll(given)
  const rows = delivered.map(({ connectionId, deliveryId, touched }, nth) => ({
    ...{ nth, connection_id: connectionId, delivery_id: deliveryId },
    ...{ touched: JSON.stringify(touched), moves_date: mayMoveDates(touched) },
  }))
  const saved = await queryRows<{ connection_id: string; delivery_id: string }>(
    db,
    sql`
    insert into webhook_delivery (connection_id, delivery_id, touched, moves_date, received_at)
    select connection_id, delivery_id, touched, moves_date, now() + nth * interval '1 microsecond'
    from json_to_recordset(${JSON.stringify(rows)}::text::json)
      as r(nth int, connection_id uuid, delivery_id text, touched text, moves_date boolean)
    order by nth on conflict do nothing returning connection_id, delivery_id`,
  )
  const news = new Set(saved.map(row => `${row.connection_id} ${row.delivery_id}`))
  return delivered.map(({ connectionId, deliveryId }) => news.delete(`${connectionId.toLowerCase()} ${deliveryId}`))
}

/** Keeps the notice. False when this delivery was kept before. */
export async function saveDelivery(
  db: Queryable,
  connectionId: string,
  deliveryId: string,
  touched: readonly Touch[],
): Promise<boolean> {
  const [isNew] = await saveDeliveries(db, [{ connectionId, deliveryId, touched }])
  return isNew === true
}

export interface PendingDelivery {
  readonly id: string
  readonly touched: readonly Touch[]
}

/** Notices not processed yet, in the order in which they came: the oldest, but however many wait, those that may move a milestone first. */
export async function listPendingDeliveries(
  db: Queryable,
  connectionId: string,
  limit: number,
): Promise<readonly PendingDelivery[]> {
  const rows = await queryRows<{ id: string; touched: string }>(
    db,
    sql`
    with first as (
      select id, touched, received_at from webhook_delivery
      where connection_id = ${connectionId} and processed_at is null
      order by moves_date desc, received_at, id limit ${limit}
    )
    select id, touched from first order by received_at, id`,
  )
  return rows.map(({ id, touched }) => ({ id, touched: JSON.parse(touched) as Touch[] }))
}

/** Also keeps, to the minute, when the projects of the named items were heard of; our own notices say nothing about that. */
export async function markDeliveriesProcessed(db: Queryable, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await queryRows(
    db,
    sql`
    with processed as (
      update webhook_delivery set processed_at = now()
      where id in (select value::uuid from json_array_elements_text(${JSON.stringify(ids)}::text::json))
      returning connection_id, delivery_id, touched, received_at
    )
    insert into webhook_heard as known (connection_id, project_id, heard_at)
    select i.connection_id, i.project_id, max(p.received_at)
    from processed p
    cross join lateral json_to_recordset(p.touched::json) as t(kind text, "externalId" text)
    join work_item i on i.connection_id = p.connection_id and i.external_id = t."externalId"
    where t.kind = 'work_item' and not starts_with(p.delivery_id, ${OWN_NOTICE})
    group by 1, 2 order by 1, 2
    on conflict (connection_id, project_id) do update set heard_at = excluded.heard_at
    where known.heard_at < excluded.heard_at - interval '1 minute'`,
  )
}

/** Nothing is expected of the webhooks of this connection any more, also not because of notices that still wait. */
export async function forgetHeard(db: Queryable, connectionId: string): Promise<void> {
  await queryRows(
    db,
    sql`
    update webhook_delivery set delivery_id = ${OWN_NOTICE} || delivery_id
    where connection_id = ${connectionId} and processed_at is null and not starts_with(delivery_id, ${OWN_NOTICE})`,
  )
  await queryRows(db, sql`delete from webhook_heard where connection_id = ${connectionId}`)
}

/** Connections with notices older than `receivedBefore` that nobody has processed: their job was lost. */
export async function listConnectionsWithPendingDeliveries(
  db: Queryable,
  receivedBefore: string,
): Promise<readonly string[]> {
  const rows = await db
    .selectDistinct({ connectionId: webhookDelivery.connectionId })
    .from(webhookDelivery)
    .where(and(isNull(webhookDelivery.processedAt), lt(webhookDelivery.receivedAt, receivedBefore)))
  return rows.map(row => row.connectionId)
}

/** Whether notices that came after this instant wait to be processed. */
export async function hasFreshDeliveries(db: Queryable, receivedAfter: string): Promise<boolean> {
  const rows = await db
    .select({ id: webhookDelivery.id })
    .from(webhookDelivery)
    .where(and(isNull(webhookDelivery.processedAt), gt(webhookDelivery.receivedAt, receivedAfter)))
    .limit(1)
  return rows.length > 0
}

/**
 * Drops notices that were processed before `processedBefore`, `most` of each connection at once. Those of a tracker that has
 * sent none since stay: when it was heard last is asked for. Our own say nothing about that.
 */
export async function forgetDeliveries(db: Queryable, processedBefore: string, most: number): Promise<void> {
  await queryRows(
    db,
    sql`
    delete from webhook_delivery where id in (
      select old.id from connection c cross join lateral (
        select w.id from webhook_delivery w
        where w.connection_id = c.id and w.processed_at < ${processedBefore}::timestamptz
          and (starts_with(w.delivery_id, ${OWN_NOTICE}) or exists (
            select 1 from webhook_delivery m
            where m.connection_id = c.id and m.processed_at >= ${processedBefore}::timestamptz
              and not starts_with(m.delivery_id, ${OWN_NOTICE})))
        order by w.processed_at limit ${most}
      ) old
    )`,
  )
}
