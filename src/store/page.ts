/** Where a list goes on: the sort values of the last row of the page before. */
export type PageKey = readonly string[]

export interface PageRequest {
  /** Null: from the beginning. */
  readonly after: PageKey | null
  readonly limit: number
}

export interface Page<Item> {
  readonly items: readonly Item[]
  /** Null: this was the last page. */
  readonly next: PageKey | null
}

/** Cuts the one row too many that was asked for, and says where the next page begins. */
export function cutPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => PageKey,
  read: (row: Row) => Item,
): Page<Item> {
  const kept = rows.slice(0, limit)
  const last = kept.at(-1)
  return { items: kept.map(read), next: rows.length > limit && last !== undefined ? keyOf(last) : null }
}
