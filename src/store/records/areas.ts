import { sql } from 'drizzle-orm'
import { area } from '../../../drizzle/schema/work.ts'
import type { AreaFact } from '../../work/fact.ts'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'
import { type Version, writeGuarded } from './guarded-write.ts'

/** Stores where areas are, and takes their items along. Returns the ids of the items that moved. */
export async function saveAreas(
  db: Queryable,
  connectionId: string,
  facts: readonly { readonly fact: AreaFact; readonly version: Version }[],
): Promise<readonly string[]> {
  const rows = facts.map(({ fact: { externalId, path }, version }) => ({ connectionId, externalId, path, ...version }))
  const written = await writeGuarded(db, area, rows, { key: ['connectionId', 'externalId'], skipUnchanged: true })
  const areaIds = facts.map(({ fact }) => fact.externalId).filter(id => written.has(`${connectionId} ${id}`))
  return followAreas(db, connectionId, { areaIds })
}

/**
 * Items say where their area was when they were read; where it was read later than they, that holds. So nobody has to read an
 * item again because its area was renamed, and a replay does not bring the old name back.
 */
export async function followAreas(
  db: Queryable,
  connectionId: string,
  of: { readonly areaIds: readonly string[] } | { readonly itemIds: readonly string[] },
): Promise<readonly string[]> {
  const ids = 'areaIds' in of ? of.areaIds : of.itemIds
  if (ids.length === 0) return []
  const isMeant =
    'areaIds' in of
      ? sql`a.external_id in (select json_array_elements_text(${JSON.stringify(ids)}::text::json))`
      : sql`w.id in (${idList(ids)})`
  const rows = await queryRows<{ id: string }>(
    db,
    sql`
    with due as (
      select w.id, a.path from work_item w
      join area a on a.connection_id = w.connection_id and a.external_id = w.area_external_id
      where w.connection_id = ${connectionId} and ${isMeant} and a.read_ticket > w.read_ticket and w.area is distinct from a.path
      order by w.id for update of w
    )
    update work_item w set area = due.path from due where w.id = due.id returning w.id`,
  )
  return rows.map(({ id }) => id)
}
