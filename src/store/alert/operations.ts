import { sql } from 'drizzle-orm'
import type { ConnectionWatch, DisabledChannel, Operations } from '../../portfolio/alert/operation-alerts.ts'
import { findSilence } from '../../portfolio/alert/webhook-silence.ts'
import { groupBy } from '../../portfolio/group-by.ts'
import { type Queryable, queryRows } from '../database.ts'
import { toInstant, toInstantOrNull } from '../instant.ts'
import { listUnannounced } from '../sync/unannounced.ts'

/** Any number; two evaluations at once would each compare with what the other changes. */
const OPERATIONS_LOCK = 7_264_001

/** False when another process evaluates them now. Held until the transaction ends. */
export async function lockOperations(db: Queryable): Promise<boolean> {
  const [row] = await queryRows<{ taken: boolean }>(
    db,
    sql`select pg_try_advisory_xact_lock(${OPERATIONS_LOCK}) as taken`,
  )
  return row?.taken ?? false
}

/** How it stands with what is read and sent. A connection without any complete reading yet was heard of when it was made. */
export async function loadOperations(db: Queryable, at: string): Promise<Operations> {
  const connections = await queryRows<Omit<ConnectionWatch, 'silence'>>(
    db,
    sql`
    select n.id, n.sync_every_seconds as "syncEverySeconds", n.blind_after_seconds as "blindAfterSeconds",
      case when n.state = 'suspended' then coalesce(n.state_reason, 'It is suspended.') end as "suspendedBecause",
      (select s.closed_until from rate_share s where s.connection_id = n.id and s.closed_until > ${at}::timestamptz) as "restsUntil",
      (select r.reason_text from sync_run r where r.connection_id = n.id and r.mode in ('incremental', 'full')
        and r.reason_text is not null and coalesce(r.finished_at, r.started_at, r.queued_at) >= heard.at
        order by r.queued_at desc limit 1) as "lastReason",
      heard.at as "heardAt",
      coalesce((
        select json_agg(json_build_object('name', w.name, 'state', w.state, 'reason', w.reason) order by w.name, w.hook)
        from webhook_registration w where w.connection_id = n.id
      ), '[]') as webhooks,
      coalesce((
        select json_agg(json_build_object('id', h.id, 'records', (select count(*) from held_record d where d.hold_id = h.id))
          order by h.id)
        from deletion_hold h where h.connection_id = n.id and h.state = 'open'
      ), '[]') as holds
    from connection n, lateral (
      -- Of a null and an instant, greatest() gives the instant.
      select coalesce(min(greatest(n.created_at, c.complete_at, p.page_at)), n.created_at) as at
      from scope s cross join lateral unnest(s.streams) as part(stream)
      left join sync_cursor c
        on c.connection_id = s.connection_id and c.scope_external_id = s.external_id and c.stream = part.stream
      left join lateral (
        select max(g.page_at) as page_at from sync_run r join sync_progress g on g.run_id = r.id
        where r.connection_id = n.id and r.mode in ('incremental', 'full') and r.state in ('queued', 'running', 'delayed')
          and g.scope_external_id = s.external_id and g.stream = part.stream
      ) p on true
      where s.connection_id = n.id and s.active
    ) heard
    order by n.id`,
  )
  const disabledChannels = await queryRows<DisabledChannel>(
    db,
    sql`
    select c.id, c.state_reason as reason,
      (select count(*)::int from delivery d where d.channel_id = c.id and d.sent_at is null and d.given_up_at is null) as "waitingMessages"
    from channel c where c.state = 'disabled' and c.state_reason is not null order by c.id`,
  )
  const unannounced = groupBy(await listUnannounced(db, null, at), each => each.connectionId)
  return {
    connections: connections.map(watch => ({
      ...watch,
      silence: findSilence(unannounced.get(watch.id) ?? []),
      heardAt: toInstant(watch.heardAt),
      restsUntil: toInstantOrNull(watch.restsUntil),
    })),
    disabledChannels,
  }
}
