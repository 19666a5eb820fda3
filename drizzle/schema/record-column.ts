import { bigint, integer, text, uuid } from 'drizzle-orm/pg-core'
import { VISIBILITIES } from '../../src/work/work-item.ts'
import { instant } from './column.ts'
import { connection } from './connection.ts'

/*
 * Columns of the normalized, tool-neutral facts. Ids are made from (connection, kind, external id), so references may point
 * to records that have not arrived: there are no foreign keys between these tables.
 */
export const identity = () => ({
  id: uuid('id').primaryKey(),
  connectionId: uuid('connection_id')
    .notNull()
    .references(() => connection.id, { onDelete: 'cascade' }),
  externalId: text('external_id').notNull(),
})

/** Orders readings of one record; a write of a lower version never replaces a higher one. */
export const version = () => ({
  revision: bigint('revision', { mode: 'number' }).notNull(),
  revisionDetail: bigint('revision_detail', { mode: 'number' }).notNull(),
  readTicket: bigint('read_ticket', { mode: 'number' }).notNull(),
  readQuality: integer('read_quality').notNull(),
})

export const presence = () => ({
  visibility: text('visibility', { enum: VISIBILITIES }).notNull().default('visible'),
  goneAt: instant('gone_at'),
  goneHow: text('gone_how'),
})
