import { index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { apiToken } from './access.ts'
import { instant } from './column.ts'

/** What clients have asked for with an `Idempotency-Key`, and what was answered; dropped after a day. */
export const idempotencyKey = pgTable(
  'idempotency_key',
  {
    tokenId: uuid('token_id')
      .notNull()
      .references(() => apiToken.id, { onDelete: 'cascade' }),
    key: text('key').notNull(),
    /** A hash of method, address and body. Sealed, as whoever knows all but a short password in a body could guess that. */
    sealedRequest: text('sealed_request').notNull(),
    /** Sealed, as some show a secret. Null: the request is under way. */
    sealedAnswer: text('sealed_answer'),
    /** The attempt that carries it out. */
    holder: uuid('holder').notNull(),
    /** While it is under way; moved on by the process that carries it out. */
    heldUntil: instant('held_until').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  table => [
    primaryKey({ columns: [table.tokenId, table.key] }),
    index('idempotency_key_created_at').on(table.createdAt),
  ],
)
