import { sql } from 'drizzle-orm'
import { healthOverride } from '../../../drizzle/schema/health.ts'
import type { Colour } from '../../portfolio/health/health.ts'
import { type Queryable, queryRows } from '../database.ts'
import { listEntries, type Made } from '../entries.ts'
import { idList } from '../id-list.ts'
import { toInstant, toInstantOrNull } from '../instant.ts'
import type { Page, PageRequest } from '../page.ts'

/** A colour that a person put beside the computed one; with colour null, that the one before was withdrawn. */
export interface OverrideEntry extends Made {
  readonly colour: Colour | null
  readonly reason: string
  readonly expiresAt: string | null
}

export interface HealthOverride extends OverrideEntry {
  readonly colour: Colour
  readonly expiresAt: string
}

export async function addOverride(db: Queryable, initiativeId: string, entry: OverrideEntry): Promise<void> {
  await db.insert(healthOverride).values({ initiativeId, ...entry })
}

/** Newest first. */
export async function listOverrides(
  db: Queryable,
  initiativeId: string,
  page: PageRequest,
): Promise<Page<OverrideEntry>> {
  const columns = sql`t.colour, t.reason, t.expires_at as "expiresAt"`
  const where = [sql`t.initiative_id = ${initiativeId}`]
  const found = await listEntries<OverrideEntry>(db, sql`health_override`, { columns, where, order: sql`t.id` }, page)
  return { ...found, items: found.items.map(each => ({ ...each, expiresAt: toInstantOrNull(each.expiresAt) })) }
}

/** The override that stood at `asOf` for each initiative; one without, or whose override had expired, is not in the map. */
export async function listOverridesAsOf(
  db: Queryable,
  initiativeIds: readonly string[],
  asOf: string,
): Promise<ReadonlyMap<string, HealthOverride>> {
  const rows = await queryRows<HealthOverride & { readonly id: string }>(
    db,
    sql`
    select i.id, o.* from (${idList(initiativeIds)}) i
    cross join lateral (
      select colour, reason, created_by as "createdBy", created_at as "createdAt", expires_at as "expiresAt"
      from health_override where initiative_id = i.id and created_at <= ${asOf}::timestamptz
      order by id desc limit 1
    ) o
    where o.colour is not null and o."expiresAt" > ${asOf}::timestamptz`,
  )
  return new Map(
    rows.map(({ id, ...row }) => [
      id,
      { ...row, createdAt: toInstant(row.createdAt), expiresAt: toInstant(row.expiresAt) },
    ]),
  )
}
