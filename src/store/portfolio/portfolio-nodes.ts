import { asc, eq } from 'drizzle-orm'
import { portfolioNode } from '../../../drizzle/schema/portfolio.ts'
import { scopeEvent } from '../../../drizzle/schema/scope-event.ts'
import type { NodeKind, PortfolioNode } from '../../portfolio/initiative.ts'
import type { MilestoneRule } from '../../portfolio/milestone/milestone-rule.ts'
import type { Queryable } from '../database.ts'
import { toInstant } from '../instant.ts'
import { isUniqueViolation } from '../postgres/unique-violation.ts'
import { recordNode } from './record-node.ts'

export interface StoredNode extends PortfolioNode {
  readonly owner: string | null
  /** Order in which initiatives claim an item that several select; lower first. */
  readonly priority: number
  /** Null: as the node above says. */
  readonly milestonesFrom: readonly MilestoneRule[] | null
  readonly createdAt: string
}

/** With what is known of the present only. */
export interface PresentNode extends StoredNode {
  /** Portfolios only. */
  readonly timeZone: string
}

export interface NewNode {
  readonly kind: NodeKind
  readonly name: string
  readonly parentId: string | null
  readonly weight?: number | null
  readonly owner?: string | null
  readonly priority?: number
  readonly milestonesFrom?: readonly MilestoneRule[] | null
  readonly timeZone?: string
}

export type NodeChange = Partial<Omit<NewNode, 'kind'>>

/** Null when its parent has a child of that kind and name already. */
export async function createNode(db: Queryable, values: NewNode): Promise<PresentNode | null> {
  return db.transaction(async transaction => {
    const [row] = await transaction.insert(portfolioNode).values(values).onConflictDoNothing().returning()
    if (row === undefined) return null
    await recordNode(transaction, row.id)
    return read(row)
  })
}

export async function findNode(db: Queryable, id: string): Promise<PresentNode | null> {
  const rows = await db.select().from(portfolioNode).where(eq(portfolioNode.id, id))
  return rows[0] === undefined ? null : read(rows[0])
}

/** The whole tree, parents before children of the same age; a PMO's tree is hundreds of rows, not more. */
export async function listNodes(db: Queryable, kind?: NodeKind): Promise<readonly PresentNode[]> {
  const rows = await db
    .select()
    .from(portfolioNode)
    .where(kind === undefined ? undefined : eq(portfolioNode.kind, kind))
    .orderBy(asc(portfolioNode.createdAt), asc(portfolioNode.id))
  return rows.map(read)
}

/** The node and everything below it. */
export async function listSubtree(db: Queryable, rootId: string): Promise<readonly PresentNode[]> {
  const all = await listNodes(db)
  const kept = new Set([rootId])
  // A child may have been made before its parent was set, so go on until nothing is added.
  for (let before = 0; before < kept.size; ) {
    before = kept.size
    for (const { id, parentId } of all) if (parentId !== null && kept.has(parentId)) kept.add(id)
  }
  return all.filter(({ id }) => kept.has(id))
}

/** `duplicate` when the name is taken below that parent. */
export async function updateNode(
  db: Queryable,
  id: string,
  change: NodeChange,
): Promise<PresentNode | 'duplicate' | null> {
  if (Object.keys(change).length === 0) return findNode(db, id)
  try {
    return await db.transaction(async transaction => {
      const [row] = await transaction.update(portfolioNode).set(change).where(eq(portfolioNode.id, id)).returning()
      if (row === undefined) return null
      await recordNode(transaction, id)
      return read(row)
    })
  } catch (error) {
    if (isUniqueViolation(error)) return 'duplicate'
    throw error
  }
}

/** With its rules and milestones; what was concluded about it stays part of the past. A node that still has children is kept: `has_children`. */
export async function deleteNode(db: Queryable, id: string): Promise<'deleted' | 'has_children' | 'missing'> {
  return db.transaction(async transaction => {
    const children = await transaction
      .select({ id: portfolioNode.id })
      .from(portfolioNode)
      .where(eq(portfolioNode.parentId, id))
      .limit(1)
    if (children.length > 0) return 'has_children'
    const rows = await transaction
      .delete(portfolioNode)
      .where(eq(portfolioNode.id, id))
      .returning({ id: portfolioNode.id })
    await transaction.delete(scopeEvent).where(eq(scopeEvent.initiativeId, id))
    await recordNode(transaction, id)
    return rows.length > 0 ? 'deleted' : 'missing'
  })
}

const read = (row: typeof portfolioNode.$inferSelect): PresentNode => ({ ...row, createdAt: toInstant(row.createdAt) })

/** Keeps others from changing or assessing it until the transaction ends. False when it does not exist. */
export async function lockNode(db: Queryable, id: string): Promise<boolean> {
  const rows = await db
    .select({ id: portfolioNode.id })
    .from(portfolioNode)
    .where(eq(portfolioNode.id, id))
    .for('update')
  return rows.length > 0
}
