import { sql } from 'drizzle-orm'
import type { alertRuleSet, healthRuleSet } from '../../../drizzle/schema/rule-set.ts'
import { type Queryable, queryRows } from '../database.ts'
import { toInstant } from '../instant.ts'
import { cutPage, type Page, type PageRequest } from '../page.ts'
import { markDue } from './assessment-due.ts'
import { listSubtree, lockNode } from './portfolio-nodes.ts'

/** Rules of one subject, all with the same columns. */
type RuleSetTable = typeof healthRuleSet | typeof alertRuleSet

export interface StoredRules<Rules> {
  readonly version: number
  readonly rules: Rules
  readonly createdBy: string
  readonly createdAt: string
}

export interface RuleSets<Given, Rules> {
  /** The rules in force for a node: of the nearest node above that has some (or itself), else the code's own. */
  readonly load: (db: Queryable, nodeId: string) => Promise<Rules>
  /** Newest first; without the code's own, which nobody set. */
  readonly list: (db: Queryable, nodeId: string, page: PageRequest) => Promise<Page<StoredRules<Rules>>>
  /** Adds a version and marks every initiative below as due. Returns their ids. */
  readonly save: (db: Queryable, nodeId: string, given: Given, entered: Entered) => Promise<readonly string[]>
}

interface Entered {
  readonly by: string
  readonly at: string
}

/** `fill` completes what was set by the code's own rules. */
export function keepRuleSets<Given extends object, Rules>(
  table: RuleSetTable,
  own: Rules,
  fill: (given: Given, version: number) => Rules,
): RuleSets<Given, Rules> {
  return {
    async load(db, nodeId) {
      const rows = await queryRows<{ rules: Given; version: number }>(
        db,
        sql`
        with recursive above(id, parent_id, steps) as (
          select id, parent_id, 0 from portfolio_node where id = ${nodeId}
          union all
          select n.id, n.parent_id, a.steps + 1 from above a join portfolio_node n on n.id = a.parent_id
        )
        select r.rules, r.version from above a join ${table} r on r.node_id = a.id
        order by a.steps, r.version desc limit 1`,
      )
      const [row] = rows
      return row === undefined ? own : fill(row.rules, row.version)
    },
    async list(db, nodeId, page) {
      const [before = ''] = page.after ?? []
      const rows = await queryRows<StoredRules<Given>>(
        db,
        sql`
        select version, rules, created_by as "createdBy", created_at as "createdAt" from ${table}
        where node_id = ${nodeId} ${page.after === null ? sql`` : sql`and version < ${before}::int`}
        order by version desc limit ${page.limit + 1}`,
      )
      return cutPage(
        rows,
        page.limit,
        row => [`${row.version}`],
        row => ({ ...row, rules: fill(row.rules, row.version), createdAt: toInstant(row.createdAt) }),
      )
    },
    save: (db, nodeId, given, { by, at }) =>
      db.transaction(async transaction => {
        // Two who save at once make two versions, one after the other.
        await lockNode(transaction, nodeId)
        const next = sql<number>`(select coalesce(max(version), 1) + 1 from ${table} where node_id = ${nodeId})`
        await transaction.insert(table).values({ nodeId, version: next, rules: given, createdBy: by, createdAt: at })
        const below = await listSubtree(transaction, nodeId)
        const due = below.filter(({ kind }) => kind === 'initiative').map(({ id }) => id)
        await markDue(transaction, due)
        return due
      }),
  }
}
