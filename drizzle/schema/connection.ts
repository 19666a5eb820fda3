import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { MAPPING_SUBJECTS } from '../../src/work/mapping.ts'
import { instant, ownId } from './column.ts'

/** Configured access to one tracker. Credentials are sealed (src/store/sealed.ts) and never leave the process. */
export const connection = pgTable(
  'connection',
  {
    id: ownId(),
    name: text('name').notNull(),
    /** The connector's folder name; text on purpose, so that a new connector needs no migration. */
    kind: text('kind').notNull(),
    settings: jsonb('settings').notNull(),
    sealedCredentials: text('sealed_credentials').notNull(),
    sealedWebhookSecret: text('sealed_webhook_secret').notNull(),
    /** While a new one is entered at the tracker, deliveries may still come with this one. */
    sealedFormerWebhookSecret: text('sealed_former_webhook_secret'),
    formerWebhookSecretUntil: instant('former_webhook_secret_until'),
    /** `suspended`: a person has to act first (credentials refused); nothing is asked of the tracker until then. */
    state: text('state', { enum: ['active', 'suspended'] })
      .notNull()
      .default('active'),
    stateReason: text('state_reason'),
    /** The tracker's own id of the site; survives a rename of its URL. */
    instanceId: text('instance_id'),
    identity: text('identity'),
    timeZone: text('time_zone'),
    syncEverySeconds: integer('sync_every_seconds').notNull().default(300),
    /** When nothing was read for so long, people are told that we are blind. */
    blindAfterSeconds: integer('blind_after_seconds').notNull().default(10_800),
    nextSyncAt: instant('next_sync_at').notNull().defaultNow(),
    nextCensusAt: instant('next_census_at').notNull().default(sql`now() + interval '1 day'`),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  table => [uniqueIndex('connection_name_key').on(sql`lower(${table.name})`)],
)

/**
 * How a connection gets in to its tracker now: shared by all processes, and obtained by one of them at a time. Gone as
 * soon as somebody enters other settings or credentials.
 */
export const connectionAccess = pgTable('connection_access', {
  connectionId: uuid('connection_id')
    .primaryKey()
    .references(() => connection.id, { onDelete: 'cascade' }),
  /** Sealed: it may hold an access token and the refresh token that is good next. Null before the first was obtained. */
  sealedValue: text('sealed_value'),
  expiresAt: instant('expires_at'),
  obtainedAt: instant('obtained_at'),
  /** Who obtains a new one, until when; it is renewed while he is at it, so that a killed process is waited for briefly. */
  obtainer: uuid('obtainer'),
  heldUntil: instant('held_until'),
  /** How often in a row the tracker has refused: a person who tries again and again must not lock the account. */
  refusals: integer('refusals').notNull().default(0),
})

/** The parts of a tracker that are read as one; found by the connector. */
export const scope = pgTable(
  'scope',
  {
    connectionId: uuid('connection_id')
      .notNull()
      .references(() => connection.id, { onDelete: 'cascade' }),
    externalId: text('external_id').notNull(),
    name: text('name').notNull(),
    streams: text('streams').array().notNull(),
    /** False when the connector no longer finds it; its records stay. */
    active: boolean('active').notNull().default(true),
  },
  table => [primaryKey({ columns: [table.connectionId, table.externalId] })],
)

/** What a word of the tracker means: proposed by the connector, decided by a person. */
export const mapping = pgTable(
  'mapping',
  {
    connectionId: uuid('connection_id')
      .notNull()
      .references(() => connection.id, { onDelete: 'cascade' }),
    subject: text('subject', { enum: MAPPING_SUBJECTS }).notNull(),
    externalId: text('external_id').notNull(),
    /** External id of the project the meaning is limited to; empty: everywhere. */
    projectId: text('project_id').notNull().default(''),
    name: text('name').notNull(),
    proposed: jsonb('proposed'),
    confidence: integer('confidence_percent').notNull().default(0),
    reason: text('reason').notNull().default(''),
    chosen: jsonb('chosen'),
    chosenBy: text('chosen_by'),
    chosenAt: instant('chosen_at'),
  },
  table => [
    primaryKey({ columns: [table.connectionId, table.subject, table.externalId, table.projectId] }),
    index('mapping_connection_index').on(table.connectionId),
  ],
)

/** Who proposes what for a word: one that stops doing so takes only its own proposal away. */
export const mappingProposal = pgTable(
  'mapping_proposal',
  {
    connectionId: uuid('connection_id')
      .notNull()
      .references(() => connection.id, { onDelete: 'cascade' }),
    /** Kind and external id of the raw record that says so. */
    proposer: text('proposer').notNull(),
    subject: text('subject', { enum: MAPPING_SUBJECTS }).notNull(),
    externalId: text('external_id').notNull(),
    projectId: text('project_id').notNull(),
    name: text('name').notNull(),
    proposed: jsonb('proposed'),
    confidence: integer('confidence_percent').notNull(),
    reason: text('reason').notNull(),
  },
  table => [
    primaryKey({
      name: 'mapping_proposal_key',
      columns: [table.connectionId, table.proposer, table.subject, table.externalId, table.projectId],
    }),
    index('mapping_proposal_word_index').on(table.connectionId, table.subject, table.externalId, table.projectId),
  ],
)

/** Every decision of a person about a word, append-only. */
export const mappingDecision = pgTable(
  'mapping_decision',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    connectionId: uuid('connection_id')
      .notNull()
      .references(() => connection.id, { onDelete: 'cascade' }),
    subject: text('subject').notNull(),
    externalId: text('external_id').notNull(),
    projectId: text('project_id').notNull(),
    /** What had been chosen before and after; null: nothing was. */
    before: jsonb('before'),
    after: jsonb('after'),
    decidedBy: text('decided_by').notNull(),
    decidedAt: instant('decided_at').notNull().defaultNow(),
  },
  table => [index('mapping_decision_connection_index').on(table.connectionId, table.id)],
)
