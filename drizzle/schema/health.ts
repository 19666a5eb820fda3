import { sql } from 'drizzle-orm'
import { bigint, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { COLOURS } from '../../src/portfolio/health/health.ts'
import { instant } from './column.ts'
import { portfolioNode } from './portfolio.ts'

/** Thresholds of health as somebody set them for a node and what is below it; append-only, the last version holds. */
export const healthRuleSet = pgTable(
  'health_rule_set',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    nodeId: uuid('node_id')
      .notNull()
      .references(() => portfolioNode.id, { onDelete: 'cascade' }),
    /** Version 1 is the code's own. */
    version: integer('version').notNull(),
    /** What was set; the rest is as in the code. */
    rules: jsonb('rules').notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  table => [uniqueIndex('health_rule_set_key').on(table.nodeId, table.version)],
)

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
