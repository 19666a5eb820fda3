import { expect, test } from 'vitest'
import { takeTurns } from '../../../jobs/reading/take-turns.ts'

const DAY_MS = 86_400_000
const list = (count: number) => Array.from({ length: count }, (_, nth) => ({ externalId: String(10_000 + nth) }))
const on = (day: number) => new Date(Date.UTC(2026, 10, 2) + day * DAY_MS)

test('few are asked for every day', () => {
  expect(takeTurns(list(20_000), on(0))).toHaveLength(20_000)
  expect(takeTurns([], on(0))).toEqual([])
})

test.each([30_000, 100_000, 200_000])(
  'of %i each has its turn once in a week, and no day takes most of them',
  count => {
    const all = list(count)
    const days = Math.min(7, Math.ceil(count / 20_000))
    const turns = Array.from({ length: days }, (_, day) => takeTurns(all, on(day)))
    expect(new Set(turns.flat()).size).toBe(count)
    for (const turn of turns) expect(turn.length).toBeLessThan((count / days) * 1.2)
  },
)
