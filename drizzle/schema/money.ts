import { bigint, boolean, date, index, integer, numeric, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { COST_CATEGORIES } from '../../src/portfolio/earned-value/cost-category.ts'
import { instant, ownId } from './column.ts'
import { portfolioNode } from './portfolio.ts'

/*
 * What people enter about money. Append-only: of rates, roles and exchange rates the last word about a day holds, a cost is
 * corrected by an entry of the opposite sign, and a budget by a new version.
 */

/** In which order entries were made; the last word holds. */
const entry = () => bigint('entry', { mode: 'number' }).generatedAlwaysAsIdentity()

const made = () => ({ createdBy: text('created_by').notNull(), createdAt: instant('created_at').notNull() })

/** What an hour costs, of a person, of a role, or (neither) of everybody. */
export const labourRate = pgTable(
  'labour_rate',
  {
    id: ownId(),
    entry: entry(),
    /** A person, or one of their identities. */
    personId: uuid('person_id'),
    role: text('role'),
    /** Null: what was entered before for these days is taken back. */
    amountPerHour: numeric('amount_per_hour'),
    currency: text('currency').notNull(),
    isExternal: boolean('is_external').notNull(),
    validFrom: date('valid_from', { mode: 'string' }).notNull(),
    validTo: date('valid_to', { mode: 'string' }),
    ...made(),
  },
  table => [uniqueIndex('labour_rate_entry_key').on(table.entry)],
)

export const roleAssignment = pgTable(
  'role_assignment',
  {
    id: ownId(),
    entry: entry(),
    personId: uuid('person_id').notNull(),
    /** Null: no role any more. */
    role: text('role'),
    validFrom: date('valid_from', { mode: 'string' }).notNull(),
    validTo: date('valid_to', { mode: 'string' }),
    ...made(),
  },
  table => [uniqueIndex('role_assignment_entry_key').on(table.entry)],
)

/** One unit of `base` is worth `rate` units of `quote` from that day on. */
export const exchangeRate = pgTable(
  'exchange_rate',
  {
    id: ownId(),
    entry: entry(),
    base: text('base').notNull(),
    quote: text('quote').notNull(),
    day: date('day', { mode: 'string' }).notNull(),
    rate: numeric('rate').notNull(),
    ...made(),
  },
  table => [uniqueIndex('exchange_rate_entry_key').on(table.entry)],
)

/** What was paid besides hours. */
export const costEntry = pgTable(
  'cost_entry',
  {
    id: ownId(),
    entry: entry(),
    initiativeId: uuid('initiative_id')
      .notNull()
      .references(() => portfolioNode.id, { onDelete: 'cascade' }),
    day: date('day', { mode: 'string' }).notNull(),
    category: text('category', { enum: COST_CATEGORIES }).notNull(),
    /** Negative: money that came back, or a correction. */
    amount: numeric('amount').notNull(),
    currency: text('currency').notNull(),
    description: text('description').notNull(),
    ...made(),
  },
  table => [
    uniqueIndex('cost_entry_entry_key').on(table.entry),
    index('cost_entry_initiative_index').on(table.initiativeId, table.day),
  ],
)

/** What an initiative may cost; the highest version holds. */
export const budget = pgTable(
  'budget',
  {
    id: ownId(),
    entry: entry(),
    initiativeId: uuid('initiative_id')
      .notNull()
      .references(() => portfolioNode.id, { onDelete: 'cascade' }),
    version: integer('version').notNull(),
    currency: text('currency').notNull(),
    reason: text('reason').notNull(),
    ...made(),
  },
  table => [
    uniqueIndex('budget_entry_key').on(table.entry),
    uniqueIndex('budget_version_key').on(table.initiativeId, table.version),
  ],
)

export const budgetLine = pgTable(
  'budget_line',
  {
    budgetId: uuid('budget_id')
      .notNull()
      .references(() => budget.id, { onDelete: 'cascade' }),
    line: integer('line').notNull(),
    firstDay: date('first_day', { mode: 'string' }).notNull(),
    lastDay: date('last_day', { mode: 'string' }).notNull(),
    category: text('category', { enum: COST_CATEGORIES }).notNull(),
    amount: numeric('amount').notNull(),
    description: text('description'),
  },
  table => [uniqueIndex('budget_line_key').on(table.budgetId, table.line)],
)
