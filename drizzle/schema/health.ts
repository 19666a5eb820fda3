import { sql } from 'drizzle-orm'
import { bigint, index, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { COLOURS } from '../../src/portfolio/health/health.ts'
import { instant } from './column.ts'
import { portfolioNode } from './portfolio.ts'

/** Colours that a person puts beside the computed one; append-only, the last entry holds until it expires. */
export const healthOverride = pgTable(
  'health_override',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    initiativeId: uuid('initiative_id')
      .notNull()
      .references(() => portfolioNode.id, { onDelete: 'cascade' }),
    /** Null: the one before is withdrawn. */
    colour: text('colour', { enum: COLOURS }),
    reason: text('reason').notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at'),
  },
  table => [index('health_override_initiative_index').on(table.initiativeId, sql`${table.id} desc`)],
)
