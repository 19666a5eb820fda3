import type { ScopeItem } from './initiative.ts'

/**
 * The items in scope with their hierarchy. Cancelled items are not in it, nor are their sub-tasks, which trackers leave
 * open; other items below a cancelled one stand on their own.
 */
export interface ItemTree {
  /** Parents come before their children. */
  readonly items: readonly ScopeItem[]
  readonly roots: readonly ScopeItem[]
  readonly childrenOf: (item: ScopeItem) => readonly ScopeItem[]
  readonly parentOf: (item: ScopeItem) => ScopeItem | null
}

export function growTree(items: readonly ScopeItem[]): ItemTree {
  const known = new Map(items.map(item => [item.id, item]))
  const inScope = new Map<string, ScopeItem>()
  for (const item of known.values()) if (!isCancelled(item, known)) inScope.set(item.id, item)
  const parents = findParents(inScope)
  const children = new Map<string, ScopeItem[]>()
  const roots: ScopeItem[] = []
  for (const item of inScope.values()) {
    const parent = parents.get(item.id)
    if (parent === undefined) {
      roots.push(item)
      continue
    }
    const siblings = children.get(parent.id)
    if (siblings === undefined) children.set(parent.id, [item])
    else siblings.push(item)
  }
  const ordered = [...roots]
  // The list grows while it is walked: breadth first without recursion, however deep the tracker nests.
  for (const item of ordered) {
    for (const child of children.get(item.id) ?? []) ordered.push(child)
  }
  return {
    items: ordered,
    roots,
    childrenOf: item => children.get(item.id) ?? [],
    parentOf: item => parents.get(item.id) ?? null,
  }
}

/**
 * The items that count one each: those with nothing in scope below them. Sub-tasks are steps of their item, so the item
 * counts; an epic without children counts as itself.
 */
export function listCounted(tree: ItemTree): readonly ScopeItem[] {
  return tree.items.filter(
    item => !isStep(item, tree.parentOf(item)) && tree.childrenOf(item).every(child => isStep(child, item)),
  )
}

/** The named items that are in scope, and everything below them. */
export function listBelow(tree: ItemTree, ids: ReadonlySet<string>): ReadonlySet<string> {
  const below = new Set<string>()
  for (const item of tree.items) {
    const parent = tree.parentOf(item)
    if (ids.has(item.id) || (parent !== null && below.has(parent.id))) below.add(item.id)
  }
  return below
}

function isCancelled(item: ScopeItem, known: ReadonlyMap<string, ScopeItem>): boolean {
  let step = item
  for (let depth = 0; depth < MAX_STEP_DEPTH; depth += 1) {
    if (step.state === 'cancelled') return true
    const parent = step.parentId === null ? undefined : known.get(step.parentId)
    if (parent === undefined || !isStep(step, parent)) return false
    step = parent
  }
  return false
}

/** Sub-tasks of sub-tasks go no deeper in any tracker; the bound ends a circle. */
const MAX_STEP_DEPTH = 16

type Levelled = Pick<ScopeItem, 'level'>

export function isStep(item: Levelled, parent: Levelled | null): boolean {
  return parent !== null && item.level !== null && item.level < 0 && (parent.level ?? 0) <= 0
}

/** Parents in scope; a link that would close a circle (trackers let people draw one across projects) is left out. */
function findParents(inScope: ReadonlyMap<string, ScopeItem>): ReadonlyMap<string, ScopeItem> {
  const parents = new Map<string, ScopeItem>()
  const settled = new Set<string>()
  for (const start of inScope.values()) {
    const path = new Set<string>()
    let item = start
    while (!settled.has(item.id)) {
      path.add(item.id)
      const parent = item.parentId === null ? undefined : inScope.get(item.parentId)
      if (parent === undefined || path.has(parent.id)) break
      parents.set(item.id, parent)
      item = parent
    }
    for (const id of path) settled.add(id)
  }
  return parents
}
