import { sql } from 'drizzle-orm'
import { type Queryable, queryRows } from './database.ts'
import { cutPage, type Page, type PageRequest } from './page.ts'

/** A person as one tracker knows them. */
export interface ListedPerson {
  readonly id: string
  readonly connectionId: string
  readonly externalId: string
  readonly name: string
  /** Null when the tracker does not show it to us. */
  readonly email: string | null
  readonly kind: 'human' | 'service' | 'unknown'
  readonly active: boolean
}

export async function listPeople(
  db: Queryable,
  { connectionId }: { readonly connectionId?: string },
  page: PageRequest,
): Promise<Page<ListedPerson>> {
  const [name = '', id = ''] = page.after ?? []
  const rows = await queryRows<ListedPerson>(
    db,
    sql`
    select p.id, p.connection_id as "connectionId", p.external_id as "externalId", p.name, p.email, p.kind, p.active
    from person_identity p
    where p.visibility <> 'deleted' ${connectionId === undefined ? sql`` : sql`and p.connection_id = ${connectionId}`}
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
