import { expect, test } from 'vitest'
import { DEMO_SEED, historyEndOf } from '../../demo/organisation.ts'
import { createPace, drawStuckDays } from '../../demo/pace.ts'
import { seededRandom } from '../../demo/random.ts'

test("the work of the demo's teams goes on in bursts and pauses, from its beginning to its end", () => {
  const pace = createPace(seededRandom(DEMO_SEED), 200)
  const times = Array.from({ length: 1_001 }, (_, index) => pace(index / 1_000))
  expect(times[0]).toBe(0)
  expect(times.at(-1)).toBeCloseTo(1)
  expect(times.every((time, index) => index === 0 || time > (times[index - 1] ?? 0))).toBe(true)
  const weeks = Array.from({ length: 200 }, (_, week) => times.filter(time => Math.floor(time * 200) === week).length)
  const mean = weeks.reduce((sum, count) => sum + count, 0) / weeks.length
  const spread = Math.sqrt(weeks.reduce((sum, count) => sum + (count - mean) ** 2, 0) / weeks.length) / mean
  expect(spread).toBeGreaterThan(0.6)
  expect(spread).toBeLessThan(1)
})

test('few items are left lying, those for weeks', () => {
  const random = seededRandom(DEMO_SEED)
  const days = Array.from({ length: 4_000 }, () => drawStuckDays(random))
  const stuck = days.filter(each => each > 0)
  expect(stuck.length / days.length).toBeCloseTo(0.05, 1)
  expect(Math.min(...stuck)).toBeGreaterThanOrEqual(15)
})

test('histories of one day end at the same instant', () => {
  const ends = ['2026-11-22T00:00:00Z', '2026-11-22T23:59:59Z'].map(now => historyEndOf(new Date(now)).toISOString())
  expect(ends).toEqual(['2026-11-22T00:00:00.000Z', '2026-11-22T00:00:00.000Z'])
})
