import { Link } from '@tanstack/react-router'
import { type Tree, type TreeNode, useTree } from '../../api/tree.ts'
import { words } from '../../words/words.ts'
import classes from './initiative-page.module.css'

/** The nodes above an initiative, from the portfolio down, each leading to its rows. */
export function TreePath({ initiativeId }: { readonly initiativeId: string }) {
  const { byId } = useTree()
  const path = listAbove(byId, initiativeId)
  const portfolio = path.at(0)
  if (portfolio === undefined) return null
  return (
    <nav aria-label={words.initiative.path}>
      <ol className={classes.path}>
        {path.map(({ id, name }) => (
          <li key={id}>
            <Link to="/" search={{ portfolio: portfolio.id, ...(id === portfolio.id ? {} : { q: name }) }}>
              {name}
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  )
}

/** What is above a node, from the top down. */
export function listAbove(byId: Tree['byId'], id: string): readonly TreeNode[] {
  const parent = byId.get(byId.get(id)?.parentId ?? '')
  return parent === undefined ? [] : [...listAbove(byId, parent.id), parent]
}
