import type { Page, PageKey, PageRequest } from '../store/page.ts'

/** One page of a list that is whole in memory, in the order of its keys. */
export function cutList<Each>(
  list: readonly Each[],
  { after, limit }: PageRequest,
  keyOf: (each: Each) => PageKey,
): Page<Each> {
  const begin = after === null ? 0 : list.findIndex(each => isAfter(keyOf(each), after))
  const items = begin < 0 ? [] : list.slice(begin, begin + limit)
  const last = items.at(-1)
  return { items, next: last !== undefined && begin + limit < list.length ? keyOf(last) : null }
}

function isAfter(key: PageKey, after: PageKey): boolean {
  const differing = key.findIndex((part, index) => part !== after[index])
  return differing >= 0 && (key[differing] ?? '') > (after[differing] ?? '')
}
