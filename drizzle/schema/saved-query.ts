import { foreignKey, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { instant } from './column.ts'
import { connection } from './connection.ts'

/** A query saved in a tracker that scope rules name, once it could be read; `query` is as the rule names it. */
export const savedQuery = pgTable(
  'saved_query',
  {
    connectionId: uuid('connection_id')
      .notNull()
      .references(() => connection.id, { onDelete: 'cascade' }),
    query: text('query').notNull(),
    readAt: instant('read_at').notNull(),
  },
  table => [primaryKey({ columns: [table.connectionId, table.query] })],
)

/** What it found when it was read last. The item may not be stored yet, or not be visible to us. */
export const savedQueryItem = pgTable(
  'saved_query_item',
  {
    connectionId: uuid('connection_id').notNull(),
    query: text('query').notNull(),
    itemId: uuid('item_id').notNull(),
  },
  table => [
    primaryKey({ columns: [table.connectionId, table.query, table.itemId] }),
    foreignKey({
      columns: [table.connectionId, table.query],
      foreignColumns: [savedQuery.connectionId, savedQuery.query],
    }).onDelete('cascade'),
  ],
)
