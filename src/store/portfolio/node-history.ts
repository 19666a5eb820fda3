import { type SQL, sql } from 'drizzle-orm'
import type { ScopeRule } from '../../portfolio/initiative.ts'
import { type Queryable, queryRows } from '../database.ts'
import { toInstant } from '../instant.ts'
import type { TrackerWeight } from '../scope/tracker-weights.ts'
import type { StoredNode } from './portfolio-nodes.ts'

/** A node as it was, with what only initiatives have. */
export interface PastNode extends StoredNode {
  readonly scope: readonly ScopeRule[]
  readonly trackerWeights: readonly TrackerWeight[]
}

/** What the tree was at an instant, and whether it is that of the instant or, set up only later, of today. */
export interface TreeAsOf {
  readonly nodes: readonly StoredNode[]
  readonly basis: 'then' | 'today'
}

/** What the top of a tree must be; nothing is found below what is something else. */
type TreeRoot = 'portfolio' | 'any'

/**
 * The portfolio's tree at an instant. Before the portfolio was set up there was none: then it is asked about with the
 * tree it has today, as one does who looks back at the years before. Null when there never was such a portfolio, or no more.
 */
export async function findTreeAsOf(
  db: Queryable,
  rootId: string,
  asOf: string,
  root: TreeRoot = 'portfolio',
): Promise<TreeAsOf | null> {
  const isRoot = root === 'any' ? sql`` : sql`and s.kind = ${root}`
  const then = await listTree(
    db,
    sql`select ${columns} from portfolio_node_span s where s.node_id = ${rootId} ${isRoot} and ${heldAt(asOf)}`,
    sql`select ${columns} from below b join portfolio_node_span s on s.parent_id = b.id and ${heldAt(asOf)}`,
  )
  if (then.length > 0) return { nodes: then, basis: 'then' }
  const [first] = await queryRows<{ since: string | null }>(
    db,
    sql`select min(valid_from) as since from portfolio_node_span where node_id = ${rootId}`,
  )
  if (typeof first?.since === 'string' && Date.parse(first.since) <= Date.parse(asOf)) return null
  const today = await findTree(db, rootId, root)
  return today === null ? null : { ...today, basis: 'today' }
}

/** The portfolio's tree now. */
export async function findTree(db: Queryable, rootId: string, root: TreeRoot = 'portfolio'): Promise<TreeAsOf | null> {
  const isRoot = root === 'any' ? sql`` : sql`and n.kind = ${root}`
  const nodes = await listTree(
    db,
    sql`select ${presentColumns} from portfolio_node n where n.id = ${rootId} ${isRoot}`,
    sql`select ${presentColumns} from below b join portfolio_node n on n.parent_id = b.id`,
  )
  return nodes.length > 0 ? { nodes, basis: 'then' } : null
}

/** The initiatives at or below a node of any kind, now or as of an instant. */
export async function listInitiativesBelow(
  db: Queryable,
  nodeId: string,
  asOf: string | null,
): Promise<readonly StoredNode[]> {
  const tree = asOf === null ? await findTree(db, nodeId, 'any') : await findTreeAsOf(db, nodeId, asOf, 'any')
  return tree?.nodes.filter(({ kind }) => kind === 'initiative') ?? []
}

/** The nodes of a kind as they were at an instant. */
export async function listNodesAsOf(
  db: Queryable,
  kind: StoredNode['kind'],
  asOf: string,
): Promise<readonly PastNode[]> {
  const rows = await queryRows<PastNode & { readonly createdAt: string }>(
    db,
    sql`select ${columns}, s.scope, s.tracker_weights as "trackerWeights" from portfolio_node_span s
    where s.kind = ${kind} and ${heldAt(asOf)} order by s.created_at, s.node_id`,
  )
  return rows.map(readNode)
}

const columns = sql`s.node_id as id, s.kind, s.name, s.parent_id as "parentId", s.weight, s.owner, s.priority,
  s.milestones_from as "milestonesFrom", s.created_at as "createdAt"`

const presentColumns = sql`n.id, n.kind, n.name, n.parent_id as "parentId", n.weight, n.owner, n.priority,
  n.milestones_from as "milestonesFrom", n.created_at as "createdAt"`

/** Whether the span `s` held then. */
export const heldAt = (asOf: string | SQL): SQL =>
  sql`s.valid_from <= ${asOf}::timestamptz and (s.valid_to is null or s.valid_to > ${asOf}::timestamptz)`

/** Down from the root, one look-up by index for each parent; a circle cannot arise between kinds that stand in order. */
async function listTree(db: Queryable, root: SQL, children: SQL): Promise<readonly StoredNode[]> {
  const rows = await queryRows<StoredNode>(
    db,
    sql`with recursive below as (${root} union all ${children}) select * from below order by "createdAt", id`,
  )
  return rows.map(readNode)
}

const readNode = <Node extends StoredNode>(row: Node): Node => ({ ...row, createdAt: toInstant(row.createdAt) })
