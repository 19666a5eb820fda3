import { bigint, integer, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { instant } from './column.ts'
import { portfolioNode } from './portfolio.ts'

/** Rules as somebody set them for a node and what is below it; append-only, the last version holds. */
const makeRuleSetTable = <const Name extends string>(name: Name) =>
  pgTable(
    name,
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
    table => [uniqueIndex(`${name}_key`).on(table.nodeId, table.version)],
  )

/** Thresholds of health. */
export const healthRuleSet = makeRuleSetTable('health_rule_set')

/** Which alerts are raised, how severe they are and when they are told again. */
export const alertRuleSet = makeRuleSetTable('alert_rule_set')
