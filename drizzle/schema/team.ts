import { date, doublePrecision, index, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { identity, presence, version } from './record-column.ts'

export const team = pgTable(
  'team',
  {
    ...identity(),
    projectId: uuid('project_id'),
    name: text('name').notNull(),
    workingDays: text('working_days').array(),
    memberIds: uuid('member_ids').array(),
    iterationIds: uuid('iteration_ids').array(),
    ...version(),
    ...presence(),
  },
  table => [uniqueIndex('team_external_key').on(table.connectionId, table.externalId)],
)

/** That a team's plan for an iteration is known; a newer reading replaces its capacities and days off as a whole. */
export const teamPlan = pgTable(
  'team_plan',
  {
    ...identity(),
    teamId: uuid('team_id').notNull(),
    iterationId: uuid('iteration_id').notNull(),
    ...version(),
  },
  table => [uniqueIndex('team_plan_external_key').on(table.connectionId, table.externalId)],
)

export const capacity = pgTable(
  'capacity',
  {
    ...identity(),
    planId: uuid('plan_id').notNull(),
    teamId: uuid('team_id').notNull(),
    iterationId: uuid('iteration_id').notNull(),
    personId: uuid('person_id').notNull(),
    activity: text('activity'),
    hoursPerDay: doublePrecision('hours_per_day').notNull(),
    ...version(),
  },
  table => [
    index('capacity_plan_index').on(table.planId),
    index('capacity_iteration_index').on(table.iterationId),
    index('capacity_connection_index').on(table.connectionId),
  ],
)

export const dayOff = pgTable(
  'day_off',
  {
    ...identity(),
    planId: uuid('plan_id').notNull(),
    teamId: uuid('team_id').notNull(),
    iterationId: uuid('iteration_id').notNull(),
    /** Null: the whole team is away. */
    personId: uuid('person_id'),
    firstDay: date('first_day', { mode: 'string' }).notNull(),
    lastDay: date('last_day', { mode: 'string' }).notNull(),
    ...version(),
  },
  table => [
    index('day_off_plan_index').on(table.planId),
    index('day_off_iteration_index').on(table.iterationId),
    index('day_off_connection_index').on(table.connectionId),
  ],
)
