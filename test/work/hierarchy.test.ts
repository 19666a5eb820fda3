import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ancestorsOf, arrangeHierarchy, descendantsOf } from '../../src/work/hierarchy.ts'

const tree = (parents: Readonly<Record<string, string | null>>) =>
  arrangeHierarchy(Object.entries(parents).map(([id, parentId]) => ({ id, parentId })))

describe('arranging items', () => {
  test('depth counts from the item without a parent', () => {
    const { depthOf, childrenOf, cycles } = tree({ c: 'b', b: 'a', a: null, d: 'a' })
    expect(Object.fromEntries(depthOf)).toEqual({ a: 0, b: 1, d: 1, c: 2 })
    expect(childrenOf.get('a')).toEqual(['b', 'd'])
    expect(cycles).toEqual([])
  })

  test('an item whose parent we do not know stands at the top', () => {
    expect(tree({ a: 'elsewhere' }).depthOf.get('a')).toBe(0)
  })

  test('a cycle is reported once and what hangs below it keeps its place', () => {
    const { depthOf, childrenOf, cycles } = tree({ leaf: 'a', a: 'b', b: 'c', c: 'a' })
    expect(cycles.map(cycle => [...cycle].sort())).toEqual([['a', 'b', 'c']])
    expect(Object.fromEntries(depthOf)).toEqual({ a: 0, b: 0, c: 0, leaf: 1 })
    expect([...childrenOf.keys()]).toEqual(['a'])
  })

  test('an item that is its own parent is a cycle of one', () => {
    expect(tree({ a: 'a' })).toMatchObject({ cycles: [['a']], depthOf: new Map([['a', 0]]) })
  })

  test('a chain of a hundred thousand items does not exhaust the stack', () => {
    const items = Array.from({ length: 100_000 }, (_, index) => ({
      id: `${index}`,
      parentId: index === 0 ? null : `${index - 1}`,
    }))
    expect(arrangeHierarchy(items.reverse()).depthOf.get('99999')).toBe(99_999)
  })

  test('every item gets a depth, one more than its parent unless it is in a cycle', () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f']
    fc.assert(
      fc.property(fc.tuple(...ids.map(() => fc.option(fc.constantFrom(...ids, 'elsewhere')))), parents => {
        const items = ids.map((id, index) => ({ id, parentId: parents[index] ?? null }))
        const { depthOf, cycles } = arrangeHierarchy(items)
        const inCycle = new Set(cycles.flat())
        const parentOf = new Map(items.map(({ id, parentId }) => [id, parentId]))
        for (const { id, parentId } of items) {
          const above = parentId === null ? undefined : depthOf.get(parentId)
          expect(depthOf.get(id)).toBe(above === undefined || inCycle.has(id) ? 0 : above + 1)
          // Independent of the walk above: an item is in a cycle when its parents lead back to it.
          let step = parentOf.get(id)
          for (let count = 0; count < ids.length && step != null && step !== id; count += 1) step = parentOf.get(step)
          expect(inCycle.has(id)).toBe(step === id)
        }
      }),
    )
  })
})

describe('walking', () => {
  const parentOf = new Map([
    ['c', 'b'],
    ['b', 'a'],
    ['x', 'y'],
    ['y', 'x'],
  ])

  test('ancestors are named from the nearest on', () => {
    expect(ancestorsOf('c', parentOf)).toEqual(['b', 'a'])
  })

  test('a cycle of parents ends the walk', () => {
    expect(ancestorsOf('x', parentOf)).toEqual(['y'])
  })

  test('descendants are named once, however many roots lead to them, and roots never', () => {
    const childrenOf = new Map([
      ['a', ['b', 'c']],
      ['b', ['d']],
      ['c', ['d', 'a']],
    ])
    expect(descendantsOf(['a', 'b'], childrenOf)).toEqual(['c', 'd'])
  })
})
