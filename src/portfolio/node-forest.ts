import type { PortfolioNode } from './initiative.ts'

export interface NodeForest {
  readonly roots: readonly PortfolioNode[]
  /** Every node once, children before their parents. */
  readonly bottomUp: readonly PortfolioNode[]
  readonly childrenOf: (node: PortfolioNode) => readonly PortfolioNode[]
}

/**
 * The PMO's nodes as trees, without recursion. A node whose parent is not among them is a root. A circle is cut at its
 * first node, so that a wrong entry costs its place and not the answer.
 */
export function growForest(nodes: readonly PortfolioNode[]): NodeForest {
  const known = new Set(nodes.map(node => node.id))
  const entered = new Map<string, PortfolioNode[]>()
  for (const node of nodes) {
    if (node.parentId === null || !known.has(node.parentId)) continue
    const siblings = entered.get(node.parentId)
    if (siblings === undefined) entered.set(node.parentId, [node])
    else siblings.push(node)
  }
  const placed = new Set<string>()
  const children = new Map<string, readonly PortfolioNode[]>()
  const topDown: PortfolioNode[] = []
  const plant = (root: PortfolioNode): void => {
    placed.add(root.id)
    const growing = [root]
    // The list grows while it is walked.
    for (const node of growing) {
      topDown.push(node)
      const below = (entered.get(node.id) ?? []).filter(child => !placed.has(child.id))
      children.set(node.id, below)
      for (const child of below) {
        placed.add(child.id)
        growing.push(child)
      }
    }
  }
  const roots = nodes.filter(node => node.parentId === null || !known.has(node.parentId))
  for (const root of roots) plant(root)
  const cut = nodes.filter(node => {
    if (placed.has(node.id)) return false
    plant(node)
    return true
  })
  return {
    roots: [...roots, ...cut],
    bottomUp: topDown.toReversed(),
    childrenOf: node => children.get(node.id) ?? [],
  }
}
