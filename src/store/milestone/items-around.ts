import { sql } from 'drizzle-orm'
import type { MilestoneFacts } from '../../portfolio/initiative.ts'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'

/**
 * Instead of all items of an initiative, those around some of its milestones: at least what belongs to them and, of what waits
 * for it, what says to which milestones that belongs. Undefined: all of them, since an iteration holds items by their history
 * and people link what they like.
 */
export async function listItemsAround(
  db: Queryable,
  milestoneIds: readonly string[],
): Promise<readonly string[] | undefined> {
  const given = await queryRows<{ id: string; source: MilestoneFacts['source'] }>(
    db,
    sql`select id, source from milestone where id in (${idList(milestoneIds)})`,
  )
  if (given.some(({ source }) => source !== 'release' && source !== 'work_item')) return undefined
  const rows = await queryRows<{ id: string }>(
    db,
    sql`
    with recursive
    given as materialized (
      select m.id, m.source, m.subject_id from milestone m where m.id in (${idList(milestoneIds)})
    ),
    held(id) as (
      select g.subject_id from given g where g.source = 'work_item'
      union
      select w.id from given g join work_item w on w.release_ids @> array[g.subject_id] where g.source = 'release'
      union
      select w.id from held h join work_item w on w.parent_id = h.id
    ),
    waiting(id) as (
      select l.to_id from held h join link l on l.from_id = h.id
      union
      select d.consumer_id from (select id from held union all select id from given) p join dependency d on d.provider_id = p.id
      union
      select w.parent_id from waiting x join work_item w on w.id = x.id where w.parent_id is not null
    )
    select id from held union select id from waiting`,
  )
  return rows.map(({ id }) => id)
}
