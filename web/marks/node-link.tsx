import { Link } from '@tanstack/react-router'
import { useTree } from '../api/tree.ts'
import { Unknown } from './day-mark.tsx'

/** A node of the tree by name; initiatives have a page of their own. */
export function NodeLink({ id }: { readonly id: string }) {
  const { byId } = useTree()
  const node = byId.get(id)
  if (node === undefined) return <Unknown />
  return node.kind === 'initiative' ? <Link to={`/initiatives/${id}` as '/'}>{node.name}</Link> : node.name
}
