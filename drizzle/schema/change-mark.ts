import { sql } from 'drizzle-orm'
import { customType, index, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { instant } from './column.ts'

/** The id of a transaction; it never comes again. */
const xid8 = customType<{ data: string }>({ dataType: () => 'xid8' })

/**
 * That something changed which people look at, so that pages which are open can ask again; dropped after an hour. Written by
 * triggers, so that no writer forgets it. The transaction tells what was committed since an instant: numbers and times are
 * given before the commit, and show in another order.
 */
export const changeMark = pgTable(
  'change_mark',
  {
    topic: text('topic').notNull(),
    /** Null: it may be about any. */
    initiativeId: uuid('initiative_id'),
    connectionId: uuid('connection_id'),
    writtenBy: xid8('written_by').notNull().default(sql`pg_current_xact_id()`),
    notedAt: instant('noted_at').notNull().defaultNow(),
  },
  table => [index('change_mark_written_index').on(table.writtenBy), index('change_mark_noted_index').on(table.notedAt)],
)
