import { sql } from 'drizzle-orm'
import type { Visibility } from '../../work/work-item.ts'
import { type Queryable, queryRows } from '../database.ts'
import { toInstantOrNull } from '../instant.ts'
import { cutPage, type Page, type PageRequest } from '../page.ts'
import { inProject } from './in-project.ts'

export interface ListedIteration {
  readonly id: string
  readonly connectionId: string
  readonly externalId: string
  readonly projectId: string | null
  readonly name: string
  readonly path: string | null
  readonly state: 'future' | 'active' | 'closed' | null
  readonly startDay: string | null
  readonly endDay: string | null
  readonly completedAt: string | null
  readonly goal: string | null
  readonly visibility: Visibility
}

export interface IterationFilter {
  readonly connectionId?: string
  readonly project?: string
  readonly state?: 'future' | 'active' | 'closed'
}

export async function listIterations(
  db: Queryable,
  filter: IterationFilter,
  page: PageRequest,
): Promise<Page<ListedIteration>> {
  const { connectionId, project, state } = filter
  const [name = '', id = ''] = page.after ?? []
  const rows = await queryRows<ListedIteration>(
    db,
    sql`
    select i.id, i.connection_id as "connectionId", i.external_id as "externalId", i.project_id as "projectId", i.name, i.path,
      i.state, i.start_day as "startDay", i.end_day as "endDay", i.completed_at as "completedAt", i.goal, i.visibility
    from iteration i
    where i.visibility <> 'deleted' ${connectionId === undefined ? sql`` : sql`and i.connection_id = ${connectionId}`}
      ${project === undefined ? sql`` : sql`and ${inProject(sql`i.project_id`, project)}`}
      ${state === undefined ? sql`` : sql`and i.state = ${state}`}
      ${page.after === null ? sql`` : sql`and (i.name collate "C", i.id) > (${name}, ${id}::uuid)`}
    order by i.name collate "C", i.id limit ${page.limit + 1}`,
  )
  return cutPage(
    rows,
    page.limit,
    row => [row.name, row.id],
    row => ({ ...row, completedAt: toInstantOrNull(row.completedAt) }),
  )
}
