import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  date,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { ITEM_KINDS, LINK_MEANINGS, PLANNING_FIELDS, VISIBILITIES, WORK_STATES } from '../../src/work/work-item.ts'
import { instant, ownId } from './column.ts'
import { connection } from './connection.ts'
import { identity, presence, version } from './record-column.ts'

export const project = pgTable(
  'project',
  {
    ...identity(),
    key: text('key'),
    name: text('name').notNull(),
    url: text('url'),
    archived: boolean('archived').notNull(),
    ...version(),
    ...presence(),
  },
  table => [uniqueIndex('project_external_key').on(table.connectionId, table.externalId)],
)

/** Somebody whom several trackers know; who is known to one only has no row. */
export const person = pgTable('person', { id: ownId(), createdAt: instant('created_at').notNull().defaultNow() })

export const personIdentity = pgTable(
  'person_identity',
  {
    ...identity(),
    name: text('name').notNull(),
    email: text('email'),
    kind: text('kind', { enum: ['human', 'service', 'unknown'] }).notNull(),
    active: boolean('active').notNull(),
    /** The account was closed and its name and address erased, as the law of its tracker demands. */
    isErased: boolean('is_erased').notNull().default(false),
    /** Since when the stored answers of the tracker do not name them either. */
    forgottenAt: instant('forgotten_at'),
    /** With whom it is one person; null: with nobody. Not written by a sync. */
    personId: uuid('person_id').references(() => person.id, { onDelete: 'set null' }),
    /** Who said so; null: it follows from what the trackers say, and may change with it. */
    placedBy: text('placed_by'),
    placedAt: instant('placed_at'),
    ...version(),
    ...presence(),
  },
  table => [
    uniqueIndex('person_identity_external_key').on(table.connectionId, table.externalId),
    index('person_identity_person_index').on(table.personId),
  ],
)

export const iteration = pgTable(
  'iteration',
  {
    ...identity(),
    projectId: uuid('project_id'),
    name: text('name').notNull(),
    path: text('path'),
    state: text('state', { enum: ['future', 'active', 'closed'] }),
    startDay: date('start_day', { mode: 'string' }),
    endDay: date('end_day', { mode: 'string' }),
    completedAt: instant('completed_at'),
    goal: text('goal'),
    teamIds: text('team_ids').array().notNull(),
    ...version(),
    ...presence(),
  },
  table => [uniqueIndex('iteration_external_key').on(table.connectionId, table.externalId)],
)

export const release = pgTable(
  'release',
  {
    ...identity(),
    projectId: uuid('project_id').notNull(),
    name: text('name').notNull(),
    startDay: date('start_day', { mode: 'string' }),
    targetDay: date('target_day', { mode: 'string' }),
    released: boolean('released').notNull(),
    archived: boolean('archived').notNull(),
    url: text('url'),
    ...version(),
    ...presence(),
  },
  table => [
    uniqueIndex('release_external_key').on(table.connectionId, table.externalId),
    index('release_project_index').on(table.projectId),
  ],
)

/** A place in the tracker's tree, which items follow when it is renamed. One that is gone stays: old revisions name it. */
export const area = pgTable(
  'area',
  {
    connectionId: uuid('connection_id')
      .notNull()
      .references(() => connection.id, { onDelete: 'cascade' }),
    externalId: text('external_id').notNull(),
    path: text('path').notNull(),
    ...version(),
  },
  table => [primaryKey({ columns: [table.connectionId, table.externalId] })],
)

export const workItem = pgTable(
  'work_item',
  {
    ...identity(),
    key: text('key').notNull(),
    url: text('url').notNull(),
    title: text('title').notNull(),
    projectId: uuid('project_id').notNull(),
    typeExternalId: text('type_external_id').notNull(),
    kind: text('kind', { enum: ITEM_KINDS }),
    level: integer('level'),
    statusExternalId: text('status_external_id').notNull(),
    state: text('state', { enum: WORK_STATES }),
    priority: text('priority'),
    labels: text('labels').array().notNull(),
    components: text('components').array().notNull(),
    area: text('area'),
    areaExternalId: text('area_external_id'),
    assigneeId: uuid('assignee_id'),
    reporterId: uuid('reporter_id'),
    parentId: uuid('parent_id'),
    iterationId: uuid('iteration_id'),
    releaseIds: uuid('release_ids').array().notNull().default(sql`'{}'`),
    resolution: text('resolution'),
    estimate: doublePrecision('estimate'),
    estimateUnit: text('estimate_unit', { enum: ['points', 'hours', 'days'] }),
    originalHours: doublePrecision('original_hours'),
    remainingHours: doublePrecision('remaining_hours'),
    completedHours: doublePrecision('completed_hours'),
    startDay: date('start_day', { mode: 'string' }),
    targetDay: date('target_day', { mode: 'string' }),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    startedAt: instant('started_at'),
    doneAt: instant('done_at'),
    blockedSince: instant('blocked_since'),
    fields: jsonb('fields').notNull(),
    ...version(),
    ...presence(),
  },
  table => [
    uniqueIndex('work_item_external_key').on(table.connectionId, table.externalId),
    index('work_item_page_index').on(table.updatedAt, table.id),
    index('work_item_project_index').on(table.projectId, table.updatedAt, table.id),
    index('work_item_parent_index').on(table.parentId),
    index('work_item_key_index').on(sql`md5(${table.key})`),
    /** Few, and counted with each assessment. */
    index('work_item_hidden_index').on(table.connectionId).where(sql`${table.visibility} = 'not_visible'`),
    index('work_item_release_index').using('gin', table.releaseIds),
  ],
)

/** Keys an item had before a move; old references still find it. */
export const workItemAlias = pgTable(
  'work_item_alias',
  {
    connectionId: uuid('connection_id')
      .notNull()
      .references(() => connection.id, { onDelete: 'cascade' }),
    alias: text('alias').notNull(),
    workItemId: uuid('work_item_id').notNull(),
  },
  table => [primaryKey({ columns: [table.connectionId, table.alias, table.workItemId] })],
)

/** Every planning field of an item or a release, as intervals: any answer can be asked as of an instant. */
export const span = pgTable(
  'span',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    subjectId: uuid('subject_id').notNull(),
    connectionId: uuid('connection_id')
      .notNull()
      .references(() => connection.id, { onDelete: 'cascade' }),
    field: text('field', { enum: PLANNING_FIELDS }).notNull(),
    value: text('value'),
    raw: text('raw'),
    validFrom: instant('valid_from').notNull(),
    validTo: instant('valid_to'),
    authorId: uuid('author_id'),
    order: bigint('entry_order', { mode: 'number' }).notNull(),
    origin: text('origin', { enum: ['observed', 'reconstructed'] }).notNull(),
    /** Later entries that said the same (work/witnessed-span.ts); null when there were none. */
    witnesses: jsonb('witnesses'),
  },
  table => [index('span_subject_index').on(table.subjectId, table.field, table.validFrom)],
)

export const link = pgTable(
  'link',
  {
    ...identity(),
    linkTypeExternalId: text('link_type_external_id').notNull(),
    meaning: text('meaning', { enum: LINK_MEANINGS }),
    fromId: uuid('from_id').notNull(),
    toId: uuid('to_id').notNull(),
    active: boolean('active').notNull(),
    changedAt: instant('changed_at'),
    ...version(),
  },
  table => [
    uniqueIndex('link_external_key').on(table.connectionId, table.externalId),
    index('link_from_index').on(table.fromId),
    index('link_to_index').on(table.toId),
  ],
)

/** Hours, dated: logged by a person, or inferred from a change of Completed Work. */
export const worklog = pgTable(
  'worklog',
  {
    ...identity(),
    workItemId: uuid('work_item_id').notNull(),
    authorId: uuid('author_id'),
    day: date('day', { mode: 'string' }).notNull(),
    startedAt: instant('started_at').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    seconds: integer('seconds').notNull(),
    inferred: boolean('inferred').notNull(),
    ...version(),
    ...presence(),
  },
  table => [
    uniqueIndex('worklog_external_key').on(table.connectionId, table.externalId),
    /** All that the hours spent on an item are summed from. */
    index('worklog_item_index').on(table.workItemId, table.startedAt, table.seconds, table.visibility),
    index('worklog_day_index').on(table.day),
    index('worklog_page_index').on(table.updatedAt, table.id),
  ],
)

/**
 * That a record is gone, with the version of that news: proven deleted, or no longer shown to us. Kept apart from the record,
 * so that news may come before the record and older readings may still complete it.
 */
export const tombstone = pgTable('tombstone', {
  recordId: uuid('record_id').primaryKey(),
  connectionId: uuid('connection_id')
    .notNull()
    .references(() => connection.id, { onDelete: 'cascade' }),
  visibility: text('visibility', { enum: VISIBILITIES }).notNull(),
  goneAt: instant('gone_at'),
  goneHow: text('gone_how').notNull(),
  ...version(),
})
