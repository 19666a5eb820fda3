import { date, jsonb, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core'
import type { Standing } from '../../src/portfolio/portfolio-trend.ts'
import { instant } from './column.ts'
import { portfolioNode } from './portfolio.ts'

/** How far the history of an initiative before its first conclusion has been told. Those never assessed have no row. */
export const toldHistory = pgTable('told_history', {
  initiativeId: uuid('initiative_id')
    .primaryKey()
    .references(() => portfolioNode.id, { onDelete: 'cascade' }),
  /** The day of its first conclusion, in UTC; what is told ends the day before. */
  firstDay: date('first_day', { mode: 'string' }).notNull(),
  /** When what the history says changed last; what was found out from before is not kept. */
  changedAt: instant('changed_at').notNull(),
  /** The day from which on there is something to tell; null: everything is told. */
  dueOn: date('due_on', { mode: 'string' }),
})

/** What a trend draws of an initiative at the end of a day before its first conclusion, told from the history. */
export const historyStanding = pgTable(
  'history_standing',
  {
    initiativeId: uuid('initiative_id')
      .notNull()
      .references(() => toldHistory.initiativeId, { onDelete: 'cascade' }),
    at: instant('at').notNull(),
    standing: jsonb('standing').$type<Standing>().notNull(),
  },
  table => [primaryKey({ columns: [table.initiativeId, table.at] })],
)
