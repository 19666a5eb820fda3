import { sql } from 'drizzle-orm'
import type { AlertEventKind, AlertKind, Severity } from '../../portfolio/alert/alert.ts'
import { type Queryable, queryRows } from '../database.ts'
import { toInstant } from '../instant.ts'
import { readDetails, type StoredAlertDetails } from './alerts.ts'
import type { HeldChannel } from './held-channel.ts'

/** What a reader can look at in a minute. */
const MOST_DRIVERS = 5

/** What one alert's change has to say through one channel, in names. */
export interface DueDelivery {
  readonly id: string
  readonly change: Exclude<AlertEventKind, 'acknowledged' | 'snoozed'>
  readonly at: string
  readonly alertId: string
  readonly kind: AlertKind
  readonly severity: Severity
  readonly details: StoredAlertDetails
  /** Null: it is about a connection or a channel. */
  readonly initiativeName: string | null
  readonly channelName: string | null
  /** Of the initiative, or of the nearest node above it that has one. */
  readonly owner: string | null
  readonly openedAt: string
  readonly personName: string | null
  readonly trackerName: string | null
  /** Items behind it, with their pages in the tracker; the first of `details.evidenceIds`. */
  readonly drivers: readonly { readonly key: string; readonly title: string; readonly url: string | null }[]
  /** Of what the milestone's date is taken from. */
  readonly url: string | null
}

/** One message: what is due for a channel, together. */
export interface DueNotice {
  readonly id: string
  /** This one included. */
  readonly attempts: number
  readonly deliveries: readonly DueDelivery[]
}

/**
 * Takes the next message of a channel that the caller holds, and puts it off by `holdMs`: who dies while sending loses
 * nothing, it is due again with the same id and the same content. Null when nothing is due.
 */
export async function takeNotice(
  db: Queryable,
  channel: Pick<HeldChannel, 'id'>,
  at: string,
  { holdMs, mostEntries }: { readonly holdMs: number; readonly mostEntries: number },
): Promise<DueNotice | null> {
  const rows = await queryRows<DueDelivery & { readonly noticeId: string; readonly attempts: number }>(
    db,
    sql`
    with due as (
      select id, notice_id, alert_event_id from delivery
      where channel_id = ${channel.id} and sent_at is null and given_up_at is null and due_at <= ${at}::timestamptz
    ), first as (
      select notice_id, gen_random_uuid() as fresh_id from due order by alert_event_id limit 1
    ), chosen as (
      -- What has been tried together is tried together again.
      select due.id, coalesce(due.notice_id, first.fresh_id) as notice_id from due, first
      where due.notice_id is not distinct from first.notice_id
      order by due.alert_event_id limit ${mostEntries}
    ), taken as (
      -- While it is on its way nothing is known to be wrong with it: nobody sends it a second time because of that.
      update delivery d set attempts = d.attempts + 1, notice_id = chosen.notice_id, last_error = null,
        due_at = ${at}::timestamptz + ${holdMs} * interval '1 ms'
      from chosen where d.id = chosen.id
      returning d.*
    )
    select t.notice_id as "noticeId", t.attempts, t.id, e.change, e.at, a.id as "alertId", a.kind, a.severity, e.details,
      n.name as "initiativeName", p.name as "personName", k.name as "trackerName",
      coalesce((
        select json_agg(json_build_object('key', i.key, 'title', i.title, 'url', i.url) order by v.n)
        from jsonb_array_elements_text(e.details -> 'evidenceIds') with ordinality v(id, n)
        join work_item i on i.id = case when v.id ~ '^[0-9a-f-]{36}$' then v.id::uuid end
        where v.n <= ${MOST_DRIVERS}
      ), '[]') as drivers,
      c.name as "channelName", a.opened_at as "openedAt",
      (
        with recursive above(id, parent_id, owner, steps) as (
          select o.id, o.parent_id, o.owner, 0 from portfolio_node o where o.id = a.initiative_id
          union all
          select o.id, o.parent_id, o.owner, above.steps + 1 from portfolio_node o join above on o.id = above.parent_id
          where above.steps < 100
        )
        select owner from above where owner is not null order by steps limit 1
      ) as owner, coalesce(w.url, r.url) as url
    from taken t
    join alert_event e on e.id = t.alert_event_id
    join alert a on a.id = e.alert_id
    left join portfolio_node n on n.id = a.initiative_id
    left join channel c on c.id = a.channel_id
    left join milestone m on m.id = a.milestone_id
    left join work_item w on w.id = m.subject_id
    left join release r on r.id = m.subject_id
    left join person_identity p on p.id = (e.details ->> 'byPersonId')::uuid
    left join connection k on k.id = (e.details ->> 'connectionId')::uuid
    order by e.id`,
  )
  const [first] = rows
  if (first === undefined) return null
  return {
    id: first.noticeId,
    attempts: first.attempts,
    deliveries: rows.map(({ noticeId: _, attempts: __, ...row }) => ({
      ...row,
      at: toInstant(row.at),
      openedAt: toInstant(row.openedAt),
      details: readDetails(row.kind, row.details),
    })),
  }
}

/** The receiver took it; it is not sent again. */
export async function markNoticeSent(db: Queryable, noticeId: string, at: string): Promise<void> {
  await db.execute(sql`
    update delivery set sent_at = ${at}::timestamptz, last_error = null, refused_since = null
    where notice_id = ${noticeId} and sent_at is null`)
}

/** It is tried again at `retryAt`. */
export async function markNoticeFailed(
  db: Queryable,
  noticeId: string,
  { error, retryAt }: { readonly error: string; readonly retryAt: string },
): Promise<void> {
  await db.execute(sql`
    update delivery set last_error = ${error}, due_at = ${retryAt}::timestamptz
    where notice_id = ${noticeId} and sent_at is null`)
}

export interface Refusal {
  readonly error: string
  readonly at: string
  readonly retryAt: string
  /** What is refused since then, or for longer, is given up. */
  readonly refusedSince: string
}

/** Its receiver takes others, but not this one: it is tried again at `retryAt`, and given up after a time. */
export async function markNoticeRefused(
  db: Queryable,
  noticeId: string,
  { error, at, retryAt, refusedSince }: Refusal,
): Promise<void> {
  await db.execute(sql`
    update delivery set last_error = ${error}, due_at = ${retryAt}::timestamptz,
      refused_since = coalesce(refused_since, ${at}::timestamptz),
      given_up_at = case when refused_since <= ${refusedSince}::timestamptz then ${at}::timestamptz end
    where notice_id = ${noticeId} and sent_at is null`)
}

/**
 * Its receiver refused many changes at once: each half is due as a message of its own, so that in the end only what is
 * refused by itself is left.
 */
export async function halveNotice(
  db: Queryable,
  noticeId: string,
  { error, at }: Pick<Refusal, 'error' | 'at'>,
): Promise<void> {
  await db.execute(sql`
    with half as (
      select id, ntile(2) over (order by alert_event_id) as nth from delivery
      where notice_id = ${noticeId} and sent_at is null
    ), fresh as materialized (
      select nth, gen_random_uuid() as notice_id from generate_series(1, 2) as each(nth)
    )
    update delivery d set notice_id = fresh.notice_id, last_error = ${error}, due_at = ${at}::timestamptz
    from half join fresh using (nth) where d.id = half.id`)
}

/**
 * Sends again what was sent or given up since, with the ids it had: a receiver drops what it has. Returns how many
 * changes.
 */
export async function replayDeliveries(
  db: Queryable,
  channelId: string,
  { since, onlyGivenUp }: { readonly since: string; readonly onlyGivenUp: boolean },
  at: string,
): Promise<number> {
  const rows = await queryRows(
    db,
    sql`
    update delivery set sent_at = null, given_up_at = null, refused_since = null, due_at = ${at}::timestamptz,
      attempts = case when given_up_at is null then attempts else 0 end
    where channel_id = ${channelId}
      and (given_up_at >= ${since}::timestamptz or (sent_at >= ${since}::timestamptz and not ${onlyGivenUp}::boolean))
    returning 1`,
  )
  return rows.length
}
