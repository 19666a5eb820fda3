import { type SQL, sql } from 'drizzle-orm'
import type { ItemKind, WorkState } from '../../work/work-item.ts'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'
import { cutPage, type Page, type PageRequest } from '../page.ts'
import { inProject } from './in-project.ts'
import {
  columnsAsOf,
  currentColumns,
  joinHistory,
  type ListedWorkItem,
  readWorkItem,
  withNames,
} from './work-item-columns.ts'

export interface WorkItemFilter {
  readonly ids?: readonly string[]
  readonly connectionId?: string
  /** Our id of a project, or its key at the tracker. */
  readonly project?: string
  readonly state?: WorkState
  readonly kind?: ItemKind
  readonly iterationId?: string
  readonly initiativeId?: string
  readonly updatedSince?: string
  /** The planning columns as of this instant; items created later are left out. */
  readonly asOf?: string
  /** Also deleted and invisible ones. Default false. */
  readonly gone?: boolean
}

/** In order of their last change, so that a reader who comes back continues with `updatedSince`. */
export async function listWorkItems(
  db: Queryable,
  filter: WorkItemFilter,
  page: PageRequest,
): Promise<Page<ListedWorkItem>> {
  const { asOf } = filter
  const [updatedAt = '', id = ''] = page.after ?? []
  const conditions = [
    ...(page.after === null ? [] : [sql`(w.updated_at, w.id) > (${updatedAt}::timestamptz, ${id}::uuid)`]),
    ...(asOf === undefined ? currentConditions(filter) : conditionsAsOf(filter, asOf)),
    ...anyTimeConditions(filter),
  ]
  const rows = await queryRows<ListedWorkItem & { updatedText: string }>(
    db,
    withNames(sql`
    select ${asOf === undefined ? currentColumns : columnsAsOf(asOf)}, w.updated_at::text as "updatedText"
    from work_item w ${asOf === undefined ? sql`` : joinHistory(asOf)}
    ${conditions.length === 0 ? sql`` : sql`where ${sql.join(conditions, sql` and `)}`}
    order by w.updated_at, w.id limit ${page.limit + 1}`),
  )
  return cutPage(
    rows,
    page.limit,
    row => [row.updatedText, row.id],
    ({ updatedText: _, ...row }) => readWorkItem(row),
  )
}

function anyTimeConditions({ ids, connectionId, kind, updatedSince }: WorkItemFilter): readonly SQL[] {
  return [
    ...(ids === undefined ? [] : [sql`w.id in (${idList(ids)})`]),
    ...(connectionId === undefined ? [] : [sql`w.connection_id = ${connectionId}`]),
    ...(kind === undefined ? [] : [sql`w.kind = ${kind}`]),
    ...(updatedSince === undefined ? [] : [sql`w.updated_at >= ${updatedSince}::timestamptz`]),
  ]
}

function currentConditions({ project, state, iterationId, initiativeId, gone }: WorkItemFilter): readonly SQL[] {
  return [
    ...(gone === true ? [] : [sql`w.visibility in ('visible', 'archived')`]),
    ...(project === undefined ? [] : [inProject(sql`w.project_id`, project)]),
    ...(state === undefined ? [] : [sql`w.state = ${state}`]),
    ...(iterationId === undefined ? [] : [sql`w.iteration_id = ${iterationId}`]),
    ...(initiativeId === undefined
      ? []
      : [
          sql`exists (select 1 from initiative_item ii where ii.work_item_id = w.id and ii.initiative_id = ${initiativeId} and ii.valid_to is null)`,
        ]),
  ]
}

function conditionsAsOf(
  { project, state, iterationId, initiativeId, gone }: WorkItemFilter,
  asOf: string,
): readonly SQL[] {
  return [
    sql`w.created_at <= ${asOf}::timestamptz`,
    ...(gone === true ? [] : [sql`(w.visibility in ('visible', 'archived') or w.gone_at > ${asOf}::timestamptz)`]),
    ...(project === undefined ? [] : [inProject(sql`coalesce(h.project, w.project_id)`, project)]),
    ...(state === undefined ? [] : [sql`h.state = ${state}`]),
    ...(iterationId === undefined ? [] : [sql`h.iteration = ${iterationId}::uuid`]),
    ...(initiativeId === undefined
      ? []
      : [
          sql`exists (select 1 from initiative_item ii where ii.work_item_id = w.id and ii.initiative_id = ${initiativeId}
          and ii.valid_from <= ${asOf}::timestamptz and (ii.valid_to is null or ii.valid_to > ${asOf}::timestamptz))`,
        ]),
  ]
}
