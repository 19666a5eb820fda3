import { sql } from 'drizzle-orm'
import type { Visibility, Weekday } from '../../work/work-item.ts'
import { type Queryable, queryRows } from '../database.ts'
import { cutPage, type Page, type PageRequest } from '../page.ts'
import { inProject } from './in-project.ts'

export interface ListedTeam {
  readonly id: string
  readonly connectionId: string
  readonly externalId: string
  readonly projectId: string | null
  readonly name: string
  /** Null where the tracker does not tell. */
  readonly workingDays: readonly Weekday[] | null
  readonly memberIds: readonly string[] | null
  readonly iterationIds: readonly string[] | null
  readonly visibility: Visibility
}

export interface TeamFilter {
  readonly connectionId?: string
  readonly project?: string
}

export async function listTeams(
  db: Queryable,
  { connectionId, project }: TeamFilter,
  page: PageRequest,
): Promise<Page<ListedTeam>> {
  const [name = '', id = ''] = page.after ?? []
  const rows = await queryRows<ListedTeam>(
    db,
    sql`
    select t.id, t.connection_id as "connectionId", t.external_id as "externalId", t.project_id as "projectId", t.name,
      t.working_days as "workingDays", t.member_ids as "memberIds", t.iteration_ids as "iterationIds", t.visibility
    from team t
    where t.visibility <> 'deleted' ${connectionId === undefined ? sql`` : sql`and t.connection_id = ${connectionId}`}
      ${project === undefined ? sql`` : sql`and ${inProject(sql`t.project_id`, project)}`}
      ${page.after === null ? sql`` : sql`and (t.name collate "C", t.id) > (${name}, ${id}::uuid)`}
    order by t.name collate "C", t.id limit ${page.limit + 1}`,
  )
  return cutPage(
    rows,
    page.limit,
    row => [row.name, row.id],
    row => row,
  )
}
