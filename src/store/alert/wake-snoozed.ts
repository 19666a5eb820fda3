import { sql } from 'drizzle-orm'
import { alertEvent } from '../../../drizzle/schema/alert.ts'
import { type Queryable, queryRows } from '../database.ts'
import { toInstant } from '../instant.ts'
import { OURSELVES } from './alerts.ts'
import { queueDeliveries } from './queue-deliveries.ts'

/** Alerts whose snooze is over stand open again, and those who are told of them hear that they still do. Returns how many. */
export async function wakeSnoozed(db: Queryable, at: string): Promise<number> {
  return db.transaction(async transaction => {
    const woken = await queryRows<{ id: string; details: object; openedAt: string }>(
      transaction,
      sql`
      update alert set state = 'open', snoozed_until = null, changed_at = ${at}::timestamptz
      where state = 'snoozed' and snoozed_until <= ${at}::timestamptz
      returning id, details, opened_at as "openedAt"`,
    )
    for (const { id, details, openedAt } of woken) {
      const [event] = await transaction
        .insert(alertEvent)
        .values({
          alertId: id,
          change: 'reminded',
          actor: OURSELVES,
          details: { ...details, openedAt: toInstant(openedAt) },
          at,
        })
        .returning({ id: alertEvent.id })
      if (event !== undefined) await queueDeliveries(transaction, event.id, at)
    }
    return woken.length
  })
}
