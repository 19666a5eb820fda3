import { useLayoutEffect, useRef } from 'react'

/**
 * A place in the page for each of these keys: what stays keeps its own, what comes takes one that was left. Rows that scroll
 * into view so take over those that scrolled out of it, and a fling through thousands leaves less to be cleared away.
 * Where nothing may be moved in the page, as what has the focus would lose it, what comes takes a new one.
 */
export function useSlots(keys: readonly string[], mayMove: boolean): ReadonlyMap<string, number> {
  const before = useRef<ReadonlyMap<string, number>>(new Map())
  const slots = takeSlots(keys, before.current, mayMove)
  useLayoutEffect(() => {
    before.current = slots
  })
  return slots
}

export function takeSlots(
  keys: readonly string[],
  before: ReadonlyMap<string, number>,
  mayMove: boolean,
): ReadonlyMap<string, number> {
  const kept = keys.flatMap(key => before.get(key) ?? [])
  const taken = new Set(mayMove ? kept : before.values())
  let next = 0
  const takeFree = (): number => {
    while (taken.has(next)) next += 1
    taken.add(next)
    return next
  }
  return new Map(keys.map(key => [key, before.get(key) ?? takeFree()]))
}
