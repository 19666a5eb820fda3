import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ItemLife } from '../../../src/portfolio/scope/item-life.ts'
import { type GrowthCause, measureScopeGrowth } from '../../../src/portfolio/scope/scope-growth.ts'
import { drawScopeLines } from '../../../src/portfolio/scope/scope-line.ts'
import { life, stretch } from '../facts.ts'

const options = { statusAt: '2026-06-01T00:00:00.000Z', planningDays: 14, baselineAt: '2026-03-01T00:00:00.000Z' }
const measure = (lives: readonly ItemLife[], change: Partial<typeof options> = {}) =>
  measureScopeGrowth(drawScopeLines(lives), { ...options, ...change })

function known(lives: readonly ItemLife[], change: Partial<typeof options> = {}) {
  const growth = measure(lives, change)
  if (growth.status === 'unknown') throw new Error(growth.reason)
  return growth
}

const elsewhere = (...[from, to]: Parameters<typeof stretch>[0]) => [
  { ...stretch(to === undefined ? [from] : [from, to]), initiativeId: 'other' },
]

const FIVE: readonly [number, string] = [5, '2026-01-05']
const planned = [life('a', { points: [FIVE] }), life('b', { points: [FIVE] })]

describe('scope growth', () => {
  it.each<[GrowthCause, readonly ItemLife[], number, number]>([
    ['added', [life('x', { in: [['2026-04-01']], points: [[3, '2026-04-01']] })], 1, 3],
    [
      'moved_in',
      [
        life('x', {
          in: [['2026-04-01']],
          elsewhere: elsewhere('2026-01-05', '2026-04-01'),
          points: [[3, '2026-01-05']],
        }),
      ],
      1,
      3,
    ],
    [
      're_estimated',
      [
        life('x', {
          points: [
            [3, '2026-01-05', '2026-04-01'],
            [8, '2026-04-01'],
          ],
        }),
      ],
      0,
      5,
    ],
    ['first_estimated', [life('x', { points: [[8, '2026-04-01']] })], 0, 8],
    ['cancelled', [life('x', { points: [[3, '2026-01-05']], cancelled: [['2026-04-01']] })], -1, -3],
    [
      'moved_out',
      [
        life('x', {
          in: [['2026-01-05', '2026-04-01']],
          elsewhere: elsewhere('2026-04-01'),
          points: [[3, '2026-01-05']],
        }),
      ],
      -1,
      -3,
    ],
    ['removed', [life('x', { in: [['2026-01-05', '2026-04-01']], points: [[3, '2026-01-05']] })], -1, -3],
    [
      'split',
      [
        life('x', { points: [[8, '2026-01-05']] }),
        life('x1', { parentId: 'x', in: [['2026-04-01']], points: [[5, '2026-04-01']] }),
        life('x2', { parentId: 'x', in: [['2026-04-01']], points: [[6, '2026-04-01']] }),
      ],
      1,
      3,
    ],
  ])('knows what was %s, in items and in points', (cause, lives, items, points) => {
    const { lines, itemIds } = known([...planned, ...lives])
    expect(lines).toMatchObject([
      { unit: 'items', byCause: { [cause]: items } },
      { unit: 'points', byCause: { [cause]: points } },
    ])
    for (const line of lines)
      for (const [name, change] of Object.entries(line.byCause)) if (name !== cause) expect(change).toBe(0)
    expect(itemIds[cause][0]).toMatch(/^x/)
  })

  it('is the added less the removed of what the plan held', () => {
    const { lines, since } = known([
      ...planned,
      life('c', { points: [FIVE], cancelled: [['2026-05-01']] }),
      life('d', { points: [FIVE] }),
      life('e', { in: [['2026-04-01']], points: [[10, '2026-04-01']] }),
      life('f', { in: [['2026-05-01']] }),
    ])
    expect(since).toBe('2026-03-01')
    expect(lines).toMatchObject([
      { unit: 'items', before: 4, after: 5, growth: 0.25 },
      { unit: 'points', before: 20, after: 25, growth: 0.25 },
    ])
  })

  it('does not call it growth that an item is estimated at last', () => {
    expect(known([...planned, life('x', { points: [[8, '2026-04-01']] })]).lines[1]).toMatchObject({
      before: 10,
      after: 18,
      growth: 0,
    })
  })

  it('begins when planning has ended where there is no baseline, and cannot be told before', () => {
    const unplanned = { baselineAt: null as never }
    expect(known(planned, unplanned).since).toBe('2026-01-19')
    expect(measure(planned, { ...unplanned, statusAt: '2026-01-10T00:00:00.000Z' })).toEqual({
      status: 'unknown',
      reason: 'Scope growth can be told after 2026-01-19, when planning has ended.',
    })
    expect(measure([])).toMatchObject({ status: 'unknown', reason: 'Nothing was ever in scope.' })
  })

  it('always adds up from what was there to what is there', () => {
    const day = fc.integer({ min: 0, max: 180 }).map(days => new Date(Date.UTC(2026, 0, 1 + days)).toISOString())
    const anyLife = fc.record({
      from: day,
      to: fc.option(day),
      cut: fc.option(day),
      sizes: fc.array(fc.nat(13)),
      step: day,
    })
    fc.assert(
      fc.property(fc.array(anyLife, { maxLength: 12 }), fc.nat(11), (all, parents) => {
        const lives = all.map(({ from, to, cut, sizes, step }, index) =>
          life(`i${index}`, {
            in: [to === null ? [from] : [from, to]],
            cancelled: cut === null ? [] : [[cut]],
            parentId: index > parents ? `i${index - parents - 1}` : null,
            points:
              sizes.length < 2
                ? [[sizes[0] ?? null, from]]
                : [
                    [sizes[0] ?? null, from, step],
                    [sizes[1] ?? null, step],
                  ],
          }),
        )
        const growth = measure(lives)
        if (growth.status === 'unknown') return
        for (const { before, after, byCause } of growth.lines) {
          expect(Object.values(byCause).reduce((sum, change) => sum + change, before)).toBeCloseTo(after, 6)
        }
      }),
      { numRuns: 200 },
    )
  })
})
