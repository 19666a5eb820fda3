import { sql } from 'drizzle-orm'
import {
  type AnyPgColumn,
  bigint,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { ALERT_EVENTS, ALERT_KINDS, SEVERITIES } from '../../src/portfolio/alert/alert.ts'
import type { Rhythm } from '../../src/portfolio/alert/rhythm.ts'
import { type AlertRoute, EVERYTHING } from '../../src/portfolio/alert/route.ts'
import { instant, ownId } from './column.ts'
import { connection } from './connection.ts'
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
    /** What it is about: exactly one of the three. */
    initiativeId: uuid('initiative_id').references(() => portfolioNode.id, { onDelete: 'cascade' }),
    connectionId: uuid('connection_id').references(() => connection.id, { onDelete: 'cascade' }),
    channelId: uuid('channel_id').references((): AnyPgColumn => channel.id, { onDelete: 'cascade' }),
    milestoneId: uuid('milestone_id').references(() => milestone.id, { onDelete: 'cascade' }),
    /** What a message says: names, days, person, tracker. */
    details: jsonb('details').notNull(),
    /** How often nobody had answered it for so long that it was told to more. */
    escalations: integer('escalations').notNull().default(0),
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
    index('alert_operation_index').on(table.openedAt).where(sql`${table.initiativeId} is null`),
    check(
      'alert_is_about_one',
      sql`num_nonnulls(${table.initiativeId}, ${table.connectionId}, ${table.channelId}) = 1`,
    ),
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
    change: text('change', { enum: ALERT_EVENTS }).notNull(),
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
    /** Why it was disabled by us; null when a person did it. */
    stateReason: text('state_reason'),
    /** Which alerts it is told of: an AlertRoute. */
    route: jsonb('route').$type<AlertRoute>().notNull().default(EVERYTHING),
    /** When it is told: a Rhythm. */
    rhythm: jsonb('rhythm').$type<Rhythm>().notNull().default({ type: 'immediate' }),
    /** Whose clock the rhythm follows. */
    timeZone: text('time_zone').notNull().default('UTC'),
    /** How often in a row its receiver could not be reached. */
    failures: integer('failures').notNull().default(0),
    /** Since when; null: the last message was taken. */
    failingSince: instant('failing_since'),
    lastError: text('last_error'),
    /** Until then nobody sends through it: one sends already, or the receiver wants a pause. */
    busyUntil: instant('busy_until'),
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
    /** Of the message that it is sent in, alone or with others; chosen when it is first sent, and kept over retries. */
    noticeId: uuid('notice_id'),
    attempts: integer('attempts').notNull().default(0),
    dueAt: instant('due_at').notNull().defaultNow(),
    sentAt: instant('sent_at'),
    lastError: text('last_error'),
    /** Since when its receiver refuses it, and it alone. */
    refusedSince: instant('refused_since'),
    /** It is not tried any more: it was refused for too long. */
    givenUpAt: instant('given_up_at'),
  },
  table => [
    uniqueIndex('delivery_key').on(table.alertEventId, table.channelId),
    index('delivery_due_index')
      .on(table.channelId, table.dueAt)
      .where(sql`${table.sentAt} is null and ${table.givenUpAt} is null`),
    index('delivery_given_up_index').on(table.channelId, table.givenUpAt).where(sql`${table.givenUpAt} is not null`),
    index('delivery_notice_index').on(table.noticeId),
  ],
)
