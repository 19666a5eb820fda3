import { type SQL, sql } from 'drizzle-orm'
import { type Queryable, queryRows } from '../database.ts'
import { forgetHistorySince } from '../portfolio/told-history.ts'
import { refreshStatistics } from '../postgres/statistics.ts'
import { lockScopes } from './lock-scopes.ts'
import { forgetEvents, refreshEvents } from './scope-events.ts'
import { matchedItems } from './scope-matches.ts'

/**
 * Recomputes which initiative each touched item (null: every item) belongs to, and writes only the differences. Items
 * below a touched one are included, because a move of their ancestor moves them. Returns the initiatives whose
 * membership changed and those that hold a touched item; for null only the former. What happened to the touched items in
 * scope (scope-events.ts) is brought up to date with it, and what was told of their past without them is forgotten.
 *
 * An item that never was in any initiative counts as in scope since it was created: it was not us who added it to the
 * plan on the day we first saw it.
 */
export async function refreshScope(
  db: Queryable,
  at: string,
  touchedItemIds: readonly string[] | null,
): Promise<readonly string[]> {
  if (touchedItemIds?.length === 0) return []
  return db.transaction(async transaction => {
    await lockScopes(transaction)
    const rows = await refreshItems(transaction, at, touchedItemIds)
    await forgetHistorySince(
      transaction,
      rows.flatMap(({ initiative_id: initiativeId, joined_at: since }) =>
        since === null ? [] : [{ initiativeId, since }],
      ),
    )
    const initiativeIds = [...new Set(rows.map(row => row.initiative_id))]
    if (touchedItemIds === null) {
      await forgetEvents(transaction, initiativeIds)
      await refreshStatistics(transaction)
    } else {
      const moved = rows.flatMap(({ moved_id }) => (moved_id === null ? [] : [moved_id]))
      await refreshEvents(transaction, [...touchedItemIds, ...moved])
    }
    return initiativeIds
  })
}

interface Refreshed {
  readonly initiative_id: string
  readonly moved_id: string | null
  /** Since when the item belongs to the initiative, where it does so only now. */
  readonly joined_at: string | null
}

/**
 * Where Postgres guesses that a recursion finds a million rows, it clears as much memory for them as work_mem allows, again and
 * again: with 8 MB that is half of the time for 50 items. What does not fit is written to disk.
 */
const LITTLE_MEMORY = sql`set local work_mem = '512kB'`

async function refreshItems(
  db: Queryable,
  at: string,
  touchedItemIds: readonly string[] | null,
): Promise<readonly Refreshed[]> {
  const refresh = (): Promise<readonly Refreshed[]> => queryRows(db, refreshStatement(at, touchedItemIds))
  if (touchedItemIds === null) return refresh()
  // Sent together, in this order; others of the transaction have what they had.
  const [, rows] = await Promise.all([
    queryRows(db, LITTLE_MEMORY),
    refresh(),
    queryRows(db, sql`set local work_mem to default`),
  ])
  return rows
}

function refreshStatement(at: string, touchedItemIds: readonly string[] | null): SQL {
  const everything = touchedItemIds === null
  return sql`
    with recursive
    ${matchedItems(sql`select * from scope_rule`, touchedItemIds)},
    wanted as (
      select distinct on (c.item_id) c.item_id, c.initiative_id
      from claimed c join portfolio_node n on n.id = c.initiative_id
      order by c.item_id, n.priority, n.created_at, n.id
    ),
    before as (
      select work_item_id, initiative_id, valid_to from initiative_item
      ${everything ? sql`` : sql`where work_item_id in (select id from candidate)`}
    ),
    present as (select work_item_id, initiative_id from before where valid_to is null),
    -- Differences as set operations: joins over these unmeasured sets are planned as loops of hours.
    gone as (select work_item_id, initiative_id from present except select item_id, initiative_id from wanted),
    come as (select item_id, initiative_id from wanted except select work_item_id, initiative_id from present),
    closed as (
      update initiative_item o set valid_to = greatest(${at}::timestamptz, o.valid_from)
      from gone g where o.work_item_id = g.work_item_id and o.valid_to is null
      returning o.initiative_id, o.work_item_id, null::timestamptz as joined_at
    ),
    opened as (
      insert into initiative_item (initiative_id, work_item_id, valid_from)
      select c.initiative_id, c.item_id,
        case when c.item_id in (select work_item_id from before) then ${at}::timestamptz
          else least(${at}::timestamptz, i.created_at) end
      from come c join work_item i on i.id = c.item_id
      -- Reading "closed" here makes Postgres finish it first: an item has at most one open row at any moment.
      where (select count(*) from closed) >= 0
      on conflict do nothing
      returning initiative_id, work_item_id, valid_from as joined_at
    ),
    moved as (select * from closed union all select * from opened)
    ${
      everything
        ? sql`select initiative_id, null as moved_id, min(joined_at) as joined_at from moved group by 1`
        : sql`select initiative_id, work_item_id as moved_id, joined_at from moved
          union select w.initiative_id, null, null from wanted w join touched t on t.id = w.item_id`
    }`
}
