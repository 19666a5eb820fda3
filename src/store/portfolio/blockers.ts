import { sql } from 'drizzle-orm'
import type { NamedItem } from '../../portfolio/scope/delay-cause.ts'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'

/** What each item waits for, or waited for, by the links of its tracker and by those that the PMO drew. */
export async function listBlockers(
  db: Queryable,
  itemIds: readonly string[],
): Promise<ReadonlyMap<string, readonly NamedItem[]>> {
  const rows = await queryRows<NamedItem & { readonly blockedId: string }>(
    db,
    sql`
    with blocked as materialized (${idList(itemIds)}),
    wait as (
      select l.to_id as blocked_id, l.from_id as provider_id, l.active as stands, l.changed_at as since
      from blocked i join link l on l.to_id = i.id and l.meaning = 'blocks'
      union all
      select d.consumer_id, d.provider_id, d.withdrawn_at is null, d.created_at
      from blocked i join dependency d on d.consumer_id = i.id
    )
    select b.blocked_id as "blockedId", p.id, p.key, p.title
    from wait b join (
      select id, key, title from work_item
      union all
      -- People know a milestone by its name only.
      select id, '', name from milestone
    ) p on p.id = b.provider_id
    order by b.stands desc, b.since, p.id`,
  )
  const blockers = new Map<string, NamedItem[]>()
  for (const { blockedId, ...blocker } of rows) {
    const known = blockers.get(blockedId)
    if (known === undefined) blockers.set(blockedId, [blocker])
    else known.push(blocker)
  }
  return blockers
}
