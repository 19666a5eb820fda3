import fc from 'fast-check'
import { expect, it } from 'vitest'
import { addDays } from '../../../src/portfolio/calendar.ts'
import { dayAfterPeriods, PERIODS, periodStart, periodsUntil } from '../../../src/portfolio/earned-value/period.ts'

it.each([
  ['2027-01-01', 'month', '2027-04-30', 4],
  ['2027-01-01', 'month', '2027-02-14', 1.5],
  ['2027-01-31', 'month', '2027-02-27', 1],
  ['2027-03-15', 'week', '2027-03-21', 1],
  ['2027-03-15', 'week', '2027-03-14', 0],
  ['2027-03-15', 'month', '2027-02-14', -1],
] as const)('from %s in %ss, the end of %s is %f', (start, period, day, periods) => {
  expect(periodsUntil(start, period, day)).toBe(periods)
})

it('periods begin on the day of the plan, on the last of a month that is too short', () => {
  expect([0, 1, 2, 13].map(index => periodStart('2027-01-31', 'month', index))).toEqual([
    '2027-01-31',
    '2027-02-28',
    '2027-03-31',
    '2028-02-29',
  ])
})

it('a day is found again from the time that has passed at its end', () => {
  fc.assert(
    fc.property(fc.nat(4_000), fc.nat(2_000), fc.constantFrom(...PERIODS), (offset, length, period) => {
      const start = addDays('2026-01-01', offset)
      const day = addDays(start, length)
      expect(dayAfterPeriods(start, period, periodsUntil(start, period, day))).toBe(day)
    }),
  )
})
