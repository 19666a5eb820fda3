import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addDays,
  addWorkingDays,
  dayOf,
  daysBetween,
  isDay,
  isWorkingDay,
  workingDaysBetween,
} from '../../src/portfolio/calendar.ts'

const anyDay = fc.integer({ min: -20_000, max: 40_000 }).map(days => addDays('2000-01-01', days))

describe('the calendar', () => {
  it.each([
    ['2027-01-24', true],
    ['2028-02-29', true],
    ['2027-02-29', false],
    ['2027-13-01', false],
    ['2027-1-1', false],
    ['2027-01-24T00:00:00Z', false],
    ['', false],
  ])('says whether %j is a day that exists', (text, expected) => {
    expect(isDay(text)).toBe(expected)
  })

  it.each([
    ['2027-01-24T23:59:59.999Z', '2027-01-24'],
    ['2027-01-24T23:30:00-08:00', '2027-01-25'],
    ['2027-01-24T03:00:00+14:00', '2027-01-23'],
  ])('takes the UTC day of the instant %s', (instant, expected) => {
    expect(dayOf(instant)).toBe(expected)
  })

  it.each([
    ['2027-01-24', '2027-02-11', 18],
    ['2027-02-11', '2027-01-24', -18],
    ['2028-02-28', '2028-03-01', 2],
    ['2027-03-27', '2027-03-29', 2],
  ])('counts from %s to %s %i days, whatever the clocks do', (from, to, expected) => {
    expect(daysBetween(from, to)).toBe(expected)
  })

  it.each([
    ['2027-01-22', '2027-01-25', 1],
    ['2027-01-23', '2027-01-25', 1],
    ['2027-01-22', '2027-01-24', 0],
    ['2027-01-18', '2027-01-29', 9],
    ['2027-01-25', '2027-01-22', -1],
    ['1969-12-26', '1970-01-02', 5],
  ])('counts from %s to %s %i working days', (from, to, expected) => {
    expect(workingDaysBetween(from, to)).toBe(expected)
  })

  it.each([
    ['2027-01-22', 1, '2027-01-25'],
    ['2027-01-23', 1, '2027-01-25'],
    ['2027-01-23', 0, '2027-01-23'],
    ['2027-01-23', -1, '2027-01-22'],
    ['2027-01-25', -1, '2027-01-22'],
    ['2027-01-18', 10, '2027-02-01'],
  ])('adds to %s %i working days and gets %s', (day, days, expected) => {
    expect(addWorkingDays(day, days)).toBe(expected)
  })

  it('lands on the nearest working day that is that many working days away', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 1, max: 2_000 }), (day, days) => {
        const later = addWorkingDays(day, days)
        expect(isWorkingDay(later)).toBe(true)
        expect(workingDaysBetween(day, later)).toBe(days)
        if (isWorkingDay(day)) expect(addWorkingDays(later, -days)).toBe(day)
      }),
    )
  })

  it('agrees with counting day by day', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 0, max: 60 }), (from, days) => {
        let expected = 0
        for (let offset = 1; offset <= days; offset += 1) if (isWorkingDay(addDays(from, offset))) expected += 1
        expect(workingDaysBetween(from, addDays(from, days))).toBe(expected)
      }),
    )
  })
})
