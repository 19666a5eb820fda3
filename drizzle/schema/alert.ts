import { sql } from 'drizzle-orm'
import { bigint, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { ALERT_KINDS, SEVERITIES } from '../../src/portfolio/alert.ts'
import { instant, ownId } from './column.ts'
import { milestone, portfolioNode } from './portfolio.ts'

export const alert = pgTable(
  'alert',
  {
    id: ownId(),
    /** Kind and subject; unique while open, so that one slip is one alert. */
    fingerprint: text('fingerprint').notNull(),
    kind: text('kind', { enum: ALERT_KINDS }).notNull(),
    severity: text('severity', { enum: SEVERITIES }).notNull(),
    state: text('state', { enum: ['open', 'acknowledged', 'snoozed', 'resolved'] })
      .notNull()
      .default('open'),
    initiativeId: uuid('initiative_id')
      .notNull()
      .references(() => portfolioNode.id, { onDelete: 'cascade' }),
    milestoneId: uuid('milestone_id').references(() => milestone.id, { onDelete: 'cascade' }),
    /** What a message says: names, days, person, tracker. */
    details: jsonb('details').notNull(),
    worsenedCount: integer('worsened_count').notNull().default(0),
    snoozedUntil: instant('snoozed_until'),
    openedAt: instant('opened_at').notNull().defaultNow(),
    changedAt: instant('changed_at').notNull().defaultNow(),
    resolvedAt: instant('resolved_at'),
    /** A person's name, or `milepost` when the condition went away. What a person resolved stays so until it gets worse. */
    resolvedBy: text('resolved_by'),
  },
  table => [
    uniqueIndex('alert_open_key').on(table.fingerprint).where(sql`${table.state} <> 'resolved'`),
    index('alert_page_index').on(table.changedAt, table.id),
    index('alert_initiative_index').on(table.initiativeId),
  ],
)

/** The whole history of an alert, with who did what. */
export const alertEvent = pgTable(
  'alert_event',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    alertId: uuid('alert_id')
      .notNull()
      .references(() => alert.id, { onDelete: 'cascade' }),
    change: text('change', { enum: ['opened', 'worsened', 'acknowledged', 'snoozed', 'resolved'] }).notNull(),
    actor: text('actor').notNull(),
    details: jsonb('details').notNull(),
    at: instant('at').notNull().defaultNow(),
  },
  table => [index('alert_event_alert_index').on(table.alertId)],
)

/** Where alerts are sent. The address of a chat webhook is a credential, so it is sealed. */
export const channel = pgTable(
  'channel',
  {
    id: ownId(),
    name: text('name').notNull(),
    kind: text('kind').notNull(),
    sealedSettings: text('sealed_settings').notNull(),
    state: text('state', { enum: ['active', 'disabled'] })
      .notNull()
      .default('active'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  table => [uniqueIndex('channel_name_key').on(sql`lower(${table.name})`)],
)

/** The outbox: written with the alert event, marked sent only after the receiver's 2xx. */
export const delivery = pgTable(
  'delivery',
  {
    id: ownId(),
    alertEventId: bigint('alert_event_id', { mode: 'number' })
      .notNull()
      .references(() => alertEvent.id, { onDelete: 'cascade' }),
    channelId: uuid('channel_id')
      .notNull()
      .references(() => channel.id, { onDelete: 'cascade' }),
    attempts: integer('attempts').notNull().default(0),
    dueAt: instant('due_at').notNull().defaultNow(),
    sentAt: instant('sent_at'),
    lastError: text('last_error'),
  },
  table => [
    uniqueIndex('delivery_key').on(table.alertEventId, table.channelId),
    index('delivery_due_index').on(table.dueAt).where(sql`${table.sentAt} is null`),
  ],
)
