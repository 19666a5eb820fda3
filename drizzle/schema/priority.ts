import { bigint, doublePrecision, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { SCORE_METHODS } from '../../src/portfolio/priority.ts'
import { instant } from './column.ts'
import { portfolioNode } from './portfolio.ts'

/** How the initiatives of a portfolio are ranked; append-only, the last version holds. */
export const scoreModel = pgTable(
  'score_model',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    portfolioId: uuid('portfolio_id')
      .notNull()
      .references(() => portfolioNode.id, { onDelete: 'cascade' }),
    version: integer('version').notNull(),
    method: text('method', { enum: SCORE_METHODS }).notNull(),
    criteria: jsonb('criteria').notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  table => [uniqueIndex('score_model_key').on(table.portfolioId, table.version)],
)

/** What people say an initiative is worth by a criterion; append-only, the last entry holds. */
export const scoreEntry = pgTable(
  'score_entry',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    initiativeId: uuid('initiative_id')
      .notNull()
      .references(() => portfolioNode.id, { onDelete: 'cascade' }),
    criterion: text('criterion').notNull(),
    /** Null: taken back. */
    value: doublePrecision('value'),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  table => [index('score_entry_initiative_index').on(table.initiativeId, table.criterion, table.id)],
)
