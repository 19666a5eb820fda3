import { pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
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
  },
  table => [uniqueIndex('api_token_sha256_key').on(table.sha256)],
)
