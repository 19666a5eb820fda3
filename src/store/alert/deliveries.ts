import { eq, sql } from 'drizzle-orm'
import { delivery } from '../../../drizzle/schema/alert.ts'
import type { AlertKind, Severity } from '../../portfolio/alert.ts'
import { type Queryable, queryRows } from '../database.ts'
import { toInstant } from '../instant.ts'
import type { StoredAlertDetails } from './alerts.ts'

/** A message to send: what happened, in names, and through which channel. */
export interface DueDelivery {
  readonly id: string
  /** This one included. */
  readonly attempts: number
  readonly channel: {
    readonly id: string
    readonly kind: string
    readonly name: string
    readonly sealedSettings: string
  }
  readonly change: 'opened' | 'worsened' | 'resolved'
  readonly at: string
  readonly alertId: string
  readonly kind: AlertKind
  readonly severity: Severity
  readonly details: StoredAlertDetails
  readonly initiativeName: string
  readonly personName: string | null
  readonly trackerName: string | null
}

/**
 * Takes messages whose time has come and puts them off by `holdMs`: who dies while sending loses nothing, the message is
 * due again. Nobody else gets the same ones meanwhile.
 */
export async function takeDueDeliveries(
  db: Queryable,
  at: string,
  limit: number,
  holdMs: number,
): Promise<readonly DueDelivery[]> {
  const rows = await queryRows<DueDelivery>(
    db,
    sql`
    with taken as (
      update delivery d set attempts = d.attempts + 1, due_at = ${at}::timestamptz + ${holdMs} * interval '1 ms'
      where d.id in (
        select w.id from delivery w join channel c on c.id = w.channel_id and c.state = 'active'
        where w.sent_at is null and w.due_at <= ${at}::timestamptz
        order by w.due_at, w.alert_event_id limit ${limit} for update of w skip locked
      )
      returning d.*
    )
    select t.id, t.attempts, e.change, e.at, a.id as "alertId", a.kind, a.severity, e.details,
      json_build_object('id', c.id, 'kind', c.kind, 'name', c.name, 'sealedSettings', c.sealed_settings) as channel,
      n.name as "initiativeName", p.name as "personName", k.name as "trackerName"
    from taken t
    join channel c on c.id = t.channel_id
    join alert_event e on e.id = t.alert_event_id
    join alert a on a.id = e.alert_id
    join portfolio_node n on n.id = a.initiative_id
    left join person_identity p on p.id = (e.details ->> 'byPersonId')::uuid
    left join connection k on k.id = (e.details ->> 'connectionId')::uuid
    order by e.id, c.id`,
  )
  return rows.map(row => ({ ...row, at: toInstant(row.at) }))
}

export async function markDeliverySent(db: Queryable, id: string, at: string): Promise<void> {
  await db.update(delivery).set({ sentAt: at, lastError: null }).where(eq(delivery.id, id))
}

/** It is tried again at `retryAt`. */
export async function markDeliveryFailed(
  db: Queryable,
  id: string,
  failure: { readonly error: string; readonly retryAt: string },
): Promise<void> {
  await db.update(delivery).set({ lastError: failure.error, dueAt: failure.retryAt }).where(eq(delivery.id, id))
}

export async function countDueDeliveries(db: Queryable, at: string): Promise<number> {
  const [row] = await queryRows<{ count: number }>(
    db,
    sql`
    select count(*)::int as count from delivery d join channel c on c.id = d.channel_id and c.state = 'active'
    where d.sent_at is null and d.due_at <= ${at}::timestamptz`,
  )
  return row?.count ?? 0
}
