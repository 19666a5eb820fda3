/** The items whose history a replay has begun to build anew. */
export interface ReplayedItems {
  has(id: string): boolean
  add(id: string): void
}

/** What is added here counts once it is kept: the transaction or savepoint in which it was done may be undone. */
export function addTentatively(known: ReplayedItems): ReplayedItems & { readonly keep: () => void } {
  const added = new Set<string>()
  return {
    has: id => added.has(id) || known.has(id),
    add: id => {
      added.add(id)
    },
    keep: () => {
      for (const id of added) known.add(id)
    },
  }
}
