import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays } from '../../../src/portfolio/calendar.ts'
import {
  baselineOf,
  findSilentSlip,
  listSlips,
  type MilestoneState,
  measureSlips,
  measureVariance,
  statusOf,
} from '../../../src/portfolio/milestone/milestone.ts'
import { date } from '../facts.ts'

const TODAY = '2027-01-11'
const today = { day: TODAY, latest: TODAY }

function state(set: Partial<MilestoneState> = {}): MilestoneState {
  return {
    baselineDay: '2027-01-24',
    currentDay: '2027-01-24',
    actualDay: null,
    toleranceDays: 0,
    p80: '2027-01-20',
    ...set,
  }
}

describe('the status of a milestone', () => {
  it.each<[string, Partial<MilestoneState>, string]>([
    ['on track while P80 lies before its date', {}, 'on_track'],
    ['on track on the very day', { currentDay: TODAY, baselineDay: TODAY, p80: TODAY }, 'on_track'],
    ['not said to be on track without a forecast', { p80: null }, 'not_forecast'],
    ['at risk when P80 lies a day after its date', { p80: '2027-01-25' }, 'at_risk'],
    ['slipped when its date lies after the baseline', { currentDay: '2027-01-25' }, 'slipped'],
    ['not slipped within the tolerance', { currentDay: '2027-01-27', toleranceDays: 3 }, 'on_track'],
    ['slipped one day beyond the tolerance', { currentDay: '2027-01-28', toleranceDays: 3 }, 'slipped'],
    ['not slipped when it was pulled in', { currentDay: '2027-01-22' }, 'on_track'],
    ['slipped rather than at risk when it is both', { currentDay: '2027-01-25', p80: '2027-02-01' }, 'slipped'],
    ['missed when its date has passed, never quietly done', { currentDay: '2027-01-10' }, 'missed'],
    ['missed rather than slipped when it is both', { baselineDay: '2026-12-01', currentDay: '2027-01-10' }, 'missed'],
    ['achieved, however late', { currentDay: '2026-12-01', actualDay: TODAY }, 'achieved'],
    ['not achieved by an actual day in the future', { actualDay: '2027-01-12' }, 'on_track'],
    ['without a date when it has none', { currentDay: null }, 'no_date'],
    ['achieved even without a date', { currentDay: null, actualDay: '2027-01-05' }, 'achieved'],
  ])('is %s', (_, set, expected) => {
    expect(statusOf(state(set), today)).toBe(expected)
  })
})

describe('a silent slip', () => {
  it.each<[string, Partial<MilestoneState>, number | null]>([
    ['is the days from the date to P80', { p80: '2027-02-11' }, 18],
    ['is none within the tolerance', { p80: '2027-01-27', toleranceDays: 3 }, null],
    ['is none when P80 holds', { p80: '2027-01-24' }, null],
    [
      'is there also after an earlier move, when P80 passes the new date as well',
      { currentDay: '2027-02-01', p80: '2027-02-11' },
      10,
    ],
    ['is none once the date has passed and everybody sees it', { currentDay: '2027-01-10', p80: '2027-02-11' }, null],
    ['is none for an achieved milestone', { actualDay: '2027-01-10', p80: '2027-02-11' }, null],
    ['is none without a forecast', { p80: null }, null],
  ])('%s', (_, set, expected) => {
    expect(findSilentSlip(state(set), today)).toBe(expected)
  })
})

describe('the baseline', () => {
  it('is what the PMO set', () => {
    expect(baselineOf([date('2027-01-24', '2026-10-01')], '2027-01-10')).toBe('2027-01-10')
  })

  it('is the first date anybody gave when the PMO set none', () => {
    expect(
      baselineOf([date(null, '2026-10-01'), date('2027-01-24', '2026-10-02'), date('2027-03-01', '2026-12-01')], null),
    ).toBe('2027-01-24')
  })

  it('is unknown while there was never a date', () => {
    expect(baselineOf([date(null, '2026-10-01')], null)).toBeNull()
  })
})

describe('the moves of a date', () => {
  it('are told with from, to, days, who and when, later and earlier alike', () => {
    const slips = listSlips([
      date('2027-01-24', '2026-10-01', 'ana'),
      date('2027-02-11', '2026-11-05', 'ben'),
      date('2027-02-01', '2026-12-01', 'ana'),
    ])
    expect(slips).toEqual([
      {
        from: '2027-01-24',
        to: '2027-02-11',
        movedByDays: 18,
        at: '2026-11-05T10:00:00.000Z',
        byPersonId: 'ben',
        cumulativeDays: 18,
      },
      {
        from: '2027-02-11',
        to: '2027-02-01',
        movedByDays: -10,
        at: '2026-12-01T10:00:00.000Z',
        byPersonId: 'ana',
        cumulativeDays: 8,
      },
    ])
  })

  it('are both kept when a date was moved twice in one day and back', () => {
    const slips = listSlips([
      date('2027-01-24', '2026-10-01'),
      date('2027-02-24', '2026-11-05'),
      date('2027-01-24', '2026-11-05'),
    ])
    expect(slips.map(slip => [slip.movedByDays, slip.cumulativeDays])).toEqual([
      [31, 31],
      [-31, 0],
    ])
  })

  it('are none when the first date is given, and none when it is said again', () => {
    expect(
      listSlips([date(null, '2026-10-01'), date('2027-01-24', '2026-10-02'), date('2027-01-24', '2026-11-02')]),
    ).toEqual([])
  })

  it('are not hidden by removing the date in between', () => {
    const slips = listSlips([
      date('2027-01-24', '2026-10-01'),
      date(null, '2026-11-01'),
      date('2027-02-24', '2026-11-02'),
    ])
    expect(slips.map(slip => [slip.from, slip.to, slip.movedByDays, slip.cumulativeDays])).toEqual([
      ['2027-01-24', null, null, null],
      [null, '2027-02-24', 31, 31],
    ])
  })

  it('add up to the distance between the first and the last date', () => {
    const anyDate = fc.option(fc.integer({ min: 0, max: 700 }), { freq: 4 })
    fc.assert(
      fc.property(fc.array(anyDate, { maxLength: 12 }), offsets => {
        const dates = offsets.map(offset => date(offset === null ? null : addDays('2027-01-01', offset), '2026-10-01'))
        const known = offsets.filter(offset => offset !== null)
        const total = listSlips(dates).reduce((sum, slip) => sum + (slip.movedByDays ?? 0), 0)
        expect(total).toBe((known.at(-1) ?? 0) - (known[0] ?? 0))
      }),
    )
  })
})

describe('slip metrics', () => {
  it('tell the total, the last move, the number of moves and the pace of slipping', () => {
    const dates = [date('2027-01-24', '2026-10-03'), date('2027-02-11', '2026-11-05'), date('2027-02-13', '2026-12-01')]
    const state = { baselineDay: '2027-01-24', currentDay: '2027-02-13', slips: listSlips(dates) }
    expect(measureSlips(state, '2026-10-03', TODAY)).toEqual({ totalDays: 20, lastDays: 2, moves: 2, velocity: 0.2 })
  })

  it('are unknown where there is no date, not 0', () => {
    expect(measureSlips({ baselineDay: null, currentDay: null, slips: [] }, null, TODAY)).toEqual({
      totalDays: null,
      lastDays: null,
      moves: 0,
      velocity: null,
    })
  })
})

it('schedule variance is told in calendar and in working days', () => {
  expect(measureVariance('2027-01-22', '2027-02-01')).toEqual({ calendarDays: 10, workingDays: 6 })
})
