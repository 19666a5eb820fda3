import { describe, expect, it } from 'vitest'
import { addScales, type Scale, scaleOf, type WeighedPart, weighParts } from '../../../src/portfolio/progress/weight.ts'

const eur = (minor: number): Scale['budget'] => ({ minor, currency: 'EUR' })
const part = (weight: number | null, scale: Scale | null): WeighedPart => ({ weight, scale })

describe('what parts weigh', () => {
  const cases: readonly [string, readonly WeighedPart[], string, readonly number[]][] = [
    [
      'a weight somebody set wins over budgets',
      [part(3, scaleOf(eur(100), 10)), part(1, scaleOf(eur(900), 90))],
      'explicit',
      [0.75, 0.25],
    ],
    [
      'budgets of one currency win over hours',
      [part(null, scaleOf(eur(300), 10)), part(null, scaleOf(eur(100), 90))],
      'budget',
      [0.75, 0.25],
    ],
    [
      'budgets of two currencies cannot be compared, hours can',
      [part(null, scaleOf(eur(300), 10)), part(null, scaleOf({ minor: 100, currency: 'USD' }, 90))],
      'hours',
      [0.1, 0.9],
    ],
    [
      'one budget that is missing leaves the hours',
      [part(null, scaleOf(eur(300), 10)), part(null, scaleOf(null, 30))],
      'hours',
      [0.25, 0.75],
    ],
    [
      'with nothing that all of them have, all count the same',
      [part(null, scaleOf(eur(300), null)), part(null, scaleOf(null, 30))],
      'equal',
      [0.5, 0.5],
    ],
    [
      'a budget or plan of nothing is none',
      [part(null, scaleOf(eur(0), 0)), part(null, scaleOf(eur(300), 30))],
      'equal',
      [0.5, 0.5],
    ],
    [
      'a part that holds nothing yet counts like the average and does not blind the others',
      [part(null, scaleOf(eur(300), null)), part(null, scaleOf(eur(100), null)), part(null, null)],
      'budget',
      [0.5, 1 / 6, 1 / 3],
    ],
  ]
  it.each(cases)('%s', (_, parts, basis, shares) => {
    const weighed = weighParts(parts)
    expect(weighed.basis).toBe(basis)
    expect(weighed.shares).toEqual(shares.map(share => expect.closeTo(share, 12)))
  })

  it('are sums above, known only where all of them are', () => {
    expect(addScales([scaleOf(eur(300), 10), null, scaleOf(eur(100), null)])).toEqual({
      budget: eur(400),
      plannedHours: null,
    })
    expect(addScales([null, null])).toBeNull()
  })
})
