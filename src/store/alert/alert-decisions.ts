import { and, eq, ne, sql } from 'drizzle-orm'
import { alert, alertEvent } from '../../../drizzle/schema/alert.ts'
import { type Queryable, queryRows } from '../database.ts'
import { findAlert, readAlert, type StoredAlert } from './alerts.ts'

/** What a person does about an alert. */
export type AlertDecision =
  | { readonly type: 'acknowledged' }
  | { readonly type: 'snoozed'; readonly until: string }
  | { readonly type: 'resolved' }

export interface Decided {
  readonly actor: string
  readonly note: string | null
  readonly at: string
}

/** Null when there is no such alert; `already_resolved` when there is nothing left to decide. */
export async function decideAlert(
  db: Queryable,
  id: string,
  decision: AlertDecision,
  { actor, note, at }: Decided,
): Promise<StoredAlert | 'already_resolved' | null> {
  return db.transaction(async transaction => {
    const [row] = await transaction
      .update(alert)
      .set({ ...columnsOf(decision, actor, at), changedAt: at })
      .where(and(eq(alert.id, id), ne(alert.state, 'resolved')))
      .returning()
    if (row === undefined) return (await findAlert(transaction, id)) === null ? null : 'already_resolved'
    const details = { note, ...(decision.type === 'snoozed' ? { until: decision.until } : {}) }
    await transaction.insert(alertEvent).values({ alertId: id, change: decision.type, actor, details, at })
    await withdrawWaiting(transaction, id, decision)
    return readAlert(row)
  })
}

/** What no channel was told yet: that nobody had answered is no longer true, and of the rest nothing is to be told now. */
const withdrawWaiting = (db: Queryable, alertId: string, { type }: AlertDecision): Promise<unknown> =>
  queryRows(
    db,
    sql`
    delete from delivery d using alert_event e
    where e.id = d.alert_event_id and e.alert_id = ${alertId} and d.sent_at is null and d.attempts = 0
      and (${type !== 'acknowledged'}::boolean or e.change in ('escalated', 'reminded'))`,
  )

function columnsOf(decision: AlertDecision, actor: string, at: string) {
  switch (decision.type) {
    case 'acknowledged':
      return { state: 'acknowledged' as const, snoozedUntil: null }
    case 'snoozed':
      return { state: 'snoozed' as const, snoozedUntil: decision.until }
    case 'resolved':
      return { state: 'resolved' as const, snoozedUntil: null, resolvedAt: at, resolvedBy: actor }
  }
}
