import type { ItemTree } from '../item-tree.ts'
import { plural } from '../phrase.ts'
import { listEstimatedLevel } from './estimated-level.ts'

/** What the trackers say the scope is worth, in the field that is mapped to it. */
export interface BusinessValue {
  /** Null where no item has one. */
  readonly value: number | null
  readonly items: number
  readonly text: string
}

/** Added at the lowest level that has it, so that an epic's value is not added to that of its stories. */
export function sumBusinessValue(tree: ItemTree, values: ReadonlyMap<string, number>): BusinessValue {
  const level = listEstimatedLevel(tree, item => values.has(item.id))
  const valued = level.flatMap(item => values.get(item.id) ?? [])
  if (valued.length === 0) return { value: null, items: 0, text: 'No item in scope has a business value.' }
  const value = valued.reduce((sum, each) => sum + each, 0)
  return {
    value,
    items: valued.length,
    text: `${plural(valued.length, 'item')} with a business value, ${value} in all.`,
  }
}
