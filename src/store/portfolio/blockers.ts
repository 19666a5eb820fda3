import { sql } from 'drizzle-orm'
import type { NamedItem } from '../../portfolio/scope/delay-cause.ts'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'

/** What each item waits for, or waited for, by the links of its tracker. */
export async function listBlockers(
  db: Queryable,
  itemIds: readonly string[],
): Promise<ReadonlyMap<string, readonly NamedItem[]>> {
  const rows = await queryRows<NamedItem & { readonly blockedId: string }>(
    db,
    sql`
    select l.to_id as "blockedId", w.id, w.key, w.title
    from (${idList(itemIds)}) i join link l on l.to_id = i.id and l.meaning = 'blocks' join work_item w on w.id = l.from_id
    order by l.active desc, l.changed_at, w.id`,
  )
  const blockers = new Map<string, NamedItem[]>()
  for (const { blockedId, ...blocker } of rows) {
    const known = blockers.get(blockedId)
    if (known === undefined) blockers.set(blockedId, [blocker])
    else known.push(blocker)
  }
  return blockers
}
