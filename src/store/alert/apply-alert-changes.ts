import { and, eq, ne, or, type SQL, sql } from 'drizzle-orm'
import { alert, alertEvent } from '../../../drizzle/schema/alert.ts'
import { type AlertChange, type Escalation, type RaisedCondition, SEVERITIES } from '../../portfolio/alert/alert.ts'
import { type Queryable, queryRows } from '../database.ts'
import { toInstant } from '../instant.ts'
import { OURSELVES } from './alerts.ts'
import { queueDeliveries } from './queue-deliveries.ts'

/**
 * Carries out what an evaluation found: alert, event and one delivery for each channel that is told of it in one transaction, so that
 * a message is neither lost nor sent for something that did not happen. Doing it twice does it once. Returns how many
 * messages are waiting because of it.
 */
export async function applyAlertChanges(
  db: Queryable,
  changes: readonly (AlertChange | Escalation)[],
  at: string,
): Promise<number> {
  if (changes.length === 0) return 0
  return db.transaction(async transaction => {
    let waiting = 0
    for (const change of changes) {
      const applied = await applyChange(transaction, change, at)
      if (applied === null) continue
      const [event] = await transaction
        .insert(alertEvent)
        .values({ alertId: applied.alertId, change: change.type, actor: OURSELVES, details: applied.details, at })
        .returning({ id: alertEvent.id })
      if (event !== undefined && !applied.silent) waiting += await queueDeliveries(transaction, event.id, at)
    }
    return waiting
  })
}

interface Applied {
  readonly alertId: string
  readonly details: unknown
  /** Snoozed, or no news to anybody: recorded, but nobody is told. */
  readonly silent: boolean
}

function applyChange(db: Queryable, change: AlertChange | Escalation, at: string): Promise<Applied | null> {
  switch (change.type) {
    case 'opened':
      return open(db, change.condition, at)
    case 'worsened':
      return worsen(db, change.condition, change.previousExtent, at)
    case 'escalated':
      return escalate(db, change, at)
    case 'resolved':
      return resolve(db, change, at)
  }
}

const detailsOf = ({ details, extent }: RaisedCondition) => ({ ...details, extent })

async function open(db: Queryable, condition: RaisedCondition, at: string): Promise<Applied | null> {
  const { fingerprint, kind, severity } = condition
  const { initiativeId, milestoneId, channelId } = condition.details
  // An alert of an initiative is of a tracker as well, and about the initiative.
  const connectionId = initiativeId === null ? condition.details.connectionId : null
  const details = detailsOf(condition)
  const [row] = await db
    .insert(alert)
    .values({
      fingerprint,
      kind,
      severity,
      initiativeId,
      milestoneId,
      connectionId,
      channelId,
      details,
      openedAt: at,
      changedAt: at,
    })
    .onConflictDoNothing()
    .returning({ alertId: alert.id })
  return row === undefined ? null : { ...row, details, silent: false }
}

/** Whoever acknowledged or resolved it has not seen this yet, so it is open again. A snooze holds until its time. */
async function worsen(
  db: Queryable,
  condition: RaisedCondition,
  previousExtent: number,
  at: string,
): Promise<Applied | null> {
  const { fingerprint, severity } = condition
  const details = detailsOf(condition)
  const rows = await queryRows<{ id: string; silent: boolean }>(
    db,
    sql`
    update alert set details = ${JSON.stringify(details)}::text::jsonb, changed_at = ${at}::timestamptz,
      severity = case when escalations > 0 and ${rankOf(sql`severity`)} > ${SEVERITIES.indexOf(severity)} + 1
        then severity else ${severity} end,
      worsened_count = worsened_count + 1, resolved_at = null, resolved_by = null,
      state = case when state = 'snoozed' and snoozed_until > ${at}::timestamptz then 'snoozed' else 'open' end,
      snoozed_until = case when snoozed_until > ${at}::timestamptz then snoozed_until end
    where id = (
      select id from alert
      where fingerprint = ${fingerprint} and (state <> 'resolved' or resolved_by <> ${OURSELVES})
      order by (state <> 'resolved') desc, opened_at desc limit 1
    ) and details is distinct from ${JSON.stringify(details)}::text::jsonb
    returning id, state = 'snoozed' as silent`,
  )
  const [row] = rows
  return row === undefined ? null : { alertId: row.id, details: { ...details, previousExtent }, silent: row.silent }
}

const rankOf = (severity: SQL): SQL =>
  sql`array_position(array[${sql.join(
    SEVERITIES.map(each => sql`${each}`),
    sql`, `,
  )}]::text[], ${severity})`

/** Answered or escalated by somebody else meanwhile, it is not escalated. */
async function escalate(db: Queryable, change: Escalation, at: string): Promise<Applied | null> {
  const { fingerprint, severity, escalation } = change
  const [row] = await queryRows<{ id: string; details: object; openedAt: string }>(
    db,
    sql`
    update alert set severity = ${severity}, escalations = ${escalation}, changed_at = ${at}::timestamptz, state = 'open',
      snoozed_until = null
    where fingerprint = ${fingerprint} and escalations = ${escalation} - 1
      and (state = 'open' or (state = 'snoozed' and snoozed_until <= ${at}::timestamptz))
    returning id, details, opened_at as "openedAt"`,
  )
  if (row === undefined) return null
  return { alertId: row.id, details: { ...row.details, openedAt: toInstant(row.openedAt) }, silent: false }
}

/** Also what a person resolved before: it may open anew from now on, and nobody needs to hear of it. */
async function resolve(
  db: Queryable,
  { fingerprint, quietly }: Extract<AlertChange, { readonly type: 'resolved' }>,
  at: string,
): Promise<Applied | null> {
  const [before] = await db
    .select({ alertId: alert.id, state: alert.state, details: alert.details })
    .from(alert)
    .where(and(eq(alert.fingerprint, fingerprint), or(ne(alert.state, 'resolved'), ne(alert.resolvedBy, OURSELVES))))
    .for('update')
  if (before === undefined) return null
  await db
    .update(alert)
    .set({
      state: 'resolved',
      resolvedBy: OURSELVES,
      changedAt: at,
      resolvedAt: sql`coalesce(${alert.resolvedAt}, ${at}::timestamptz)`,
      snoozedUntil: null,
    })
    .where(eq(alert.id, before.alertId))
  return {
    alertId: before.alertId,
    // As a person's reason stands in its story.
    details: quietly === undefined ? before.details : Object.assign({}, before.details, { note: quietly }),
    silent: quietly !== undefined || before.state === 'resolved' || before.state === 'snoozed',
  }
}
