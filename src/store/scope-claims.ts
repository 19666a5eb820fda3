import { sql } from 'drizzle-orm'
import type { ScopeRule } from '../portfolio/initiative.ts'
import type { ScopeClaim } from '../portfolio/scope-claim.ts'
import { type Queryable, queryRows } from './database.ts'
import { idList } from './id-list.ts'
import { matchedItems, type RuleSource } from './scope-matches.ts'

/** The items that an initiative's rules catch, with every initiative whose rules catch them too. */
export async function listClaims(
  db: Queryable,
  initiativeId: string,
  /** Rules to be tried in place of those it has. */
  tried: { readonly scope: readonly ScopeRule[]; readonly priority: number } | null,
): Promise<readonly ScopeClaim[]> {
  const mine: RuleSource =
    tried === null
      ? sql`select * from scope_rule where initiative_id = ${initiativeId}`
      : sql`
        select id, ${initiativeId}::uuid as initiative_id, effect, connection_id, selector, value, project
        from json_to_recordset(${JSON.stringify(tried.scope.map(numbered))}::text::json)
          as r(id uuid, effect text, connection_id uuid, selector text, value text, project text)`
  const caught = await queryRows<{ item_id: string }>(
    db,
    sql`with recursive ${matchedItems(mine, null)} select item_id from claimed`,
  )
  const ids = caught.map(({ item_id }) => item_id)
  if (ids.length === 0) return []
  const all: RuleSource = sql`select id, initiative_id, effect, connection_id, selector, value, project from scope_rule
    where initiative_id <> ${initiativeId}
    union all select id, initiative_id, effect, connection_id, selector, value, project from (${mine}) m`
  const rows = await queryRows<ScopeClaim & { readonly priority: number }>(
    db,
    sql`
    with recursive ${matchedItems(all, ids)}
    select w.id as "itemId", w.key, w.title, w.url, w.connection_id as "connectionId", p.initiative_id as "presentId",
      json_agg(json_build_object('initiativeId', n.id, 'name', n.name, 'priority', n.priority, 'createdAt', n.created_at)
        order by n.id) as claims
    from claimed c
    join (${idList(ids)}) i on i.id = c.item_id
    join work_item w on w.id = c.item_id
    join portfolio_node n on n.id = c.initiative_id
    left join initiative_item p on p.work_item_id = w.id and p.valid_to is null
    group by w.id, p.initiative_id order by w.key, w.id`,
  )
  if (tried === null) return rows
  return rows.map(row => ({
    ...row,
    claims: row.claims.map(claim =>
      claim.initiativeId === initiativeId ? { ...claim, priority: tried.priority } : claim,
    ),
  }))
}

const numbered = ({ effect, connectionId, selector, value, project }: ScopeRule, index: number) => ({
  id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
  effect,
  connection_id: connectionId,
  selector,
  value,
  project,
})
