import { sql } from 'drizzle-orm'
import type { AlertEventKind } from '../../portfolio/alert/alert.ts'
import { type Queryable, queryRows } from '../database.ts'
import { toInstant, toInstantOrNull } from '../instant.ts'

/** To whom something was told, or will be. */
export interface EventDelivery {
  readonly channelId: string
  readonly channelName: string
  readonly dueAt: string
  /** Null: its receiver has not taken it yet. */
  readonly sentAt: string | null
  /** Its receiver refused it for so long that it is not tried any more. */
  readonly givenUpAt: string | null
  readonly attempts: number
  readonly lastError: string | null
}

export interface AlertEvent {
  readonly change: AlertEventKind
  readonly actor: string
  readonly details: unknown
  readonly at: string
  readonly deliveries: readonly EventDelivery[]
}

/** The history of an alert, oldest first, each event with the channels that were told of it. */
export async function listAlertEvents(db: Queryable, alertId: string): Promise<readonly AlertEvent[]> {
  const rows = await queryRows<AlertEvent>(
    db,
    sql`
    select e.change, e.actor, e.details, e.at, coalesce((
      select json_agg(json_build_object('channelId', c.id, 'channelName', c.name, 'dueAt', d.due_at, 'sentAt', d.sent_at,
        'givenUpAt', d.given_up_at, 'attempts', d.attempts, 'lastError', d.last_error) order by c.name)
      from delivery d join channel c on c.id = d.channel_id where d.alert_event_id = e.id
    ), '[]') as deliveries
    from alert_event e where e.alert_id = ${alertId} order by e.id`,
  )
  return rows.map(row => ({
    ...row,
    at: toInstant(row.at),
    deliveries: row.deliveries.map(each => ({
      ...each,
      dueAt: toInstant(each.dueAt),
      sentAt: toInstantOrNull(each.sentAt),
      givenUpAt: toInstantOrNull(each.givenUpAt),
    })),
  }))
}

/** A work item that is behind an alert. */
export interface AlertItem {
  readonly id: string
  readonly connectionId: string
  readonly key: string
  readonly title: string
  /** Its page in the tracker. */
  readonly url: string | null
  readonly state: string | null
}

/** What of the evidence of an alert is a work item, in the order in which it was found. */
export const listAlertItems = (db: Queryable, evidenceIds: readonly string[]): Promise<readonly AlertItem[]> =>
  queryRows<AlertItem>(
    db,
    sql`
    select i.id, i.connection_id as "connectionId", i.key, i.title, i.url, i.state
    from json_array_elements_text(${JSON.stringify(evidenceIds)}::text::json) with ordinality v(id, n)
    join work_item i on i.id = case when v.id ~ '^[0-9a-f-]{36}$' then v.id::uuid end
    order by v.n`,
  )

/** The page in the tracker of what the date of a milestone is taken from; null where it has none. */
export async function findSubjectPage(db: Queryable, milestoneId: string): Promise<string | null> {
  const [row] = await queryRows<{ url: string | null }>(
    db,
    sql`
    select coalesce(w.url, r.url) as url from milestone m
    left join work_item w on w.id = m.subject_id left join release r on r.id = m.subject_id
    where m.id = ${milestoneId}`,
  )
  return row?.url ?? null
}
