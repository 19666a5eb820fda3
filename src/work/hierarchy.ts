export interface Hierarchy {
  /** 0 for an item without a parent among the items. */
  readonly depthOf: ReadonlyMap<string, number>
  /** Only items that have children. */
  readonly childrenOf: ReadonlyMap<string, readonly string[]>
  /** Items that are each other's ancestors, each cycle once. Their parents are set aside: each stands at depth 0. */
  readonly cycles: readonly (readonly string[])[]
}

/**
 * Puts items under their parents. Trackers and links can describe cycles; these are reported and never followed. A
 * parent that is not among the items is unknown to us, and the item stands at the top.
 */
export function arrangeHierarchy(
  items: readonly { readonly id: string; readonly parentId: string | null }[],
): Hierarchy {
  const parentOf = new Map(items.map(({ id, parentId }) => [id, parentId]))
  const cycles = findCycles(parentOf)
  const inCycle = new Set(cycles.flat())
  const childrenOf = new Map<string, string[]>()
  const depthOf = new Map<string, number>()
  const queue: string[] = []
  for (const [id, parentId] of parentOf) {
    if (parentId === null || !parentOf.has(parentId) || inCycle.has(id)) {
      depthOf.set(id, 0)
      queue.push(id)
    } else {
      const siblings = childrenOf.get(parentId)
      if (siblings === undefined) childrenOf.set(parentId, [id])
      else siblings.push(id)
    }
  }
  // The queue grows while it is walked: an array's iterator sees what is appended.
  for (const id of queue) {
    const depth = depthOf.get(id) ?? 0
    for (const child of childrenOf.get(id) ?? []) {
      depthOf.set(child, depth + 1)
      queue.push(child)
    }
  }
  return { depthOf, childrenOf, cycles }
}

/** Each item has one parent, so a walk upwards either ends or meets itself; no item is walked twice. */
function findCycles(parentOf: ReadonlyMap<string, string | null>): readonly (readonly string[])[] {
  const cycles: (readonly string[])[] = []
  const done = new Set<string>()
  for (const start of parentOf.keys()) {
    const path = new Map<string, number>()
    let id: string | null = start
    while (id !== null && parentOf.has(id) && !done.has(id) && !path.has(id)) {
      path.set(id, path.size)
      id = parentOf.get(id) ?? null
    }
    const entered = id === null ? undefined : path.get(id)
    if (entered !== undefined) cycles.push([...path.keys()].slice(entered))
    for (const walked of path.keys()) done.add(walked)
  }
  return cycles
}

/** Parent, grandparent and so on; ends where a cycle begins again. */
export function ancestorsOf(id: string, parentOf: ReadonlyMap<string, string | null>): readonly string[] {
  const ancestors = new Set<string>()
  let parent = parentOf.get(id) ?? null
  while (parent !== null && parent !== id && !ancestors.has(parent)) {
    ancestors.add(parent)
    parent = parentOf.get(parent) ?? null
  }
  return [...ancestors]
}

/** Everything below the roots, each once, nearest first; the roots themselves are left out. */
export function descendantsOf(
  rootIds: readonly string[],
  childrenOf: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const seen = new Set(rootIds)
  const rootCount = seen.size
  // The set grows while it is walked: its iterator sees what is added.
  for (const id of seen) for (const child of childrenOf.get(id) ?? []) seen.add(child)
  return [...seen].slice(rootCount)
}
