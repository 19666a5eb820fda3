import type { Answer } from '../../api/operation.ts'

type Root = Answer<'GET /portfolios/{id}/rollup'>['root']

/** A node of the rollup; the tree is as deep as somebody made it. */
export type RollupNode = Omit<Root, 'children'> & { readonly children: readonly RollupNode[] }

/** Every node of a tree, from the top down. */
export const listNodes = (node: RollupNode): readonly RollupNode[] => [node, ...node.children.flatMap(listNodes)]
