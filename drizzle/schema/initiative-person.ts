import { sql } from 'drizzle-orm'
import { boolean, index, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core'
import { instant } from './column.ts'
import { portfolioNode } from './portfolio.ts'

/** Who had open work in an initiative when it was last assessed, and whether it was red: so that others need not count again. */
export const initiativePerson = pgTable(
  'initiative_person',
  {
    initiativeId: uuid('initiative_id')
      .notNull()
      .references(() => portfolioNode.id, { onDelete: 'cascade' }),
    personId: uuid('person_id').notNull(),
    isRed: boolean('is_red').notNull(),
    statusAt: instant('status_at').notNull(),
  },
  table => [
    primaryKey({ columns: [table.initiativeId, table.personId] }),
    /** With the initiative, so that whose people are shared is found without opening the rows: there may be thousands. */
    index('initiative_person_red_index').on(table.personId, table.initiativeId).where(sql`${table.isRed}`),
  ],
)
