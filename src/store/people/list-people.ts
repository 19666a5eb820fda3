import { type SQL, sql } from 'drizzle-orm'
import { type Queryable, queryRows } from '../database.ts'
import { toInstantOrNull } from '../instant.ts'
import { cutPage, type Page, type PageRequest } from '../page.ts'

/** A person as one tracker knows them. */
export interface ListedIdentity {
  /** What work items, worklogs and histories name. */
  readonly id: string
  readonly connectionId: string
  readonly externalId: string
  readonly name: string
  /** Null when the tracker does not show it to us. */
  readonly email: string | null
  readonly kind: 'human' | 'service' | 'unknown'
  readonly active: boolean
  readonly isErased: boolean
  /** Who said where it belongs; null: the trackers' own data. */
  readonly placedBy: string | null
  readonly placedAt: string | null
}

/** Somebody, with all the identities that are theirs. */
export interface ListedPerson {
  /** Of somebody whom one tracker knows: the id of that identity. */
  readonly id: string
  readonly name: string
  readonly email: string | null
  readonly kind: 'human' | 'service' | 'unknown'
  readonly active: boolean
  readonly identities: readonly ListedIdentity[]
}

export async function listPeople(
  db: Queryable,
  { connectionId }: { readonly connectionId?: string },
  page: PageRequest,
): Promise<Page<ListedPerson>> {
  const [name = '', id = ''] = page.after ?? []
  const rows = await queryRows<ListedPerson>(
    db,
    selectPeople(
      sql`${connectionId === undefined ? sql`true` : sql`bool_or(i.connection_id = ${connectionId})`}
        ${page.after === null ? sql`` : sql`and (min(i.name collate "C"), coalesce(i.person_id, i.id)) > (${name}, ${id}::uuid)`}`,
      page.limit + 1,
    ),
  )
  return cutPage(rows, page.limit, row => [row.name, row.id], readPerson)
}

/** By the id of the person, or of one of their identities. */
export async function findPerson(db: Queryable, id: string): Promise<ListedPerson | null> {
  const rows = await queryRows<ListedPerson>(
    db,
    selectPeople(sql`coalesce(i.person_id, i.id) = ${id}::uuid or bool_or(i.id = ${id}::uuid)`, 1),
  )
  const [row] = rows
  return row === undefined ? null : readPerson(row)
}

/** A tracker that knows the address, the kind or a live account says more than one that does not. */
const selectPeople = (condition: SQL, limit: number): SQL => sql`
  select coalesce(i.person_id, i.id) as id, min(i.name collate "C") as name,
    (array_agg(i.email order by i.active desc, i.email) filter (where i.email is not null))[1] as email,
    coalesce((array_agg(i.kind order by i.kind) filter (where i.kind <> 'unknown'))[1], 'unknown') as kind,
    bool_or(i.active) as active,
    json_agg(json_build_object('id', i.id, 'connectionId', i.connection_id, 'externalId', i.external_id, 'name', i.name,
      'email', i.email, 'kind', i.kind, 'active', i.active, 'isErased', i.is_erased, 'placedBy', i.placed_by,
      'placedAt', i.placed_at) order by i.connection_id, i.external_id) as identities
  from person_identity i where i.visibility <> 'deleted'
  group by coalesce(i.person_id, i.id) having ${condition}
  order by min(i.name collate "C"), coalesce(i.person_id, i.id) limit ${limit}`

const readPerson = (row: ListedPerson): ListedPerson => ({
  ...row,
  identities: row.identities.map(each => ({ ...each, placedAt: toInstantOrNull(each.placedAt) })),
})
