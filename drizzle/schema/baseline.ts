import {
  bigint,
  date,
  doublePrecision,
  index,
  integer,
  numeric,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { BASELINE_UNITS, EARNING_RULES, FINISH_SOURCES, PLAN_RULES } from '../../src/portfolio/earned-value/baseline.ts'
import { CHANGE_STATES } from '../../src/portfolio/earned-value/change-request.ts'
import { PERIODS } from '../../src/portfolio/earned-value/period.ts'
import { instant, ownId } from './column.ts'
import { portfolioNode } from './portfolio.ts'

/* Approved plans. A new one is added, none is ever edited; the highest number is in force. */

const made = () => ({ createdBy: text('created_by').notNull(), createdAt: instant('created_at').notNull() })

export const baseline = pgTable(
  'baseline',
  {
    id: ownId(),
    initiativeId: uuid('initiative_id')
      .notNull()
      .references(() => portfolioNode.id, { onDelete: 'cascade' }),
    number: integer('number').notNull(),
    approvedBy: text('approved_by').notNull(),
    reason: text('reason').notNull(),
    changeRequestId: uuid('change_request_id'),
    /** The version of the budget it was drawn up with. */
    budgetId: uuid('budget_id'),
    unit: text('unit', { enum: BASELINE_UNITS }).notNull(),
    currency: text('currency'),
    /** Minor units of money, which are whole numbers and exact here, or sizes of items. */
    total: doublePrecision('total').notNull(),
    earningRule: text('earning_rule', { enum: EARNING_RULES }).notNull(),
    planRule: text('plan_rule', { enum: PLAN_RULES }).notNull(),
    period: text('period', { enum: PERIODS }).notNull(),
    startDay: date('start_day', { mode: 'string' }),
    finishDay: date('finish_day', { mode: 'string' }),
    iterationEnds: date('iteration_ends', { mode: 'string' }).array().notNull(),
    ...made(),
  },
  table => [uniqueIndex('baseline_number_key').on(table.initiativeId, table.number)],
)

export const baselineItem = pgTable(
  'baseline_item',
  {
    baselineId: uuid('baseline_id')
      .notNull()
      .references(() => baseline.id, { onDelete: 'cascade' }),
    workItemId: uuid('work_item_id').notNull(),
    weight: doublePrecision('weight').notNull(),
    startDay: date('start_day', { mode: 'string' }),
    finishDay: date('finish_day', { mode: 'string' }),
    finishFrom: text('finish_from', { enum: FINISH_SOURCES }),
  },
  table => [primaryKey({ columns: [table.baselineId, table.workItemId] })],
)

/** The dates that were promised; they are what slips are measured against while the baseline is in force. */
export const baselineMilestone = pgTable(
  'baseline_milestone',
  {
    baselineId: uuid('baseline_id')
      .notNull()
      .references(() => baseline.id, { onDelete: 'cascade' }),
    milestoneId: uuid('milestone_id').notNull(),
    name: text('name').notNull(),
    day: date('day', { mode: 'string' }).notNull(),
  },
  table => [
    primaryKey({ columns: [table.baselineId, table.milestoneId] }),
    index('baseline_milestone_index').on(table.milestoneId),
  ],
)

/** What somebody asks to change of an approved plan, and what that would do to it. */
export const changeRequest = pgTable(
  'change_request',
  {
    id: ownId(),
    entry: bigint('entry', { mode: 'number' }).generatedAlwaysAsIdentity(),
    initiativeId: uuid('initiative_id')
      .notNull()
      .references(() => portfolioNode.id, { onDelete: 'cascade' }),
    title: text('title').notNull(),
    description: text('description'),
    proposedBy: text('proposed_by').notNull(),
    /** The effect; null: none, or not known. */
    items: integer('items'),
    size: doublePrecision('size'),
    sizeUnit: text('size_unit', { enum: BASELINE_UNITS }),
    days: integer('days'),
    amount: numeric('amount'),
    currency: text('currency'),
    state: text('state', { enum: CHANGE_STATES }).notNull(),
    decidedBy: text('decided_by'),
    decidedAt: instant('decided_at'),
    decisionReason: text('decision_reason'),
    ...made(),
  },
  table => [
    uniqueIndex('change_request_entry_key').on(table.entry),
    index('change_request_initiative_index').on(table.initiativeId),
  ],
)
