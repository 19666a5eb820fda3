import { type SQL, sql } from 'drizzle-orm'
import type { ConclusionBasis } from '../../portfolio/assessment.ts'
import type { PortfolioNode } from '../../portfolio/initiative.ts'
import type { Standing, TrendGround } from '../../portfolio/portfolio-trend.ts'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'
import { findTree, heldAt } from './node-history.ts'

/**
 * A portfolio at several instants, in order: its tree, that of the last as given, and what had been concluded by then, else
 * what the history was found to tell. Before the portfolio was set up it has the tree of today. Nothing is drawn from the history
 * here: that takes a tenth of a second for each initiative and instant.
 */
export async function listTrendGrounds(
  db: Queryable,
  portfolioId: string,
  instants: readonly string[],
  lastTree: readonly PortfolioNode[],
): Promise<readonly TrendGround[]> {
  const found = [...(await listTrees(db, portfolioId, instants.slice(0, -1))), lastTree]
  const setUp = found.findIndex(nodes => nodes.length > 0)
  const today = setUp > 0 ? ((await findTree(db, portfolioId))?.nodes ?? []) : []
  const trees = found.map((nodes, index) => (index < setUp ? today : nodes))
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

/** For each instant by initiative; a conclusion that held at several instants is read once. The history is told of ends of days. */
async function listStandings(
  db: Queryable,
  initiativeIds: readonly string[],
  instants: readonly string[],
): Promise<readonly TrendGround['standings'][]> {
  const rows = await queryRows<{
    readonly moments: readonly number[]
    readonly standing: Standing
    readonly basis: ConclusionBasis
  }>(
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
    select array[t.moment] as moments, s.standing, 'history' as basis
    from (${momentList(instants)}) t join history_standing s on s.at = t.at
    where s.initiative_id in (${idList(initiativeIds)})
    union all
    select h.moments, a.summary - array['milestones', 'nextMilestoneId', 'coverage'], 'concluded'
    from held h join assessment a on a.id = h.id`,
  )
  const standings = instants.map(() => new Map<string, Pick<(typeof rows)[number], 'standing' | 'basis'>>())
  for (const { moments, ...known } of rows) {
    const { initiativeId } = known.standing
    for (const moment of moments) {
      if (known.basis === 'concluded' || !standings[moment]?.has(initiativeId))
        standings[moment]?.set(initiativeId, known)
    }
  }
  return standings
}

const momentList = (instants: readonly string[]): SQL =>
  sql`select n::int - 1 as moment, value::timestamptz as at
    from json_array_elements_text(${JSON.stringify(instants)}::text::json) with ordinality as t(value, n)`
