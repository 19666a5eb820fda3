import { sql } from 'drizzle-orm'
import type { Visibility } from '../../work/work-item.ts'
import { type Queryable, queryRows } from '../database.ts'
import { cutPage, type Page, type PageRequest } from '../page.ts'

export interface ListedProject {
  readonly id: string
  readonly connectionId: string
  readonly externalId: string
  readonly key: string | null
  readonly name: string
  readonly url: string | null
  readonly archived: boolean
  readonly visibility: Visibility
  /** Visible items in it now. */
  readonly itemCount: number
}

export async function listProjects(
  db: Queryable,
  { connectionId }: { readonly connectionId?: string },
  page: PageRequest,
): Promise<Page<ListedProject>> {
  const [name = '', id = ''] = page.after ?? []
  const rows = await queryRows<ListedProject>(
    db,
    sql`
    select p.id, p.connection_id as "connectionId", p.external_id as "externalId", p.key, p.name, p.url, p.archived, p.visibility,
      (select count(*)::int from work_item w where w.project_id = p.id and w.visibility = 'visible') as "itemCount"
    from project p
    where true ${connectionId === undefined ? sql`` : sql`and p.connection_id = ${connectionId}`}
      ${page.after === null ? sql`` : sql`and (p.name collate "C", p.id) > (${name}, ${id}::uuid)`}
    order by p.name collate "C", p.id limit ${page.limit + 1}`,
  )
  return cutPage(
    rows,
    page.limit,
    row => [row.name, row.id],
    row => row,
  )
}
