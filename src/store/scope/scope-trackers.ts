import { sql } from 'drizzle-orm'
import type { ScopeItem, ScopeTracker } from '../../portfolio/initiative.ts'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'
import { toInstantOrNull } from '../instant.ts'

/**
 * The connections an initiative draws on (by its items, rules or weights) and how far each can be trusted. A connection is
 * synced when every scope that holds work items is; the oldest of them counts. Of a past instant (`past`) everything is
 * known that came before it, once the tracker has been read completely after it.
 */
export async function listScopeTrackers(
  db: Queryable,
  initiativeId: string,
  items: readonly Pick<ScopeItem, 'connectionId'>[],
  past?: string,
): Promise<readonly ScopeTracker[]> {
  const connectionIds = [...new Set(items.map(item => item.connectionId))]
  const rows = await queryRows<ScopeTracker>(
    db,
    sql`
    with part as (
      select id as connection_id from (${idList(connectionIds)}) given
      union select connection_id from scope_rule where initiative_id = ${initiativeId} and effect = 'include'
      union select connection_id from tracker_weight where initiative_id = ${initiativeId}
    )
    select c.id as "connectionId", c.name, tw.weight,
      (
        select case when bool_and(k.complete_at is not null) then ${past === undefined ? sql`min(k.complete_at)` : sql`least(min(k.complete_at), ${past}::timestamptz)`} end
        from scope s
        left join sync_cursor k on k.connection_id = s.connection_id and k.scope_external_id = s.external_id and k.stream = 'work_items'
        where s.connection_id = c.id and s.active and 'work_items' = any(s.streams)
      ) as "syncedAt",
      coalesce((
        select json_agg(json_build_object('kind', k.kind, 'count', k.count) order by k.kind)
        from (select g.kind, count(*)::int as count from gap g where g.connection_id = c.id and g.closed_at is null group by g.kind) k
      ), '[]') as gaps,
      (
        select count(*)::int
        from (
          select distinct on (h.work_item_id) h.work_item_id, h.initiative_id
          from initiative_item h
          join work_item w on w.id = h.work_item_id and w.connection_id = c.id and w.visibility = 'not_visible' ${past === undefined ? sql`` : sql`and w.gone_at <= ${past}::timestamptz`}
          order by h.work_item_id, h.valid_from desc, h.valid_to desc nulls first
        ) last_place
        where last_place.initiative_id = ${initiativeId}
      ) as "notVisibleItems"
    from part join connection c on c.id = part.connection_id
    left join tracker_weight tw on tw.connection_id = c.id and tw.initiative_id = ${initiativeId}
    order by c.created_at, c.id`,
  )
  return rows.map(row => ({ ...row, syncedAt: toInstantOrNull(row.syncedAt) }))
}
