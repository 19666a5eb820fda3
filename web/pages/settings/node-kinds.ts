import type { NodeKind } from '../../api/tree.ts'

/** What may stand in what. */
export const CHILDREN: Readonly<Record<NodeKind, readonly NodeKind[]>> = {
  portfolio: ['program', 'initiative'],
  program: ['workstream', 'initiative'],
  workstream: ['initiative'],
  initiative: [],
}

export const listParents = (kind: NodeKind): readonly NodeKind[] =>
  (Object.keys(CHILDREN) as readonly NodeKind[]).filter(each => CHILDREN[each].includes(kind))
