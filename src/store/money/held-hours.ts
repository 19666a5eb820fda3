import { type SQL, sql } from 'drizzle-orm'

/**
 * Whether a worklog `l` belongs to the membership `ii`: hours belong to the initiative that held the item when they were
 * worked, so that an item which moves takes none along and no hour is counted twice. What was worked before the item was in
 * any belongs to the first.
 */
export const isHeld: SQL = sql`(ii.valid_to is null or l.started_at < ii.valid_to)
  and (l.started_at >= ii.valid_from or not exists (
    select 1 from initiative_item e where e.work_item_id = ii.work_item_id and e.valid_from < ii.valid_from))`
