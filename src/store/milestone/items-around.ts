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
  // One by one and through arrays: joined as wholes, Postgres expects millions of them, and reads every item and link there is.
  const rows = await queryRows<{ id: string }>(
    db,
    sql`
    with recursive
    given as materialized (
      select m.id, m.source, m.subject_id from milestone m where m.id in (${idList(milestoneIds)})
    ),
    held(id) as (
      select unnest(array(
        select g.subject_id from given g where g.source = 'work_item'
        union all
        select w.id from given g cross join lateral (
          select id from work_item where release_ids @> array[g.subject_id] offset 0
        ) w where g.source = 'release'
      ))
      union
      select w.id from held h cross join lateral unnest(array(select id from work_item where parent_id = h.id)) w(id)
    ),
    waiting(id) as (
      select unnest(array(
        select l.to_id from held h cross join lateral (select to_id from link where from_id = h.id offset 0) l
        union all
        select d.consumer_id from (select id from held union all select id from given) p
        cross join lateral (select consumer_id from dependency where provider_id = p.id offset 0) d
      ))
      union
      select w.parent_id from waiting x
      cross join lateral (select parent_id from work_item where id = x.id offset 0) w where w.parent_id is not null
    )
    select id from held union all select id from waiting`,
  )
  return [...new Set(rows.map(({ id }) => id))]
}
