import type { ScopeItem } from './initiative.ts'

/**
 * The items in scope with their hierarchy. Cancelled items are not in it, nor are their sub-tasks, which trackers leave
 * open; other items below a cancelled one stand on their own.
 */
export interface ItemTree {
  /** Parents come before their children. */
  readonly items: readonly ScopeItem[]
  readonly roots: readonly ScopeItem[]
  /** The items that count one each: those with nothing in scope below them. Sub-tasks are steps of their item, so the item counts. */
  readonly counted: readonly ScopeItem[]
  /** For each of the items, the place of its parent among them; -1: it has none. */
  readonly parentAt: Int32Array
  /** Null: it is not in scope. */
  readonly itemOf: (id: string) => ScopeItem | null
  readonly childrenOf: (item: ScopeItem) => readonly ScopeItem[]
  readonly parentOf: (item: ScopeItem) => ScopeItem | null
}

export function growTree(items: readonly ScopeItem[]): ItemTree {
  const known = new Map(items.map(item => [item.id, item]))
  const inScope = new Map<string, ScopeItem>()
  for (const item of known.values()) if (!isCancelled(item, known)) inScope.set(item.id, item)
  const parents = findParents(inScope)
  const children = new Map<ScopeItem, ScopeItem[]>()
  const roots: ScopeItem[] = []
  for (const item of inScope.values()) {
    const parent = parents.get(item)
    if (parent === undefined) {
      roots.push(item)
      continue
    }
    const siblings = children.get(parent)
    if (siblings === undefined) children.set(parent, [item])
    else siblings.push(item)
  }
  const ordered = [...roots]
  const parentAt = new Int32Array(inScope.size).fill(-1)
  const counted: ScopeItem[] = []
  // The list grows while it is walked: breadth first without recursion, however deep the tracker nests.
  for (let at = 0; at < ordered.length; at += 1) {
    const item = ordered[at]
    if (item === undefined) break
    let isLowest = true
    for (const child of children.get(item) ?? NONE) {
      if (isLowest && !isStep(child, item)) isLowest = false
      parentAt[ordered.length] = at
      ordered.push(child)
    }
    if (isLowest && !isStep(item, ordered[parentAt[at] ?? -1] ?? null)) counted.push(item)
  }
  return {
    items: ordered,
    roots,
    counted,
    parentAt,
    itemOf: id => inScope.get(id) ?? null,
    childrenOf: item => children.get(item) ?? NONE,
    parentOf: item => parents.get(item) ?? null,
  }
}

const NONE: readonly ScopeItem[] = []

/** The named items that are in scope, and everything below them. */
export function listBelow(tree: ItemTree, ids: Iterable<string>): ReadonlySet<string> {
  const below = new Set<string>()
  for (const id of ids) if (tree.itemOf(id) !== null) below.add(id)
  // The set grows while it is walked.
  for (const id of below) {
    const item = tree.itemOf(id)
    if (item !== null) for (const child of tree.childrenOf(item)) below.add(child.id)
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
function findParents(inScope: ReadonlyMap<string, ScopeItem>): ReadonlyMap<ScopeItem, ScopeItem> {
  const parents = new Map<ScopeItem, ScopeItem>()
  const settled = new Set<ScopeItem>()
  for (const start of inScope.values()) {
    // Nearly every parent was settled by an item before; a path of its own is made only where it was not.
    const first = start.parentId === null ? undefined : inScope.get(start.parentId)
    if (!settled.has(start) && (first === undefined || (first !== start && settled.has(first)))) {
      if (first !== undefined) parents.set(start, first)
      settled.add(start)
      continue
    }
    const path = new Set<ScopeItem>()
    let item = start
    while (!settled.has(item)) {
      path.add(item)
      const parent = item.parentId === null ? undefined : inScope.get(item.parentId)
      if (parent === undefined || path.has(parent)) break
      parents.set(item, parent)
      item = parent
    }
    for (const each of path) settled.add(each)
  }
  return parents
}
