import { sql } from 'drizzle-orm'
import { type Queryable, queryRows } from '../database.ts'
import { toInstant } from '../instant.ts'
import { isHeld } from '../money/held-hours.ts'
import { cutPage, type Page, type PageRequest } from '../page.ts'
import { inProject } from './in-project.ts'

export interface ListedWorklog {
  readonly id: string
  readonly connectionId: string
  readonly externalId: string
  readonly workItemId: string
  readonly authorId: string | null
  readonly day: string
  readonly startedAt: string
  readonly createdAt: string
  readonly updatedAt: string
  /** Signed: a correction is negative. */
  readonly seconds: number
  /** Derived from Completed Work, not logged by a person. */
  readonly inferred: boolean
}

export interface WorklogFilter {
  readonly connectionId?: string
  readonly project?: string
  readonly workItemId?: string
  readonly personId?: string
  /** Hours worked while this initiative held the item. */
  readonly initiativeId?: string
  /** Days worked, both included. */
  readonly fromDay?: string
  readonly toDay?: string
  readonly updatedSince?: string
}

/**
 * Of items that are stored: a tracker may also tell the hours of projects that nobody follows, kept for when one of their items
 * comes. In order of their last change, so that a reader who comes back continues with `updatedSince`.
 */
export async function listWorklogs(
  db: Queryable,
  filter: WorklogFilter,
  page: PageRequest,
): Promise<Page<ListedWorklog>> {
  const { connectionId, project, workItemId, personId, initiativeId, fromDay, toDay, updatedSince } = filter
  const [updatedAt = '', id = ''] = page.after ?? []
  const rows = await queryRows<ListedWorklog & { updatedText: string }>(
    db,
    sql`
    select l.id, l.connection_id as "connectionId", l.external_id as "externalId", l.work_item_id as "workItemId",
      l.author_id as "authorId", l.day, l.started_at as "startedAt", l.created_at as "createdAt", l.updated_at as "updatedAt",
      l.seconds, l.inferred, l.updated_at::text as "updatedText"
    from worklog l
    where l.visibility = 'visible' and exists (select 1 from work_item w where w.id = l.work_item_id)
      ${connectionId === undefined ? sql`` : sql`and l.connection_id = ${connectionId}`}
      ${project === undefined ? sql`` : sql`and exists (select 1 from work_item w where w.id = l.work_item_id and ${inProject(sql`w.project_id`, project)})`}
      ${workItemId === undefined ? sql`` : sql`and l.work_item_id = ${workItemId}`}
      ${personId === undefined ? sql`` : sql`and l.author_id = ${personId}`}
      ${initiativeId === undefined ? sql`` : sql`and exists (select 1 from initiative_item ii where ii.work_item_id = l.work_item_id and ii.initiative_id = ${initiativeId} and ${isHeld})`}
      ${fromDay === undefined ? sql`` : sql`and l.day >= ${fromDay}::date`}
      ${toDay === undefined ? sql`` : sql`and l.day <= ${toDay}::date`}
      ${updatedSince === undefined ? sql`` : sql`and l.updated_at >= ${updatedSince}::timestamptz`}
      ${page.after === null ? sql`` : sql`and (l.updated_at, l.id) > (${updatedAt}::timestamptz, ${id}::uuid)`}
    order by l.updated_at, l.id limit ${page.limit + 1}`,
  )
  return cutPage(
    rows,
    page.limit,
    row => [row.updatedText, row.id],
    ({ updatedText: _, ...row }) => ({
      ...row,
      startedAt: toInstant(row.startedAt),
      createdAt: toInstant(row.createdAt),
      updatedAt: toInstant(row.updatedAt),
    }),
  )
}
