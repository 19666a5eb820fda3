import { sql } from 'drizzle-orm'
import { date, doublePrecision, index, integer, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core'
import { EMPLOYMENTS } from '../../src/portfolio/capacity/capacity.ts'
import { instant, ownId } from './column.ts'
import { connection } from './connection.ts'
import { portfolioNode } from './portfolio.ts'

/** Hours that open work of an initiative asks of a person, by week; written anew with each assessment. */
export const demand = pgTable(
  'demand',
  {
    initiativeId: uuid('initiative_id')
      .notNull()
      .references(() => portfolioNode.id, { onDelete: 'cascade' }),
    connectionId: uuid('connection_id')
      .notNull()
      .references(() => connection.id, { onDelete: 'cascade' }),
    /** The identity that the tracker names; null: nobody. */
    assigneeId: uuid('assignee_id'),
    /** Monday; null: nothing says when. */
    week: date('week', { mode: 'string' }),
    hours: doublePrecision('hours').notNull(),
    unestimatedItems: integer('unestimated_items').notNull(),
  },
  table => [
    unique('demand_key').on(table.initiativeId, table.connectionId, table.assigneeId, table.week).nullsNotDistinct(),
    index('demand_week_index').on(table.week),
  ],
)

/** What the PMO knows of a person's time and the trackers do not; a withdrawn entry stays, with who withdrew it. */
export const availability = pgTable(
  'availability',
  {
    id: ownId(),
    /** One of the person's identities, so that it follows them when identities are put together. */
    identityId: uuid('identity_id').notNull(),
    employment: text('employment', { enum: EMPLOYMENTS }).notNull(),
    hoursPerWeek: doublePrecision('hours_per_week').notNull(),
    firstDay: date('first_day', { mode: 'string' }).notNull(),
    lastDay: date('last_day', { mode: 'string' }),
    enteredBy: text('entered_by').notNull(),
    enteredAt: instant('entered_at').notNull().defaultNow(),
    withdrawnBy: text('withdrawn_by'),
    withdrawnAt: instant('withdrawn_at'),
  },
  table => [index('availability_identity_index').on(table.identityId).where(sql`${table.withdrawnAt} is null`)],
)
