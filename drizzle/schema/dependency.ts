import { sql } from 'drizzle-orm'
import { index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { LINK_END_TYPES } from '../../src/portfolio/dependency/dependency.ts'
import { instant, ownId } from './column.ts'
import { portfolioNode } from './portfolio.ts'

/** What the PMO says waits for what, over trackers and initiatives. Withdrawn, never deleted. */
export const dependency = pgTable(
  'dependency',
  {
    id: ownId(),
    providerType: text('provider_type', { enum: LINK_END_TYPES }).notNull(),
    providerId: uuid('provider_id').notNull(),
    consumerType: text('consumer_type', { enum: LINK_END_TYPES }).notNull(),
    consumerId: uuid('consumer_id').notNull(),
    lagDays: integer('lag_days').notNull().default(0),
    reason: text('reason'),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
    withdrawnBy: text('withdrawn_by'),
    withdrawnAt: instant('withdrawn_at'),
  },
  table => [
    uniqueIndex('dependency_ends_key').on(table.providerId, table.consumerId).where(sql`${table.withdrawnAt} is null`),
    index('dependency_consumer_index').on(table.consumerId),
  ],
)

/** What is left to do in an initiative, as of its last assessment: those that depend on it play the same futures. */
export const initiativePlan = pgTable(
  'initiative_plan',
  {
    initiativeId: uuid('initiative_id')
      .primaryKey()
      .references(() => portfolioNode.id, { onDelete: 'cascade' }),
    plan: jsonb('plan').notNull(),
    hash: text('hash').notNull(),
    /** Initiatives that it waits for. */
    needs: uuid('needs').array().notNull(),
  },
  table => [index('initiative_plan_needs_index').using('gin', table.needs)],
)

/** How forecasts of the past turned out, milestone by milestone. */
export const forecastRecord = pgTable('forecast_record', {
  initiativeId: uuid('initiative_id')
    .primaryKey()
    .references(() => portfolioNode.id, { onDelete: 'cascade' }),
  measuredAt: instant('measured_at').notNull(),
  forecasts: jsonb('forecasts').notNull(),
  /** How many of them there are and how many held, so that those of all are summed without reading them; null: before it was kept. */
  forecastCount: integer('forecast_count'),
  heldP50: integer('held_p50'),
  heldP80: integer('held_p80'),
})
