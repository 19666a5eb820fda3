import { type SQL, sql } from 'drizzle-orm'
import type { PortfolioNode } from '../../portfolio/initiative.ts'
import type { Standing, TrendGround } from '../../portfolio/portfolio-trend.ts'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'
import { heldAt } from './node-history.ts'

/**
 * A portfolio at several instants, in order: its tree, that of the last as given, and what had been concluded by then. Nothing
 * is drawn from the history here: that takes a tenth of a second for each initiative and instant.
 */
export async function listTrendGrounds(
  db: Queryable,
  portfolioId: string,
  instants: readonly string[],
  lastTree: readonly PortfolioNode[],
): Promise<readonly TrendGround[]> {
  const trees = [...(await listTrees(db, portfolioId, instants.slice(0, -1))), lastTree]
  const initiatives = trees.flatMap(nodes => nodes.filter(({ kind }) => kind === 'initiative'))
  const standings = await listStandings(db, [...new Set(initiatives.map(({ id }) => id))], instants)
  return trees.map((nodes, index) => ({ nodes, standings: standings[index] ?? new Map() }))
}

/** Empty where there was no such portfolio. */
async function listTrees(
  db: Queryable,
  portfolioId: string,
  instants: readonly string[],
): Promise<readonly (readonly PortfolioNode[])[]> {
  const columns = sql`s.node_id as id, s.kind, s.name, s.parent_id as "parentId", s.weight`
  const rows = await queryRows<PortfolioNode & { readonly moment: number }>(
    db,
    sql`
    with recursive asked as materialized (${momentList(instants)}),
    below as (
      select a.moment, a.at, ${columns} from asked a
      join portfolio_node_span s on s.node_id = ${portfolioId} and s.kind = 'portfolio' and ${heldAt(sql`a.at`)}
      union all
      select b.moment, b.at, ${columns} from below b join portfolio_node_span s on s.parent_id = b.id and ${heldAt(sql`b.at`)}
    )
    select moment, id, kind, name, "parentId", weight from below`,
  )
  const trees = instants.map((): PortfolioNode[] => [])
  for (const { moment, ...node } of rows) trees[moment]?.push(node)
  return trees
}

/** For each instant by initiative; a conclusion that held at several instants is read once. */
async function listStandings(
  db: Queryable,
  initiativeIds: readonly string[],
  instants: readonly string[],
): Promise<readonly ReadonlyMap<string, Standing>[]> {
  const rows = await queryRows<{ readonly moments: readonly number[]; readonly told: Standing }>(
    db,
    sql`
    with held as (
      select a.id, array_agg(t.moment) as moments
      from (${momentList(instants)}) t cross join (${idList(initiativeIds)}) i
      cross join lateral (
        select id from assessment where initiative_id = i.id and status_at <= t.at
        order by status_at desc, id desc limit 1
      ) a
      group by a.id
    )
    select h.moments, a.summary - array['milestones', 'nextMilestoneId', 'coverage'] as told
    from held h join assessment a on a.id = h.id`,
  )
  const standings = instants.map(() => new Map<string, Standing>())
  for (const { moments, told } of rows) {
    for (const moment of moments) standings[moment]?.set(told.initiativeId, told)
  }
  return standings
}

const momentList = (instants: readonly string[]): SQL =>
  sql`select n::int - 1 as moment, value::timestamptz as at
    from json_array_elements_text(${JSON.stringify(instants)}::text::json) with ordinality as t(value, n)`
