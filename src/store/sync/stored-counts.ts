import { sql } from 'drizzle-orm'
import type { Stream } from '../../work/raw-record.ts'
import { type Queryable, queryRows } from '../database.ts'

/** What is stored and visible of a connection. */
export interface StoredTotals {
  readonly workItems: number
  readonly iterations: number
  readonly releases: number
  readonly worklogs: number
  readonly links: number
}

export interface StoredCounts {
  readonly totals: StoredTotals
  /**
   * Of one stream in a scope: of the project it is, else of the whole connection. Null for what is no list of records, and
   * for links of one project.
   */
  readonly of: (scopeExternalId: string, stream: Stream) => number | null
}

export async function countStored(db: Queryable, connectionId: string): Promise<StoredCounts> {
  const rows = await queryRows<{ stream: Stream; project: string; stored: number }>(
    db,
    sql`
    select c.stream, coalesce(p.external_id, '') as project, sum(c.stored)::int as stored
    from (
      select 'work_items' as stream, project_id, count(*) as stored from work_item
      where connection_id = ${connectionId} and visibility = 'visible' group by project_id
      union all
      select 'iterations', project_id, count(*) from iteration
      where connection_id = ${connectionId} and visibility = 'visible' group by project_id
      union all
      select 'releases', project_id, count(*) from release
      where connection_id = ${connectionId} and visibility = 'visible' group by project_id
      union all
      select 'worklogs', w.project_id, count(*) from worklog l
      join work_item w on w.id = l.work_item_id and w.visibility = 'visible'
      where l.connection_id = ${connectionId} and l.visibility = 'visible' group by w.project_id
      union all
      select 'teams', project_id, count(*) from team
      where connection_id = ${connectionId} and visibility = 'visible' group by project_id
      union all
      select 'links', null, count(*) from link l
      join work_item a on a.id = l.from_id and a.visibility = 'visible'
      join work_item b on b.id = l.to_id and b.visibility = 'visible'
      where l.connection_id = ${connectionId} and l.active and l.meaning is distinct from 'parent'
    ) c
    left join project p on p.id = c.project_id group by 1, 2`,
  )
  const projects = await queryRows<{ id: string }>(
    db,
    sql`select external_id as id from project where connection_id = ${connectionId}`,
  )
  const projectIds = new Set(projects.map(({ id }) => id))
  const sumOf = (stream: Stream, project: string | null): number =>
    rows
      .filter(row => row.stream === stream && (project === null || row.project === project))
      .reduce((sum, row) => sum + row.stored, 0)
  return {
    totals: {
      workItems: sumOf('work_items', null),
      iterations: sumOf('iterations', null),
      releases: sumOf('releases', null),
      worklogs: sumOf('worklogs', null),
      links: sumOf('links', null),
    },
    of: (scopeExternalId, stream) => {
      const isProject = projectIds.has(scopeExternalId)
      if (stream === 'structure' || (stream === 'links' && isProject)) return null
      return sumOf(stream, isProject ? scopeExternalId : null)
    },
  }
}
