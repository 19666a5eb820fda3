import { type SQL, sql } from 'drizzle-orm'
import type { ScopeRule } from '../../portfolio/initiative.ts'
import type { ScopeClaim } from '../../portfolio/scope/scope-claim.ts'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'
import { cutPage, type Page, type PageRequest } from '../page.ts'
import { matchedItems, type RuleSource } from './scope-matches.ts'

/** Rules to be tried in place of those an initiative has. */
interface Tried {
  readonly scope: readonly ScopeRule[]
  readonly priority: number
}

/** The items that an initiative's rules catch, with every initiative whose rules catch them too. */
export async function listClaims(db: Queryable, initiativeId: string, tried: Tried): Promise<readonly ScopeClaim[]> {
  const rows = await readClaims(db, initiativeId, tried, sql`order by w.key, w.id`)
  return rows.map(row => ({
    ...row,
    claims: row.claims.map(claim =>
      claim.initiativeId === initiativeId ? { ...claim, priority: tried.priority } : claim,
    ),
  }))
}

/** Of the items that its rules catch, those that others catch as well. */
export async function listContested(db: Queryable, initiativeId: string, page: PageRequest): Promise<Page<ScopeClaim>> {
  const [key = '', id = ''] = page.after ?? []
  const after = page.after === null ? sql`` : sql`and (w.key collate "C", w.id) > (${key}, ${id}::uuid)`
  const cut = sql`having count(*) > 1 ${after} order by w.key collate "C", w.id limit ${page.limit + 1}`
  const rows = await readClaims(db, initiativeId, null, cut)
  return cutPage(
    rows,
    page.limit,
    row => [row.key, row.itemId],
    row => row,
  )
}

async function readClaims(
  db: Queryable,
  initiativeId: string,
  tried: Tried | null,
  cut: SQL,
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
  return queryRows<ScopeClaim>(
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
    group by w.id, p.initiative_id ${cut}`,
  )
}

const numbered = ({ effect, connectionId, selector, value, project }: ScopeRule, index: number) => ({
  id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
  effect,
  connection_id: connectionId,
  selector,
  value,
  project,
})
