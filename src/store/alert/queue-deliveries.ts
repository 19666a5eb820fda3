import { eq, isNotNull, or, sql } from 'drizzle-orm'
import { channel, delivery } from '../../../drizzle/schema/alert.ts'
import type { AlertKind, Severity } from '../../portfolio/alert/alert.ts'
import { tellAt } from '../../portfolio/alert/rhythm.ts'
import { leadsTo, type RoutedAlert } from '../../portfolio/alert/route.ts'
import { type Queryable, queryRows } from '../database.ts'

/**
 * Where one date moves several milestones, their initiatives are concluded one after the other; what is said of them
 * waits so long for the rest and goes as one message.
 */
const SAME_CAUSE_MS = 5_000

/**
 * One delivery for each channel that is told of it, due when its readers want to be told. For one that we have disabled it
 * waits until somebody has put it right; what a person has disabled is told nothing. Returns how many.
 */
export async function queueDeliveries(db: Queryable, alertEventId: number, at: string): Promise<number> {
  const channels = await db
    .select()
    .from(channel)
    .where(or(eq(channel.state, 'active'), isNotNull(channel.stateReason)))
  if (channels.length === 0) return 0
  const alert = await loadRouted(db, alertEventId)
  const earliest = new Date(Date.parse(at) + (alert.sharesItsCause ? SAME_CAUSE_MS : 0))
  const rows = channels
    .filter(({ id, state, route }) => leadsTo(route, alert) && (state === 'active' || id !== alert.channelId))
    .map(({ id, rhythm, timeZone }) => ({
      alertEventId,
      channelId: id,
      dueAt: tellAt(rhythm, timeZone, alert.isEscalation ? 'low' : alert.severity, earliest).toISOString(),
    }))
  if (rows.length === 0) return 0
  await db.insert(delivery).values(rows).onConflictDoNothing()
  await hurryEarlier(db, alertEventId)
  return rows.length
}

/** What was to be said of the alert before, say after a quiet night, goes with this: nothing is told after what came of it. */
const hurryEarlier = (db: Queryable, alertEventId: number): Promise<unknown> =>
  queryRows(
    db,
    sql`
    update delivery d set due_at = n.due_at
    from delivery n join alert_event e on e.id = n.alert_event_id join alert_event o on o.alert_id = e.alert_id and o.id < e.id
    where n.alert_event_id = ${alertEventId} and d.channel_id = n.channel_id and d.alert_event_id = o.id
      and d.sent_at is null and d.given_up_at is null and d.attempts = 0 and d.due_at > n.due_at`,
  )

/** What waits for its time waits as the rhythm of the channel now says; what is due, or was tried, goes on. */
export async function queueAnew(db: Queryable, channelId: string, at: string): Promise<void> {
  const [found] = await db.select().from(channel).where(eq(channel.id, channelId))
  if (found === undefined) return
  const dueAt = (severity: Severity): string =>
    tellAt(found.rhythm, found.timeZone, severity, new Date(at)).toISOString()
  await queryRows(
    db,
    sql`
    update delivery d set due_at = case when a.severity = 'high' and e.change <> 'escalated' then ${dueAt('high')}::timestamptz
      else ${dueAt('low')}::timestamptz end
    from alert_event e join alert a on a.id = e.alert_id
    where d.channel_id = ${channelId} and d.sent_at is null and d.attempts = 0
      and d.due_at > ${at}::timestamptz and e.id = d.alert_event_id`,
  )
}

interface Routed extends RoutedAlert {
  /** What its milestone's date is taken from dates others as well. */
  readonly sharesItsCause: boolean
  /** The channel it is about. */
  readonly channelId: string | null
  /** It is told because nobody answered: that can wait for the end of quiet hours. */
  readonly isEscalation: boolean
}

async function loadRouted(db: Queryable, alertEventId: number): Promise<Routed> {
  const [row] = await queryRows<{ kind: AlertKind; severity: Severity } & Omit<Routed, 'kind' | 'severity'>>(
    db,
    sql`
    with recursive asked as (
      select a.kind, a.severity, a.initiative_id, a.milestone_id, a.channel_id, a.escalations, e.change
      from alert_event e join alert a on a.id = e.alert_id where e.id = ${alertEventId}
    ), above(id, parent_id, owner, steps) as (
      select n.id, n.parent_id, n.owner, 0 from portfolio_node n join asked on n.id = asked.initiative_id
      union all
      select n.id, n.parent_id, n.owner, above.steps + 1 from portfolio_node n join above on n.id = above.parent_id
      where above.steps < 100
    )
    select asked.kind, asked.severity, asked.channel_id as "channelId", asked.escalations > 0 as "isEscalated", asked.change = 'escalated' as "isEscalation",
      (select id from above order by steps desc limit 1) as "portfolioId",
      (select owner from above where owner is not null order by steps limit 1) as owner,
      exists (
        select from milestone m join milestone o on o.subject_id = m.subject_id and o.id <> m.id and o.retired_at is null
        where m.id = asked.milestone_id
      ) as "sharesItsCause"
    from asked`,
  )
  if (row === undefined) throw new Error(`There is no alert event ${alertEventId}.`)
  return row
}
