import { bigint, jsonb, pgTable, uuid } from 'drizzle-orm/pg-core'
import { instant } from './column.ts'
import { connection } from './connection.ts'

/** What a connection's tracker bears and who uses how much of it now, over all processes. */
export const rateShare = pgTable('rate_share', {
  connectionId: uuid('connection_id')
    .primaryKey()
    .references(() => connection.id, { onDelete: 'cascade' }),
  /** Written and read by jobs/rate/rate-budget.ts only. */
  budget: jsonb('budget'),
  /** Nothing at all is asked of the tracker before this. */
  closedUntil: instant('closed_until'),
  requests: bigint('requests', { mode: 'number' }).notNull().default(0),
  /** Requests that the tracker refused, or answered late on purpose. */
  limited: bigint('limited', { mode: 'number' }).notNull().default(0),
  /** How long our requests waited for their turn, added up. */
  waitedMs: bigint('waited_ms', { mode: 'number' }).notNull().default(0),
})
