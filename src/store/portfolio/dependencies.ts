import { and, asc, eq, gt, isNull, or, sql } from 'drizzle-orm'
import { dependency } from '../../../drizzle/schema/dependency.ts'
import type { LinkEndType } from '../../portfolio/dependency/dependency.ts'
import { type Queryable, queryRows } from '../database.ts'
import { toInstant, toInstantOrNull } from '../instant.ts'
import { cutPage, type Page, type PageRequest } from '../page.ts'

type Row = typeof dependency.$inferSelect
export type StoredDependency = Row

export interface NewDependency {
  readonly providerType: LinkEndType
  readonly providerId: string
  readonly consumerType: LinkEndType
  readonly consumerId: string
  readonly lagDays: number
  readonly reason: string | null
  readonly createdBy: string
  readonly createdAt: string
}

/** Null when one between the two stands already. */
export async function drawDependency(db: Queryable, values: NewDependency): Promise<StoredDependency | null> {
  const rows = await db.insert(dependency).values(values).onConflictDoNothing().returning()
  return rows[0] === undefined ? null : read(rows[0])
}

export async function findDependency(db: Queryable, id: string): Promise<StoredDependency | null> {
  const rows = await db.select().from(dependency).where(eq(dependency.id, id))
  return rows[0] === undefined ? null : read(rows[0])
}

export async function listDependencies(
  db: Queryable,
  filter: { readonly end?: string; readonly withdrawn: boolean; readonly asOf?: string },
  page: PageRequest,
): Promise<Page<StoredDependency>> {
  const [at = '', id = ''] = page.after ?? []
  const printed = sql<string>`${dependency.createdAt}::timestamptz::text`
  const rows = await db
    .select({ row: dependency, printed })
    .from(dependency)
    .where(
      and(
        filter.asOf === undefined ? undefined : sql`${dependency.createdAt} <= ${filter.asOf}::timestamptz`,
        filter.withdrawn
          ? undefined
          : filter.asOf === undefined
            ? isNull(dependency.withdrawnAt)
            : sql`coalesce(${dependency.withdrawnAt} > ${filter.asOf}::timestamptz, true)`,
        filter.end === undefined
          ? undefined
          : or(eq(dependency.providerId, filter.end), eq(dependency.consumerId, filter.end)),
        page.after === null
          ? undefined
          : or(
              sql`${dependency.createdAt} > ${at}::timestamptz`,
              and(sql`${dependency.createdAt} = ${at}::timestamptz`, gt(dependency.id, id)),
            ),
      ),
    )
    .orderBy(asc(dependency.createdAt), asc(dependency.id))
    .limit(page.limit + 1)
  return cutPage(
    rows,
    page.limit,
    each => [each.printed, each.row.id],
    each => read(each.row),
  )
}

/** It ends for all answers from now on; those about before keep it. Null when none stood. */
export async function withdrawDependency(
  db: Queryable,
  id: string,
  by: { readonly withdrawnBy: string; readonly withdrawnAt: string },
): Promise<StoredDependency | null> {
  const rows = await db
    .update(dependency)
    .set(by)
    .where(and(eq(dependency.id, id), isNull(dependency.withdrawnAt)))
    .returning()
  return rows[0] === undefined ? null : read(rows[0])
}

/** Which of these items and milestones are there, and the initiative that each belongs to. */
export async function findEnds(
  db: Queryable,
  ends: readonly { readonly type: LinkEndType; readonly id: string }[],
): Promise<ReadonlyMap<string, string | null>> {
  const rows = await queryRows<{ key: string; initiativeId: string | null }>(
    db,
    sql`
    with wanted as (select type, id from json_to_recordset(${JSON.stringify(ends)}::text::json) as e(type text, id uuid))
    select 'item/' || w.id as key, ii.initiative_id as "initiativeId"
    from wanted join work_item w on w.id = wanted.id and wanted.type = 'item' and w.visibility <> 'deleted'
    left join initiative_item ii on ii.work_item_id = w.id and ii.valid_to is null
    union all
    select 'milestone/' || m.id, m.initiative_id
    from wanted join milestone m on m.id = wanted.id and wanted.type = 'milestone' and m.retired_at is null`,
  )
  return new Map(rows.map(row => [row.key, row.initiativeId]))
}

const read = (row: Row): StoredDependency => ({
  ...row,
  createdAt: toInstant(row.createdAt),
  withdrawnAt: toInstantOrNull(row.withdrawnAt),
})
