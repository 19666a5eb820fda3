import { sql } from 'drizzle-orm'
import {
  bigint,
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
import { MILESTONE_SOURCES, NODE_KINDS, SCOPE_SELECTORS } from '../../src/portfolio/initiative.ts'
import type { MilestoneRule } from '../../src/portfolio/milestone/milestone-rule.ts'
import { instant, ownId } from './column.ts'
import { connection } from './connection.ts'

/* What the PMO keeps itself. A sync never overwrites it. */

export const portfolioNode = pgTable(
  'portfolio_node',
  {
    id: ownId(),
    kind: text('kind', { enum: NODE_KINDS }).notNull(),
    name: text('name').notNull(),
    parentId: uuid('parent_id'),
    weight: doublePrecision('weight'),
    owner: text('owner'),
    /** Initiatives only: order in which they claim an item that several rules select; lower first. */
    priority: integer('priority').notNull().default(0),
    /** What milestones of the trackers come from, here and below; null: as the node above says. */
    milestonesFrom: jsonb('milestones_from').$type<readonly MilestoneRule[]>(),
    /** Portfolios only: by whose clock a promised day is over. What was concluded by another one stays; no history of it is kept. */
    timeZone: text('time_zone').notNull().default('UTC'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  table => [
    uniqueIndex('portfolio_node_name_key').on(
      sql`coalesce(${table.parentId}, '00000000-0000-0000-0000-000000000000'::uuid)`,
      table.kind,
      sql`lower(${table.name})`,
    ),
    index('portfolio_node_parent_index').on(table.parentId),
  ],
)

export const scopeRule = pgTable(
  'scope_rule',
  {
    id: ownId(),
    initiativeId: uuid('initiative_id')
      .notNull()
      .references(() => portfolioNode.id, { onDelete: 'cascade' }),
    effect: text('effect', { enum: ['include', 'exclude'] }).notNull(),
    connectionId: uuid('connection_id')
      .notNull()
      .references(() => connection.id, { onDelete: 'cascade' }),
    selector: text('selector', { enum: SCOPE_SELECTORS }).notNull(),
    value: text('value').notNull(),
    project: text('project'),
  },
  table => [index('scope_rule_initiative_index').on(table.initiativeId)],
)

/** Weight of one tracker's part in an initiative. */
export const trackerWeight = pgTable(
  'tracker_weight',
  {
    initiativeId: uuid('initiative_id')
      .notNull()
      .references(() => portfolioNode.id, { onDelete: 'cascade' }),
    connectionId: uuid('connection_id')
      .notNull()
      .references(() => connection.id, { onDelete: 'cascade' }),
    weight: doublePrecision('weight').notNull(),
  },
  table => [uniqueIndex('tracker_weight_key').on(table.initiativeId, table.connectionId)],
)

/** An item belongs to at most one initiative at a time; the interval gives scope growth a history. */
export const initiativeItem = pgTable(
  'initiative_item',
  {
    initiativeId: uuid('initiative_id')
      .notNull()
      .references(() => portfolioNode.id, { onDelete: 'cascade' }),
    workItemId: uuid('work_item_id').notNull(),
    validFrom: instant('valid_from').notNull(),
    validTo: instant('valid_to'),
  },
  table => [
    uniqueIndex('initiative_item_open_key').on(table.workItemId).where(sql`${table.validTo} is null`),
    index('initiative_item_initiative_index').on(table.initiativeId).where(sql`${table.validTo} is null`),
    index('initiative_item_history_index').on(table.workItemId, table.validFrom),
    /** Who joined and who left between two instants. */
    index('initiative_item_joined_index').on(table.initiativeId, table.validFrom),
    index('initiative_item_gone_index').on(table.initiativeId, table.validTo).where(sql`${table.validTo} is not null`),
  ],
)

export const milestone = pgTable(
  'milestone',
  {
    id: ownId(),
    initiativeId: uuid('initiative_id')
      .notNull()
      .references(() => portfolioNode.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    source: text('source', { enum: MILESTONE_SOURCES }).notNull(),
    /** The release or work item whose date it is; null for one the PMO entered. */
    subjectId: uuid('subject_id'),
    connectionId: uuid('connection_id').references(() => connection.id, { onDelete: 'cascade' }),
    /** Fixed when the milestone is first seen, or entered by a person; a sync never changes it. */
    baselineDay: date('baseline_day', { mode: 'string' }),
    /** Entered milestones only; the others have the date of their subject. */
    manualDay: date('manual_day', { mode: 'string' }),
    /** Entered milestones only: the day a person accepted it as reached. */
    achievedDay: date('achieved_day', { mode: 'string' }),
    toleranceDays: integer('tolerance_days').notNull().default(0),
    importance: text('importance', { enum: ['normal', 'high'] })
      .notNull()
      .default('normal'),
    createdAt: instant('created_at').notNull().defaultNow(),
    /** No longer part of the initiative: its subject left the scope. Its ledger stays. */
    retiredAt: instant('retired_at'),
  },
  table => [
    uniqueIndex('milestone_subject_key').on(table.initiativeId, table.subjectId),
    uniqueIndex('milestone_manual_key')
      .on(table.initiativeId, sql`lower(${table.name})`)
      .where(sql`${table.source} = 'manual'`),
  ],
)

/** What a person linked to an entered milestone: it is met when these, and all below them, are done. */
export const milestoneItem = pgTable(
  'milestone_item',
  {
    milestoneId: uuid('milestone_id')
      .notNull()
      .references(() => milestone.id, { onDelete: 'cascade' }),
    workItemId: uuid('work_item_id').notNull(),
    linkedBy: text('linked_by').notNull(),
    validFrom: instant('valid_from').notNull(),
    validTo: instant('valid_to'),
  },
  table => [
    primaryKey({ columns: [table.milestoneId, table.workItemId, table.validFrom] }),
    uniqueIndex('milestone_item_open_key').on(table.milestoneId, table.workItemId).where(sql`${table.validTo} is null`),
  ],
)

/** The slip ledger: every move of a milestone's date, append-only. */
export const milestoneDateChange = pgTable(
  'milestone_date_change',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    milestoneId: uuid('milestone_id')
      .notNull()
      .references(() => milestone.id, { onDelete: 'cascade' }),
    fromDay: date('from_day', { mode: 'string' }),
    toDay: date('to_day', { mode: 'string' }),
    movedByDays: integer('moved_by_days'),
    changedAt: instant('changed_at').notNull(),
    personId: uuid('person_id'),
    recordedAt: instant('recorded_at').notNull().defaultNow(),
  },
  table => [
    uniqueIndex('milestone_date_change_key').on(
      table.milestoneId,
      table.changedAt,
      sql`coalesce(${table.toDay}, '0001-01-01'::date)`,
    ),
  ],
)

/** What was concluded about an initiative; the rollup reads the latest at or before an instant. */
export const assessment = pgTable(
  'assessment',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    /** No reference: the conclusions of a deleted initiative stay part of the past. */
    initiativeId: uuid('initiative_id').notNull(),
    statusAt: instant('status_at').notNull(),
    conclusion: jsonb('conclusion').notNull(),
    /** Of the conclusion; by itself, so that changes of colour are found without opening every conclusion. */
    colour: text('colour').generatedAlwaysAs(sql`conclusion -> 'health' ->> 'colour'`),
    /** Without what only the page of the initiative shows, most of it: many initiatives are read at once without opening that. */
    summary: jsonb('summary').generatedAlwaysAs(
      sql`(conclusion - array['findings', 'earnedValue', 'dependencies']) #- array['health', 'axes']`,
    ),
    /** Equal conclusions are stored once; only their last instant moves on. */
    hash: text('hash').notNull(),
    confirmedAt: instant('confirmed_at').notNull(),
  },
  table => [
    /** With the colour, since when each was concluded is read without opening the conclusions. */
    index('assessment_initiative_index').on(table.initiativeId, table.statusAt, table.id, table.colour),
  ],
)

/** Initiatives whose ground changed since they were assessed; written with the change, so that nothing is forgotten. */
export const assessmentDue = pgTable('assessment_due', {
  initiativeId: uuid('initiative_id')
    .primaryKey()
    .references(() => portfolioNode.id, { onDelete: 'cascade' }),
  since: instant('since').notNull(),
  /** When a date or the end of one of its milestones changed, which somebody waits to be told of; else null. */
  urgentSince: instant('urgent_since'),
  /** The changes up to this one have been rung for; `infinity` while nobody has begun since, null when nobody has rung. */
  rungFor: instant('rung_for'),
})
