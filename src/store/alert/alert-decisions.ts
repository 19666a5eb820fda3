import { and, eq, ne } from 'drizzle-orm'
import { alert, alertEvent } from '../../../drizzle/schema/alert.ts'
import type { Queryable } from '../database.ts'
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
    return readAlert(row)
  })
}

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
