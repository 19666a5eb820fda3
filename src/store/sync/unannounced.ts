import { sql } from 'drizzle-orm'
import type { Unannounced } from '../../portfolio/alert/webhook-silence.ts'
import { type Queryable, queryRows } from '../database.ts'
import { toInstant } from '../instant.ts'

/** Jira delivers up to half an hour late, and tries again for as long. */
const NOTICE_TAKES = sql`interval '1 hour'`
/** The clock of a tracker may be ahead of ours, and a project counts as heard by the minute. */
const CLOCKS_DIFFER = sql`interval '5 minutes'`
/** What nobody is told of for months grows. */
const MOST_COUNTED = 500

/**
 * Of one connection or of all, and of each project that notices have named before (or whose webhooks are alive, as their
 * tracker says): what changed there since. Changes of which every tracker tells: not comments or links, which have events of
 * their own, nor parents, which may be dated by when we saw them. Nothing is known to be untold while older notices wait to
 * be processed.
 */
export async function listUnannounced(
  db: Queryable,
  connectionId: string | null,
  at: string | null,
): Promise<readonly Unannounced[]> {
  const rows = await queryRows<Unannounced>(
    db,
    sql`
    select p.connection_id as "connectionId", p.name as project, t.since::text as since,
      greatest((select max(a.heard_at) from webhook_heard a where a.connection_id = p.connection_id), r.at)::text as "connectionSince",
      found.*
    from project p
    left join webhook_heard h on h.project_id = p.id
    left join (
      select connection_id, max(registered_at) as at from webhook_registration group by connection_id
      having bool_and(state in ('alive', 'not_offered')) and bool_or(state = 'alive')
    ) r on r.connection_id = p.connection_id
    cross join lateral (
      select greatest(h.heard_at, r.at) as since, least(
        coalesce(${at}::timestamptz, now()),
        (select min(w.received_at) from webhook_delivery w where w.connection_id = p.connection_id and w.processed_at is null)
      ) - ${NOTICE_TAKES} as until
    ) t
    cross join lateral (
      select count(*)::int as items, min(changed.first_at)::text as "firstAt", max(changed.last_at)::text as "lastAt"
      from (
        select i.id, i.created_at from work_item i
        where i.project_id = p.id and i.visibility = 'visible' and i.updated_at > t.since + ${CLOCKS_DIFFER}
        order by i.updated_at limit ${MOST_COUNTED}
      ) i cross join lateral (
        select min(e.at) as first_at, max(e.at) as last_at from (
          select i.created_at as at
          union all
          select s.valid_from from span s where s.subject_id = i.id and s.field not in ('parent', 'linked')
        ) e where e.at > t.since + ${CLOCKS_DIFFER} and e.at < t.until
      ) changed
      where changed.first_at is not null
    ) found
    where t.since is not null and found.items > 0 and ${connectionId === null ? sql`true` : sql`p.connection_id = ${connectionId}`}
    order by p.connection_id, p.name, p.id`,
  )
  return rows.map(row => ({
    ...row,
    since: toInstant(row.since),
    connectionSince: toInstant(row.connectionSince),
    firstAt: toInstant(row.firstAt),
    lastAt: toInstant(row.lastAt),
  }))
}
