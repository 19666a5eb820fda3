import { sql } from 'drizzle-orm'
import { healthRuleSet } from '../../../drizzle/schema/health.ts'
import { DEFAULT_HEALTH_RULES, type HealthRules } from '../../portfolio/health/health.ts'
import { fillRules, type GivenRules } from '../../portfolio/health/health-rules.ts'
import { type Queryable, queryRows } from '../database.ts'
import { toInstant } from '../instant.ts'
import { cutPage, type Page, type PageRequest } from '../page.ts'
import { markDue } from './assessment-due.ts'
import { listSubtree, lockNode } from './portfolio-nodes.ts'

export interface StoredRules {
  readonly version: number
  readonly rules: HealthRules
  readonly createdBy: string
  readonly createdAt: string
}

/** The rules in force for a node: of the nearest node above that has some (or itself), else the code's own. */
export async function loadHealthRules(db: Queryable, nodeId: string): Promise<HealthRules> {
  const rows = await queryRows<{ rules: GivenRules; version: number }>(
    db,
    sql`
    with recursive above(id, parent_id, steps) as (
      select id, parent_id, 0 from portfolio_node where id = ${nodeId}
      union all
      select n.id, n.parent_id, a.steps + 1 from above a join portfolio_node n on n.id = a.parent_id
    )
    select r.rules, r.version from above a join health_rule_set r on r.node_id = a.id
    order by a.steps, r.version desc limit 1`,
  )
  const [row] = rows
  return row === undefined ? DEFAULT_HEALTH_RULES : fillRules(row.rules, row.version)
}

/** Newest first; without the code's own, which nobody set. */
export async function listRuleSets(db: Queryable, nodeId: string, page: PageRequest): Promise<Page<StoredRules>> {
  const [before = ''] = page.after ?? []
  const rows = await queryRows<Omit<StoredRules, 'rules'> & { readonly rules: GivenRules }>(
    db,
    sql`
    select version, rules, created_by as "createdBy", created_at as "createdAt" from health_rule_set
    where node_id = ${nodeId} ${page.after === null ? sql`` : sql`and version < ${before}::int`}
    order by version desc limit ${page.limit + 1}`,
  )
  return cutPage(
    rows,
    page.limit,
    row => [`${row.version}`],
    row => ({ ...row, rules: fillRules(row.rules, row.version), createdAt: toInstant(row.createdAt) }),
  )
}

/** Adds a version and marks every initiative below as due. Returns their ids. */
export async function saveRuleSet(
  db: Queryable,
  nodeId: string,
  rules: GivenRules,
  { by, at }: { readonly by: string; readonly at: string },
): Promise<readonly string[]> {
  return db.transaction(async transaction => {
    // Two who save at once make two versions, one after the other.
    await lockNode(transaction, nodeId)
    const next = sql<number>`(select coalesce(max(version), 1) + 1 from health_rule_set where node_id = ${nodeId})`
    await transaction.insert(healthRuleSet).values({ nodeId, version: next, rules, createdBy: by, createdAt: at })
    const below = await listSubtree(transaction, nodeId)
    const due = below.filter(({ kind }) => kind === 'initiative').map(({ id }) => id)
    await markDue(transaction, due)
    return due
  })
}
