import { type SQL, sql } from 'drizzle-orm'
import type { MappingSubject } from '../../work/mapping.ts'
import type { ItemKind, Visibility, WorkState } from '../../work/work-item.ts'
import { toInstant, toInstantOrNull } from '../instant.ts'

/** A work item as a reader sees it. */
export interface ListedWorkItem {
  readonly id: string
  readonly connectionId: string
  readonly externalId: string
  readonly key: string
  readonly url: string
  readonly title: string
  readonly kind: ItemKind | null
  readonly level: number | null
  readonly typeExternalId: string
  readonly state: WorkState | null
  readonly statusExternalId: string
  readonly projectId: string
  readonly parentId: string | null
  readonly assigneeId: string | null
  readonly reporterId: string | null
  readonly iterationId: string | null
  readonly releaseIds: readonly string[]
  readonly priority: string | null
  readonly labels: readonly string[]
  readonly components: readonly string[]
  readonly area: string | null
  readonly resolution: string | null
  readonly estimate: number | null
  readonly estimateUnit: 'points' | 'hours' | 'days' | null
  readonly originalHours: number | null
  readonly remainingHours: number | null
  readonly completedHours: number | null
  readonly startDay: string | null
  readonly targetDay: string | null
  readonly createdAt: string
  readonly updatedAt: string
  readonly startedAt: string | null
  readonly doneAt: string | null
  readonly blockedSince: string | null
  readonly visibility: Visibility
  /** Null: nobody has it. */
  readonly assigneeName: string | null
  /** The tracker's words for its status and its type. */
  readonly statusName: string | null
  readonly typeName: string | null
  readonly trackerName: string
  readonly trackerKind: string
}

/** What does not depend on the instant asked about. */
const fixed = sql`
  w.id, w.connection_id as "connectionId", w.external_id as "externalId", w.key, w.url, w.title, w.kind, w.level,
  w.type_external_id as "typeExternalId", w.reporter_id as "reporterId", w.priority, w.labels, w.components, w.area,
  w.created_at as "createdAt", w.updated_at as "updatedAt"`

/** Names of the planning columns, in the order both selections below give them. */
export const currentColumns: SQL = sql`${fixed},
  w.state, w.status_external_id as "statusExternalId", w.project_id as "projectId", w.parent_id as "parentId",
  w.assignee_id as "assigneeId", w.iteration_id as "iterationId", w.release_ids as "releaseIds", w.resolution, w.estimate,
  w.estimate_unit as "estimateUnit", w.original_hours as "originalHours", w.remaining_hours as "remainingHours",
  w.completed_hours as "completedHours", w.start_day as "startDay", w.target_day as "targetDay",
  w.started_at as "startedAt", w.done_at as "doneAt", w.blocked_since as "blockedSince", w.visibility`

/**
 * The planning columns as they were, read from the intervals of `h` ({@link joinHistory}). Everything else (title,
 * labels, components) is as it is now: trackers keep no intervals of it that we read.
 */
export const columnsAsOf = (asOf: string): SQL => sql`${fixed},
  h.state, coalesce(h.status, w.status_external_id) as "statusExternalId", coalesce(h.project, w.project_id) as "projectId",
  h.parent as "parentId", h.assignee as "assigneeId", h.iteration as "iterationId", h.releases as "releaseIds",
  case when h.state = 'done' then w.resolution end as resolution, h.estimate, w.estimate_unit as "estimateUnit",
  h.original_hours as "originalHours", h.remaining_hours as "remainingHours", h.completed_hours as "completedHours",
  h.start_day as "startDay", h.target_day as "targetDay",
  case when w.started_at <= ${asOf}::timestamptz then w.started_at end as "startedAt",
  case when h.state = 'done' then h.state_since end as "doneAt",
  case when h.state = 'blocked' then h.state_since end as "blockedSince",
  case when w.gone_at > ${asOf}::timestamptz then 'visible' else w.visibility end as visibility`

/** One row `h` for each item `w`: the values of its intervals at that instant. The latest of several values comes last. */
export const joinHistory = (asOf: string): SQL => sql`
  cross join lateral (
    select
      max(s.value) filter (where s.field = 'state') as state,
      max(s.raw) filter (where s.field = 'state') as status,
      max(s.valid_from) filter (where s.field = 'state') as state_since,
      (max(s.value) filter (where s.field = 'project'))::uuid as project,
      (max(s.value) filter (where s.field = 'parent'))::uuid as parent,
      (max(s.value) filter (where s.field = 'assignee'))::uuid as assignee,
      (array_agg(s.value order by s.valid_from desc, s.entry_order desc) filter (where s.field = 'iteration'))[1]::uuid as iteration,
      coalesce(array_agg(s.value order by s.valid_from, s.entry_order) filter (where s.field = 'release' and s.value is not null), '{}')::uuid[] as releases,
      (max(s.value) filter (where s.field = 'estimate'))::float8 as estimate,
      (max(s.value) filter (where s.field = 'original_hours'))::float8 as original_hours,
      (max(s.value) filter (where s.field = 'remaining_hours'))::float8 as remaining_hours,
      (max(s.value) filter (where s.field = 'completed_hours'))::float8 as completed_hours,
      (max(s.value) filter (where s.field = 'start_day'))::date as start_day,
      (max(s.value) filter (where s.field = 'target_day'))::date as target_day
    from span s
    where s.subject_id = w.id and s.valid_from <= ${asOf}::timestamptz and (s.valid_to is null or s.valid_to > ${asOf}::timestamptz)
  ) h`

/** Items of the columns above with the names of what they refer to: looked up of those that are shown only. */
export const withNames = (items: SQL): SQL => sql`
  with shown as materialized (${items})
  select i.*, p.name as "assigneeName", t.name as "trackerName", t.kind as "trackerKind",
    ${wordOf('status', sql`i."statusExternalId"`)} as "statusName", ${wordOf('item_type', sql`i."typeExternalId"`)} as "typeName"
  from shown i
  join connection t on t.id = i."connectionId"
  left join person_identity p on p.id = i."assigneeId"
  order by i."updatedAt", i.id`

/** A word may be limited to a project; its name is the same in all of them. */
const wordOf = (subject: MappingSubject, externalId: SQL): SQL => sql`(
  select m.name from mapping m
  where m.connection_id = i."connectionId" and m.subject = ${subject} and m.external_id = ${externalId}
  order by m.project_id limit 1)`

export const readWorkItem = (row: ListedWorkItem): ListedWorkItem => ({
  ...row,
  createdAt: toInstant(row.createdAt),
  updatedAt: toInstant(row.updatedAt),
  startedAt: toInstantOrNull(row.startedAt),
  doneAt: toInstantOrNull(row.doneAt),
  blockedSince: toInstantOrNull(row.blockedSince),
})
