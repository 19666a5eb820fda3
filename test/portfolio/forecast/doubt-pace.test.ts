import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { doubtPace } from '../../../src/portfolio/forecast/doubt-pace.ts'
import { percentileDays, shareDoneBy } from '../../../src/portfolio/forecast/simulation.ts'

const options = { teamSeed: 7, horizonDays: 780 }
const all = (day: number, runs = 10_000) => new Uint16Array(runs).fill(day)
/** So many items in each fortnight, all on its first day. */
const fortnights = (...done: readonly number[]) =>
  done.flatMap(count => Array.from({ length: 10 }, (_, day) => (day === 0 ? count : 0)))

describe('the doubt about a pace', () => {
  it('is none where every fortnight brought the same, and none with one fortnight', () => {
    expect(doubtPace(all(40), fortnights(5, 5, 5), options)).toEqual(all(40))
    expect(doubtPace(all(40), fortnights(3), options)).toEqual(all(40))
  })

  it('of two fortnights, one of them empty, follows the even law of how much the full one counts', () => {
    // The share of the full one is anything from 0 to 1 alike: with a share of s the mean is 2 s of what was seen.
    const finishes = doubtPace(all(100), fortnights(8, 0), options)
    for (const day of [60, 100, 200, 400])
      expect(Math.abs(shareDoneBy(finishes, day, 780) - (1 - 50 / day))).toBeLessThan(0.015)
  })

  it('widens the forecast of an uneven team the more, the less there is to know it by', () => {
    const widthOf = (done: readonly number[]) => {
      const [p20 = 0, p80 = 0] = percentileDays(doubtPace(all(100), fortnights(...done), options), 780, [0.2, 0.8])
      return p80 - p20
    }
    const [little, more] = [widthOf([9, 1]), widthOf([9, 1, 9, 1, 9, 1])]
    expect(little).toBeGreaterThan(more)
    expect(more).toBeGreaterThan(0)
  })

  it('is the same for all that share the team, leaves what is out of sight there, and nothing is done before tomorrow', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(20), { minLength: 2, maxLength: 6 }),
        fc.integer({ min: 1, max: 779 }),
        (done, day) => {
          const stretched = doubtPace(all(day, 50), fortnights(...done), options)
          expect(doubtPace(all(day, 50), fortnights(...done), options)).toEqual(stretched)
          expect(Math.min(...stretched)).toBeGreaterThan(0)
          expect(Math.max(...stretched)).toBeLessThanOrEqual(780)
          expect(doubtPace(all(780, 50), fortnights(...done), options)).toEqual(all(780, 50))
        },
      ),
    )
  })
})
