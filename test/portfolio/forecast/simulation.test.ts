import { describe, expect, it } from 'vitest'
import { seedRandom } from '../../../src/portfolio/forecast/random.ts'
import { percentileDays, shareDoneBy, simulateTrack } from '../../../src/portfolio/forecast/simulation.ts'
import type { Pace } from '../../../src/portfolio/forecast/track.ts'

describe('the simulation', () => {
  const pace = (doneByDay: readonly number[], set: Partial<Pace> = {}): Pace => ({
    doneByDay,
    addedByDay: doneByDay.map(() => 0),
    inProgressByDay: doneByDay,
    ...set,
  })
  const options = { runs: 10_000, horizonDays: 780, teamSeed: 3, ownSeed: 4 }

  it('of one item that is finished every twentieth day follows the geometric law of fortnights drawn at random', () => {
    const everyTwentieth = Array.from({ length: 60 }, (_, day) => (day % 20 === 0 ? 1 : 0))
    const finishes = simulateTrack({ open: 1, spread: 0, pace: pace(everyTwentieth) }, options)
    // Half of the fortnights have the day in them, on any of ten places.
    for (const fortnights of [1, 2, 3, 4, 6]) {
      expect(Math.abs(shareDoneBy(finishes, 10 * fortnights, 780) - (1 - 0.5 ** fortnights))).toBeLessThan(0.015)
    }
    expect(Math.abs(shareDoneBy(finishes, 4, 780) - 0.2)).toBeLessThan(0.015)
    const [p70 = 0, p95 = 0] = percentileDays(finishes, 780, [0.7, 0.95])
    expect(Math.abs(p70 - 18)).toBeLessThanOrEqual(1)
    expect(Math.abs(p95 - 44)).toBeLessThanOrEqual(2)
  })

  it('gives the last item its own time, however fast the team was with many', () => {
    const steady = new Array<number>(60).fill(1)
    const ten = new Array<number>(60).fill(10)
    const slow = simulateTrack({ open: 1, spread: 0, pace: pace(steady, { inProgressByDay: ten }) }, options)
    // One of ten in progress is finished each day: geometric with 1/10.
    for (const day of [1, 5, 10, 20]) {
      expect(Math.abs(shareDoneBy(slow, day, 780) - (1 - 0.9 ** day))).toBeLessThan(0.015)
    }
    const fast = simulateTrack({ open: 1, spread: 0, pace: pace(steady) }, options)
    expect(percentileDays(fast, 780, [0.5, 1])).toEqual([1, 1])
  })

  it('lets growth fade out over as many days as it was seen for', () => {
    const steady = new Array<number>(40).fill(1)
    const finishes = simulateTrack({ open: 10, spread: 0, pace: pace(steady, { addedByDay: steady }) }, options)
    // 10 + 40 - (1 + 1 + ... fading) items, one a day: never endless.
    const [p50 = 0] = percentileDays(finishes, 780, [0.5])
    expect(p50).toBeGreaterThan(20)
    expect(p50).toBeLessThan(40)
  })

  it('comes to an end in every run, whatever fraction of an item growth leaves', () => {
    // Growth fades to exactly a half, and half of the fortnights have none.
    const doneByDay = Array.from({ length: 60 }, (_, day) => (day % 10 === 0 ? 1 : 0))
    const addedByDay = doneByDay.map((_, day) => (day % 20 === 5 ? 1 : 0))
    const inProgressByDay = doneByDay.map(() => 1)
    const finishes = simulateTrack({ open: 4, spread: 0, pace: { doneByDay, addedByDay, inProgressByDay } }, options)
    expect(Math.max(...finishes)).toBeLessThan(200)
  })

  it('of one item anywhere in a pile is spread evenly over it', () => {
    const steady = new Array<number>(60).fill(1)
    const finishes = simulateTrack({ open: 10, spread: 10, pace: pace(steady) }, options)
    for (const day of [1, 3, 5, 10]) {
      expect(Math.abs(shareDoneBy(finishes, day, 780) - day / 10)).toBeLessThan(0.015)
    }
  })
})

it('the generator gives the same numbers for a seed on every machine, and others for another', () => {
  const random = seedRandom(42)
  expect([random(), random(), random()]).toEqual([695857468, 3046671632, 1167015482])
  expect(seedRandom(43)()).not.toBe(695857468)
  const many = Array.from({ length: 20_000 }, () => random() / 2 ** 32)
  expect(many.reduce((sum, value) => sum + value, 0) / many.length).toBeCloseTo(0.5, 1)
})
