import { index, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { instant, ownId } from './column.ts'

/** API tokens, as SHA-256 only. */
export const apiToken = pgTable(
  'api_token',
  {
    id: ownId(),
    name: text('name').notNull(),
    sha256: text('sha256').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    lastUsedAt: instant('last_used_at'),
    /** Null: never. */
    expiresAt: instant('expires_at'),
  },
  table => [uniqueIndex('api_token_sha256_key').on(table.sha256)],
)

/** Who is signed in on the page. The random id itself stands in the browser's cookie only. */
export const session = pgTable(
  'session',
  {
    sha256: text('sha256').primaryKey(),
    tokenId: uuid('token_id')
      .notNull()
      .references(() => apiToken.id, { onDelete: 'cascade' }),
    createdAt: instant('created_at').notNull().defaultNow(),
    expiresAt: instant('expires_at').notNull(),
  },
  table => [index('session_expires_at').on(table.expiresAt), index('session_token_id').on(table.tokenId)],
)
