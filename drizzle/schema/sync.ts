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
import { DELETION_STATES } from '../../src/work/deletion-breaker.ts'
import { instant, ownId } from './column.ts'
import { connection } from './connection.ts'

const connectionId = () =>
  uuid('connection_id')
    .notNull()
    .references(() => connection.id, { onDelete: 'cascade' })

/** Where a stream of a scope resumes; written in the transaction that writes the records. */
export const syncCursor = pgTable(
  'sync_cursor',
  {
    connectionId: connectionId(),
    scopeExternalId: text('scope_external_id').notNull(),
    stream: text('stream').notNull(),
    cursor: text('cursor').notNull(),
    savedAt: instant('saved_at').notNull().defaultNow(),
    /** Start of the last reading that ended normally: everything that existed then is stored. */
    completeAt: instant('complete_at'),
    /** The run that said so: one that goes on after a break does not read the stream again. */
    completeRunId: uuid('complete_run_id'),
    /** What the last complete census counted at the tracker. */
    sourceCount: integer('source_count'),
    countedAt: instant('counted_at'),
    /** Set while the first reading is shared out in parts: when that began, and where the stream goes on after them. */
    dividedAt: instant('divided_at'),
    cursorAfterParts: text('cursor_after_parts'),
  },
  table => [primaryKey({ columns: [table.connectionId, table.scopeExternalId, table.stream] })],
)

/** A part of a stream's first reading; any worker may read it. Gone when the whole stream is complete. */
export const syncPart = pgTable(
  'sync_part',
  {
    connectionId: connectionId(),
    scopeExternalId: text('scope_external_id').notNull(),
    stream: text('stream').notNull(),
    /** The connector's name for it; passed back to it as the scope to read. */
    externalId: text('external_id').notNull(),
    name: text('name').notNull(),
    cursor: text('cursor'),
    expected: integer('expected'),
    done: integer('done').notNull().default(0),
    completeAt: instant('complete_at'),
  },
  table => [primaryKey({ columns: [table.connectionId, table.stream, table.scopeExternalId, table.externalId] })],
)

/** One pass over a connection. Its counters grow page by page, so that a watcher sees progress. */
export const syncRun = pgTable(
  'sync_run',
  {
    id: ownId(),
    connectionId: connectionId(),
    mode: text('mode', { enum: ['incremental', 'full', 'census', 'replay'] }).notNull(),
    state: text('state', { enum: ['queued', 'running', 'delayed', 'complete', 'partial', 'failed'] })
      .notNull()
      .default('queued'),
    /** Begun by the clock: streams that are read on a slower beat of their own may be left out. */
    scheduled: boolean('scheduled').notNull().default(false),
    reason: text('reason'),
    reasonText: text('reason_text'),
    done: integer('done').notNull().default(0),
    requests: integer('requests').notNull().default(0),
    rateLimitedCount: integer('rate_limited_count').notNull().default(0),
    /** How long its requests waited for their turn, added up. */
    waitedMs: bigint('waited_ms', { mode: 'number' }).notNull().default(0),
    changed: integer('changed').notNull().default(0),
    deleted: integer('deleted').notNull().default(0),
    unreadable: integer('unreadable').notNull().default(0),
    attempts: integer('attempts').notNull().default(0),
    /** Asked for again while it ran: it starts over when it has ended. */
    again: boolean('again').notNull().default(false),
    queuedAt: instant('queued_at').notNull().defaultNow(),
    startedAt: instant('started_at'),
    resumeAt: instant('resume_at'),
    finishedAt: instant('finished_at'),
  },
  table => [
    index('sync_run_connection_index').on(table.connectionId, table.queuedAt),
    // One open run per connection and mode: asking twice gives the run that is already under way.
    uniqueIndex('sync_run_open_key')
      .on(table.connectionId, table.mode)
      .where(sql`${table.state} in ('queued', 'running', 'delayed')`),
  ],
)

/** What an open run has read of each stream that it is to read; gone when the run has ended. */
export const syncProgress = pgTable(
  'sync_progress',
  {
    runId: uuid('run_id')
      .notNull()
      .references(() => syncRun.id, { onDelete: 'cascade' }),
    scopeExternalId: text('scope_external_id').notNull(),
    stream: text('stream').notNull(),
    done: integer('done').notNull().default(0),
    /** Null: the tracker has not counted it. While the reading is shared out, its parts say what is left instead. */
    expected: integer('expected'),
    pageAt: instant('page_at'),
    /** Since when it goes on without a long pause, and what had been read by then. */
    pacedAt: instant('paced_at'),
    pacedDone: integer('paced_done').notNull().default(0),
    endedAt: instant('ended_at'),
  },
  table => [primaryKey({ columns: [table.runId, table.scopeExternalId, table.stream] })],
)

/** Who may write for a connection now. The token grows with each holder; a write of an older holder is refused. */
export const lease = pgTable(
  'lease',
  {
    connectionId: connectionId(),
    /** What it is held for: empty for the pass over the connection, else the name of a part of a first reading. */
    unit: text('unit').notNull().default(''),
    fencingToken: bigint('fencing_token', { mode: 'number' }).notNull().default(0),
    heldUntil: instant('held_until').notNull(),
  },
  table => [primaryKey({ columns: [table.connectionId, table.unit] })],
)

/** Something we know we do not know: a truncated history, a forbidden board, an unreadable record. */
export const gap = pgTable(
  'gap',
  {
    id: ownId(),
    connectionId: connectionId(),
    scopeExternalId: text('scope_external_id').notNull(),
    stream: text('stream').notNull(),
    kind: text('kind').notNull(),
    subject: text('subject').notNull(),
    detail: text('detail').notNull(),
    openedAt: instant('opened_at').notNull().defaultNow(),
    seenAt: instant('seen_at').notNull().defaultNow(),
    closedAt: instant('closed_at'),
  },
  table => [
    uniqueIndex('gap_open_key').on(table.connectionId, table.kind, table.subject).where(sql`${table.closedAt} is null`),
  ],
)

/**
 * Records that a census missed in such numbers that a person has to say whether they are deleted. `dismissed`: they are not,
 * and are left as they are; `closed`: the decision is carried out, or they are there again.
 */
export const deletionHold = pgTable(
  'deletion_hold',
  {
    id: ownId(),
    connectionId: connectionId(),
    /** External id of the project; empty: over many projects. */
    scopeExternalId: text('scope_external_id').notNull(),
    state: text('state', { enum: DELETION_STATES }).notNull().default('open'),
    /** Of each kind, how many are missing of how many stored. */
    counts: jsonb('counts').notNull(),
    foundAt: instant('found_at').notNull().defaultNow(),
    seenAt: instant('seen_at').notNull().defaultNow(),
    decidedBy: text('decided_by'),
    decidedAt: instant('decided_at'),
  },
  table => [
    uniqueIndex('deletion_hold_open_key')
      .on(table.connectionId, table.scopeExternalId)
      .where(sql`${table.state} = 'open'`),
    index('deletion_hold_connection_index').on(table.connectionId, table.foundAt),
  ],
)

export const heldRecord = pgTable(
  'held_record',
  {
    holdId: uuid('hold_id')
      .notNull()
      .references(() => deletionHold.id, { onDelete: 'cascade' }),
    kind: text('kind').notNull(),
    externalId: text('external_id').notNull(),
  },
  table => [primaryKey({ columns: [table.holdId, table.kind, table.externalId] })],
)

/** A tracker's notice, kept before it is acknowledged; the sweeper rings again for those not processed. */
export const webhookDelivery = pgTable(
  'webhook_delivery',
  {
    id: ownId(),
    connectionId: connectionId(),
    /** The tracker's id of the delivery, or a hash of its bytes; equal over retries. */
    deliveryId: text('delivery_id').notNull(),
    touched: text('touched').notNull(),
    /** Whether a milestone may have moved: these are looked at before all others. */
    movesDate: boolean('moves_date').notNull().default(false),
    receivedAt: instant('received_at').notNull().defaultNow(),
    processedAt: instant('processed_at'),
    attempts: integer('attempts').notNull().default(0),
  },
  table => [
    uniqueIndex('webhook_delivery_key').on(table.connectionId, table.deliveryId),
    index('webhook_delivery_processed_index').on(table.connectionId, table.processedAt),
    index('webhook_delivery_pending_index')
      .on(table.connectionId, table.movesDate.desc().nullsFirst(), table.receivedAt)
      .where(sql`${table.processedAt} is null`),
  ],
)
