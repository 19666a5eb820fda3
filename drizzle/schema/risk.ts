import { bigint, date, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { ENTRY_KINDS, ENTRY_STATUSES } from '../../src/portfolio/risk/register.ts'
import { instant, ownId } from './column.ts'
import { portfolioNode } from './portfolio.ts'

/** The register of risks, issues, assumptions and decisions: entered by people, or found by our own rules. */
export const risk = pgTable(
  'risk',
  {
    id: ownId(),
    nodeId: uuid('node_id')
      .notNull()
      .references(() => portfolioNode.id, { onDelete: 'cascade' }),
    kind: text('kind', { enum: ENTRY_KINDS }).notNull(),
    /** Of one that was found: rule and subject, once for each node; null: a person entered it. */
    fingerprint: text('fingerprint'),
    rule: text('rule'),
    title: text('title').notNull(),
    description: text('description'),
    owner: text('owner'),
    dueDay: date('due_day', { mode: 'string' }),
    /** 1 to 5. */
    probability: integer('probability'),
    impact: integer('impact'),
    status: text('status', { enum: ENTRY_STATUSES }).notNull(),
    statusReason: text('status_reason'),
    /** Of one that was found: what it rests on. */
    evidence: jsonb('evidence'),
    /** How many pieces of evidence there were when a person accepted or dismissed it. */
    decidedExtent: integer('decided_extent'),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
    changedAt: instant('changed_at').notNull(),
    /** When a person last looked at it. */
    reviewedAt: instant('reviewed_at'),
  },
  table => [
    uniqueIndex('risk_fingerprint_key').on(table.nodeId, table.fingerprint),
    index('risk_page_index').on(table.createdAt, table.id),
  ],
)

/** Its whole history, append-only. */
export const riskEvent = pgTable(
  'risk_event',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    riskId: uuid('risk_id')
      .notNull()
      .references(() => risk.id, { onDelete: 'cascade' }),
    change: text('change', { enum: ['entered', 'found', 'changed', 'reviewed', 'grew', 'gone', 'returned'] }).notNull(),
    actor: text('actor').notNull(),
    /** The fields that changed, each with what it was and is. */
    details: jsonb('details').notNull(),
    at: instant('at').notNull(),
  },
  table => [index('risk_event_risk_index').on(table.riskId, table.id)],
)
