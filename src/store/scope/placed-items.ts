import { sql } from 'drizzle-orm'
import type { ScopeItem } from '../../portfolio/initiative.ts'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'
import { toInstant, toInstantOrNull } from '../instant.ts'

/** What milestones are found by, of an item of a scope. */
export interface PlacedItem
  extends Pick<ScopeItem, 'id' | 'connectionId' | 'title' | 'kind' | 'level' | 'parentId' | 'state' | 'doneAt'> {
  readonly releaseIds: readonly string[]
  readonly targetDay: string | null
  readonly updatedAt: string
}

/** The items in an initiative's scope now, or those `among` some, in their current state. */
export async function listPlacedItems(
  db: Queryable,
  initiativeId: string,
  among?: readonly string[],
): Promise<readonly PlacedItem[]> {
  const rows = await queryRows<PlacedItem>(
    db,
    sql`
    select w.id, w.connection_id as "connectionId", w.title, w.kind, w.level, w.parent_id as "parentId", w.state,
      w.done_at as "doneAt", w.release_ids as "releaseIds", w.target_day as "targetDay", w.updated_at as "updatedAt"
    from initiative_item ii join work_item w on w.id = ii.work_item_id
    where ii.initiative_id = ${initiativeId} and ii.valid_to is null
      ${among === undefined ? sql`` : sql`and ii.work_item_id in (${idList(among)})`}
    order by w.id`,
  )
  return rows.map(row => ({ ...row, doneAt: toInstantOrNull(row.doneAt), updatedAt: toInstant(row.updatedAt) }))
}

/** How many items are in an initiative's scope now. */
export async function countPlacedItems(db: Queryable, initiativeId: string): Promise<number> {
  const [row] = await queryRows<{ count: number }>(
    db,
    sql`select count(*)::int as count from initiative_item where initiative_id = ${initiativeId} and valid_to is null`,
  )
  return row?.count ?? 0
}

/** What the portfolio's rules see of it. Property by property: thousands are made, and a rest of properties takes ten times as long. */
export const pickScopeItem = (item: ScopeItem): ScopeItem => ({
  id: item.id,
  connectionId: item.connectionId,
  key: item.key,
  title: item.title,
  kind: item.kind,
  level: item.level,
  parentId: item.parentId,
  projectId: item.projectId,
  typeExternalId: item.typeExternalId,
  state: item.state,
  estimate: item.estimate,
  estimateUnit: item.estimateUnit,
  originalHours: item.originalHours,
  remainingHours: item.remainingHours,
  spentHours: item.spentHours,
  createdAt: item.createdAt,
  startedAt: item.startedAt,
  doneAt: item.doneAt,
  inScopeSince: item.inScopeSince,
})
