import { sql } from 'drizzle-orm'
import { expect } from 'vitest'
import { type Queryable, queryRows } from '../../src/store/database.ts'
import type { Received } from '../delivery/receiver.ts'

export interface Told {
  readonly id: string
  readonly alertId: string
  readonly change: string
  readonly at: string
  readonly kind: string
  readonly details: { readonly milestoneId: string }
}

/**
 * A receiver was told of each change of each alert, under one id alone however often that came; but not of what ended
 * quietly, which says why. Nobody must have snoozed or acknowledged one, or the channel be told of some only.
 */
export async function expectToldOnce(
  db: Queryable,
  channelId: string,
  received: readonly Received[],
): Promise<readonly Told[]> {
  const told = received.map(({ headers, body }) => ({
    messageId: String(headers['webhook-id']),
    data: JSON.parse(body).data as Told,
  }))
  const byMessage = new Map<string, string>()
  for (const { messageId, data } of told) {
    const said = `${data.change} ${data.alertId} ${data.at}`
    expect(byMessage.get(messageId) ?? said).toBe(said)
    byMessage.set(messageId, said)
  }
  // No change is told under two ids, and none is left out.
  expect(new Set(byMessage.values()).size).toBe(byMessage.size)
  const [events] = await queryRows<{ count: number }>(
    db,
    sql`
    select count(*)::int as count from alert_event
    where change in ('opened', 'worsened', 'resolved') and details ->> 'note' is null`,
  )
  expect(byMessage.size).toBe(events?.count)
  const unsent = await queryRows(db, sql`select 1 from delivery where channel_id = ${channelId} and sent_at is null`)
  expect(unsent).toHaveLength(0)
  return [...new Map(told.map(({ messageId, data }) => [messageId, data])).values()]
}
