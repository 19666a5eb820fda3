import { sql } from 'drizzle-orm'
import type { Visibility } from '../../work/work-item.ts'
import { type Queryable, queryRows } from '../database.ts'
import { cutPage, type Page, type PageRequest } from '../page.ts'
import { inProject } from './in-project.ts'

export interface ListedRelease {
  readonly id: string
  readonly connectionId: string
  readonly externalId: string
  readonly projectId: string
  readonly name: string
  readonly startDay: string | null
  readonly targetDay: string | null
  readonly released: boolean
  readonly archived: boolean
  readonly url: string | null
  readonly visibility: Visibility
}

export interface ReleaseFilter {
  readonly connectionId?: string
  readonly project?: string
  readonly released?: boolean
}

export async function listReleases(
  db: Queryable,
  filter: ReleaseFilter,
  page: PageRequest,
): Promise<Page<ListedRelease>> {
  const { connectionId, project, released } = filter
  const [name = '', id = ''] = page.after ?? []
  const rows = await queryRows<ListedRelease>(
    db,
    sql`
    select r.id, r.connection_id as "connectionId", r.external_id as "externalId", r.project_id as "projectId", r.name,
      r.start_day as "startDay", r.target_day as "targetDay", r.released, r.archived, r.url, r.visibility
    from release r
    where r.visibility <> 'deleted' ${connectionId === undefined ? sql`` : sql`and r.connection_id = ${connectionId}`}
      ${project === undefined ? sql`` : sql`and ${inProject(sql`r.project_id`, project)}`}
      ${released === undefined ? sql`` : sql`and r.released = ${released}`}
      ${page.after === null ? sql`` : sql`and (r.name collate "C", r.id) > (${name}, ${id}::uuid)`}
    order by r.name collate "C", r.id limit ${page.limit + 1}`,
  )
  return cutPage(
    rows,
    page.limit,
    row => [row.name, row.id],
    row => row,
  )
}
