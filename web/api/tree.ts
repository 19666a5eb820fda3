import { useMemo } from 'react'
import type { Item } from './operation.ts'
import { useAnswer } from './queries.ts'

export type Initiative = Item<'GET /initiatives'>
export type NodeKind = 'portfolio' | 'program' | 'workstream' | 'initiative'

/** A node of the PMO's tree, where it stands. */
export interface TreeNode extends Item<'GET /programs'> {
  readonly kind: NodeKind
  /** 0 at the top. */
  readonly depth: number
}

export interface Tree {
  /** From the top down, each with what is below it after it. */
  readonly nodes: readonly TreeNode[]
  readonly byId: ReadonlyMap<string, TreeNode>
  /** Initiatives with their scope rules. */
  readonly initiatives: ReadonlyMap<string, Initiative>
  readonly isKnown: boolean
  /** Known, or what is missing will not come. */
  readonly isSettled: boolean
}

/** All portfolios with what is below them, or what is below one of them. */
export function useTree(portfolioId?: string): Tree {
  const queries = [
    useAnswer('GET /portfolios', {}),
    useAnswer('GET /programs', {}),
    useAnswer('GET /workstreams', {}),
    useAnswer('GET /initiatives', {}),
  ] as const
  const portfolios = queries[0].data?.items
  const programs = queries[1].data?.items
  const workstreams = queries[2].data?.items
  const initiatives = queries[3].data?.items
  const isSettled = queries.every(({ isPending }) => !isPending)
  return useMemo(() => {
    const isKnown =
      portfolios !== undefined && programs !== undefined && workstreams !== undefined && initiatives !== undefined
    const all = [
      ...(portfolios ?? []).map(node => ({ ...node, kind: 'portfolio' as const })),
      ...(programs ?? []).map(node => ({ ...node, kind: 'program' as const })),
      ...(workstreams ?? []).map(node => ({ ...node, kind: 'workstream' as const })),
      ...(initiatives ?? []).map(node => ({ ...node, kind: 'initiative' as const })),
    ]
    const byParent = Map.groupBy(all, ({ parentId }) => parentId)
    const grow = (node: (typeof all)[number], depth: number): readonly TreeNode[] => [
      { ...node, depth },
      ...(byParent.get(node.id) ?? []).flatMap(each => grow(each, depth + 1)),
    ]
    const nodes = (byParent.get(null) ?? [])
      .filter(({ id }) => portfolioId === undefined || id === portfolioId)
      .flatMap(node => grow(node, 0))
    return {
      nodes,
      byId: new Map(nodes.map(node => [node.id, node])),
      initiatives: new Map(initiatives?.map(each => [each.id, each])),
      isKnown,
      isSettled,
    }
  }, [portfolios, programs, workstreams, initiatives, isSettled, portfolioId])
}
