import { index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { WEBHOOK_STATES } from '../../src/work/kept-webhook.ts'
import { instant } from './column.ts'
import { connection } from './connection.ts'

/** When a notice of the tracker last named an item of a project, to the minute. */
export const webhookHeard = pgTable(
  'webhook_heard',
  {
    connectionId: uuid('connection_id')
      .notNull()
      .references(() => connection.id, { onDelete: 'cascade' }),
    projectId: uuid('project_id').notNull(),
    heardAt: instant('heard_at').notNull(),
  },
  table => [primaryKey({ columns: [table.connectionId, table.projectId] })],
)

/** The webhooks that a person has let us register at a tracker, each with how it fares there. */
export const webhookRegistration = pgTable(
  'webhook_registration',
  {
    connectionId: uuid('connection_id')
      .notNull()
      .references(() => connection.id, { onDelete: 'cascade' }),
    /** Which of the connection's webhooks; chosen by the connector, and the same for one that is registered again. */
    hook: text('hook').notNull(),
    /** What it tells of, for a person. */
    name: text('name').notNull(),
    /** The tracker's id; null while it is not there. */
    externalId: text('external_id'),
    /** Where it leads. */
    url: text('url').notNull(),
    /** A digest of the secret it was given, by which one that holds an older secret is known. */
    secretDigest: text('secret_digest').notNull(),
    state: text('state', { enum: WEBHOOK_STATES }).notNull(),
    stateSince: instant('state_since').notNull(),
    /** The tracker's own word for it; null where it has none. */
    trackerState: text('tracker_state'),
    /** Why it does not deliver and what to do about it; null while it is alive. */
    reason: text('reason'),
    registeredAt: instant('registered_at').notNull(),
    /** When the tracker was asked last how it fares. */
    checkedAt: instant('checked_at').notNull(),
    nextCheckAt: instant('next_check_at').notNull(),
    /** When the tracker drops it unless it is renewed; null: never. */
    expiresAt: instant('expires_at'),
  },
  table => [
    primaryKey({ columns: [table.connectionId, table.hook] }),
    index('webhook_registration_check_index').on(table.nextCheckAt),
  ],
)
