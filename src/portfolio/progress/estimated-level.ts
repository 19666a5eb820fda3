import type { ScopeItem } from '../initiative.ts'
import type { ItemTree } from '../item-tree.ts'

/**
 * The items whose own number counts, so that no number is added to the numbers below it (F1): the lowest estimated
 * level of each branch. What is not estimated at that level is in the list too, to be given a median; so is an item
 * with nothing estimated below it and nothing of a kind that is estimated elsewhere.
 */
export function listEstimatedLevel(tree: ItemTree, isEstimated: (item: ScopeItem) => boolean): readonly ScopeItem[] {
  const { items, parentAt } = tree
  const types = numberTypes(items)
  const isOwn = new Uint8Array(items.length)
  const estimatedTypes = new Set<number>()
  items.forEach((item, at) => {
    if (!isEstimated(item)) return
    isOwn[at] = 1
    estimatedTypes.add(types[at] ?? 0)
  })

  const hasEstimatedBelow = new Uint8Array(items.length)
  const hasPeersBelow = new Uint8Array(items.length)
  for (let at = items.length - 1; at >= 0; at -= 1) {
    const parent = parentAt[at] ?? -1
    if (parent < 0) continue
    if (isOwn[at] === 1 || hasEstimatedBelow[at] === 1) hasEstimatedBelow[parent] = 1
    if (hasPeersBelow[at] === 1 || estimatedTypes.has(types[at] ?? 0)) hasPeersBelow[parent] = 1
  }

  const isOpen = new Uint8Array(items.length)
  return items.filter((_, at) => {
    const parent = parentAt[at] ?? -1
    const isReached = parent < 0 || isOpen[parent] === 1
    const goesDown = hasEstimatedBelow[at] === 1 || (isOwn[at] === 0 && hasPeersBelow[at] === 1)
    if (isReached && goesDown) isOpen[at] = 1
    return isReached && !goesDown
  })
}

/** A number for each type, so that none has to be compared by its words. */
function numberTypes(items: readonly ScopeItem[]): Int32Array {
  const numbers = new Map<string, Map<string, number>>()
  let count = 0
  return Int32Array.from(items, ({ connectionId, typeExternalId }) => {
    const ofConnection = numbers.get(connectionId) ?? new Map<string, number>()
    if (ofConnection.size === 0) numbers.set(connectionId, ofConnection)
    const known = ofConnection.get(typeExternalId)
    if (known !== undefined) return known
    count += 1
    ofConnection.set(typeExternalId, count)
    return count
  })
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
