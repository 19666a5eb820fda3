import { sql } from 'drizzle-orm'
import { doublePrecision, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { NODE_KINDS } from '../../src/portfolio/initiative.ts'
import type { MilestoneRule } from '../../src/portfolio/milestone/milestone-rule.ts'
import { instant } from './column.ts'

/**
 * What each node of the PMO's tree was, from when to when: an answer about a past instant is folded over the tree of that
 * instant. No reference to the node: what was deleted stays part of the past.
 */
export const portfolioNodeSpan = pgTable(
  'portfolio_node_span',
  {
    nodeId: uuid('node_id').notNull(),
    kind: text('kind', { enum: NODE_KINDS }).notNull(),
    name: text('name').notNull(),
    parentId: uuid('parent_id'),
    weight: doublePrecision('weight'),
    owner: text('owner'),
    priority: integer('priority').notNull(),
    milestonesFrom: jsonb('milestones_from').$type<readonly MilestoneRule[]>(),
    createdAt: instant('created_at').notNull(),
    /** Initiatives only: its rules and what each tracker's part counted for. */
    scope: jsonb('scope').notNull(),
    trackerWeights: jsonb('tracker_weights').notNull(),
    validFrom: instant('valid_from').notNull(),
    validTo: instant('valid_to'),
  },
  table => [
    uniqueIndex('portfolio_node_span_open_key').on(table.nodeId).where(sql`${table.validTo} is null`),
    index('portfolio_node_span_node_index').on(table.nodeId, table.validFrom),
    index('portfolio_node_span_parent_index').on(table.parentId, table.validFrom),
  ],
)
