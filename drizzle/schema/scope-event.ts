import { bigint, index, pgTable, smallint, text, uuid } from 'drizzle-orm/pg-core'
import { instant } from './column.ts'
import { portfolioNode } from './portfolio.ts'

export const SCOPE_EVENT_KINDS = ['changed', 'reopened', 'entered_late'] as const

/**
 * What happened to items while they were in an initiative's scope, by initiative and time: so that neither what changed nor
 * what was restated is looked for among the changes of everybody else. Derived from spans, worklogs and scope
 * (src/store/scope/scope-events.ts). No reference to the initiative: it would make each page of a sync wait for its assessment.
 */
export const scopeEvent = pgTable(
  'scope_event',
  {
    initiativeId: uuid('initiative_id').notNull(),
    kind: text('kind', { enum: SCOPE_EVENT_KINDS }).notNull(),
    /** How long it lasts, in classes: what holds at an instant is found by when it began, in each class. */
    reach: smallint('reach').notNull(),
    since: instant('since').notNull(),
    /** A change is of one instant. */
    until: instant('until').notNull(),
    workItemId: uuid('work_item_id').notNull(),
    /** The state or estimate that began (changed), the state "done" that ended (reopened). */
    spanId: bigint('span_id', { mode: 'number' }),
    /** The hours that were entered late. */
    worklogId: uuid('worklog_id'),
  },
  table => [
    index('scope_event_time_index').on(table.initiativeId, table.kind, table.reach, table.since),
    index('scope_event_item_index').on(table.workItemId),
  ],
)

/** Initiatives whose events are complete; those of others are found out when they are asked for. */
export const scopeEventsKept = pgTable('scope_events_kept', {
  initiativeId: uuid('initiative_id')
    .primaryKey()
    .references(() => portfolioNode.id, { onDelete: 'cascade' }),
})
