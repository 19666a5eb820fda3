import { sql } from 'drizzle-orm'
import { type Queryable, queryRows } from '../database.ts'

/** The external ids of everything held as existing now: what is compared with the tracker's own state. */
export interface StoredIds {
  readonly workItems: readonly string[]
  readonly iterations: readonly string[]
  readonly releases: readonly string[]
  readonly worklogs: readonly string[]
  /** Between two existing items; the hierarchy is a field of the item and not listed here. */
  readonly links: readonly string[]
}

export async function listStoredIds(db: Queryable, connectionId: string): Promise<StoredIds> {
  const ids = async (statement: ReturnType<typeof sql>) =>
    (await queryRows<{ external_id: string }>(db, statement)).map(row => row.external_id)
  const live = sql`connection_id = ${connectionId} and visibility = 'visible'`
  return {
    workItems: await ids(sql`select external_id from work_item where ${live}`),
    iterations: await ids(sql`select external_id from iteration where ${live}`),
    releases: await ids(sql`select external_id from release where ${live}`),
    worklogs: await ids(sql`
      select l.external_id from worklog l join work_item w on w.id = l.work_item_id and w.visibility = 'visible'
      where l.connection_id = ${connectionId} and l.visibility = 'visible'`),
    links: await ids(sql`
      select l.external_id from link l
      join work_item a on a.id = l.from_id and a.visibility = 'visible'
      join work_item b on b.id = l.to_id and b.visibility = 'visible'
      where l.connection_id = ${connectionId} and l.active and l.meaning is distinct from 'parent'`),
  }
}
