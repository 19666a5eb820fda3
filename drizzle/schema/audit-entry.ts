import { bigint, index, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { instant } from './column.ts'

/**
 * What was changed through the API, and by whom: appended to and never changed. A trigger numbers the entries, dates them and
 * chains them: each hash covers the hash before it (drizzle/migrations).
 */
export const auditEntry = pgTable(
  'audit_entry',
  {
    /** Without gaps. */
    entry: bigint('entry', { mode: 'number' }).primaryKey(),
    createdAt: instant('created_at').notNull(),
    /** The name of the token then; it may be gone. */
    createdBy: text('created_by').notNull(),
    tokenId: uuid('token_id').notNull(),
    method: text('method').notNull(),
    /** As it is documented, without the ids. */
    route: text('route').notNull(),
    subjects: uuid('subjects').array().notNull(),
    /** The entry that this one is the outcome of. Null: it was asked for, and nothing had changed yet. */
    asked: bigint('asked', { mode: 'number' }),
    /** Of HTTP. Null: as above. */
    status: integer('status'),
    /** Hex, as is `hash`; empty for the first. */
    previousHash: text('previous_hash').notNull(),
    hash: text('hash').notNull(),
  },
  table => [index('audit_entry_subjects').using('gin', table.subjects)],
)
