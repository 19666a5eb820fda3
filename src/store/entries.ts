import { type SQL, sql } from 'drizzle-orm'
import { type Queryable, queryRows } from './database.ts'
import { toInstant } from './instant.ts'
import { cutPage, type Page, type PageRequest } from './page.ts'

/** Who entered something, and when. */
export interface Made {
  readonly createdBy: string
  readonly createdAt: string
}

/** One page of an append-only table `t`, the newest entry first: the one with the highest `order`, a bigint. */
export async function listEntries<Entry extends Made>(
  db: Queryable,
  table: SQL,
  {
    columns,
    where,
    order = sql`t.entry`,
  }: { readonly columns: SQL; readonly where: readonly (SQL | null)[]; readonly order?: SQL },
  page: PageRequest,
): Promise<Page<Entry>> {
  const [before = ''] = page.after ?? []
  const conditions = [...where, page.after === null ? null : sql`${order} < ${before}::bigint`].filter(
    condition => condition !== null,
  )
  const rows = await queryRows<Entry & { readonly entryText: string }>(
    db,
    sql`
    select ${columns}, t.created_by as "createdBy", t.created_at as "createdAt", ${order}::text as "entryText"
    from ${table} t ${conditions.length === 0 ? sql`` : sql`where ${sql.join(conditions, sql` and `)}`}
    order by ${order} desc limit ${page.limit + 1}`,
  )
  return cutPage(
    rows,
    page.limit,
    row => [row.entryText],
    ({ entryText: _, ...row }) => ({ ...row, createdAt: toInstant(row.createdAt) }) as unknown as Entry,
  )
}
