import { sql } from 'drizzle-orm'
import { bigint, index, integer, pgSequence, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { instant } from './column.ts'
import { connection } from './connection.ts'

/** Taken before a request; a later ticket wins between readings of the same version. */
export const readTicket = pgSequence('read_ticket')

/** The tracker's answer as received, latest per record; what a changed mapping is replayed from. */
export const rawRecord = pgTable(
  'raw_record',
  {
    connectionId: uuid('connection_id')
      .notNull()
      .references(() => connection.id, { onDelete: 'cascade' }),
    kind: text('kind').notNull(),
    externalId: text('external_id').notNull(),
    revision: bigint('revision', { mode: 'number' }).notNull(),
    revisionDetail: bigint('revision_detail', { mode: 'number' }).notNull(),
    readTicket: bigint('read_ticket', { mode: 'number' }).notNull(),
    /** 1 read by id, 0 found by a search whose index may lag. */
    readQuality: integer('read_quality').notNull(),
    /** JSON text, not jsonb: it is kept as the tracker sent it (jsonb refuses NUL and lone surrogates) and never queried. */
    payload: text('payload').notNull(),
    context: text('context').notNull(),
    hash: text('hash').notNull(),
    fetchedAt: instant('fetched_at').notNull(),
    /** Why it could not be parsed; such a record is kept, counted and tried again when it changes. */
    unreadable: text('unreadable'),
  },
  table => [
    primaryKey({ columns: [table.connectionId, table.kind, table.externalId] }),
    index('raw_record_unreadable_index').on(table.connectionId).where(sql`${table.unreadable} is not null`),
  ],
)
