import type { ScopeItem } from '../initiative.ts'
import type { ItemTree } from '../item-tree.ts'

/**
 * The items whose own number counts, so that no number is added to the numbers below it (F1): the lowest estimated
 * level of each branch. What is not estimated at that level is in the list too, to be given a median; so is an item
 * with nothing estimated below it and nothing of a kind that is estimated elsewhere.
 */
export function listEstimatedLevel(tree: ItemTree, isEstimated: (item: ScopeItem) => boolean): readonly ScopeItem[] {
  const estimatedTypes = new Set<string>()
  for (const item of tree.items) if (isEstimated(item)) estimatedTypes.add(typeKey(item))

  const estimatedBelow = new Set<string>()
  const peersBelow = new Set<string>()
  for (const item of tree.items.toReversed()) {
    const parent = tree.parentOf(item)
    if (parent === null) continue
    if (isEstimated(item) || estimatedBelow.has(item.id)) estimatedBelow.add(parent.id)
    if (estimatedTypes.has(typeKey(item)) || peersBelow.has(item.id)) peersBelow.add(parent.id)
  }

  const level: ScopeItem[] = []
  const open = [...tree.roots]
  for (const item of open) {
    const goesDown = estimatedBelow.has(item.id) || (!isEstimated(item) && peersBelow.has(item.id))
    if (!goesDown) {
      level.push(item)
      continue
    }
    for (const child of tree.childrenOf(item)) open.push(child)
  }
  return level
}

/** Types are a connection's own words. */
export function typeKey(item: ScopeItem): string {
  return `${item.connectionId}\n${item.typeExternalId}`
}

export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((left, right) => left - right)
  const upper = sorted[Math.floor(sorted.length / 2)]
  const lower = sorted[Math.floor((sorted.length - 1) / 2)]
  return upper === undefined || lower === undefined ? null : (upper + lower) / 2
}
