import { describe, expect, it } from 'vitest'
import { addWorkingDays } from '../../../src/portfolio/calendar.ts'
import { NO_DEPENDENCIES } from '../../../src/portfolio/dependency/dependency.ts'
import {
  listPastMilestones,
  measureHitRates,
  pinball,
  type ScoredForecast,
  scorePast,
} from '../../../src/portfolio/forecast/backtest.ts'
import type { ScopeItem } from '../../../src/portfolio/initiative.ts'
import { date, finished, item, milestone, tracker } from '../facts.ts'

/** A Monday. */
const FIRST = '2027-01-04'
const ids = (items: readonly ScopeItem[]) => items.map(({ id }) => id)
const steady = (count: number) =>
  Array.from({ length: count }, (_, index) => finished(`i${index}`, addWorkingDays(FIRST, index)))

describe('a milestone of the past', () => {
  const items = steady(21)
  it('is looked at half way between its first and its last finished item', () => {
    expect(listPastMilestones(items, [milestone('m', { name: 'One', itemIds: ids(items) })])).toEqual([
      { milestoneId: 'm', name: 'One', halfWayDay: '2027-01-18', finishedDay: '2027-02-01' },
    ])
  })

  it('is not, while one of its items is open or with fewer than ten', () => {
    const open = [...items, item('open')]
    expect(listPastMilestones(open, [milestone('m', { itemIds: ids(open) })])).toEqual([])
    expect(listPastMilestones(items, [milestone('m', { itemIds: ids(items).slice(0, 9) })])).toEqual([])
  })
})

describe('a forecast of the past', () => {
  const past = { milestoneId: 'm', name: 'One', halfWayDay: '2027-02-01', finishedDay: '2027-03-01' }
  const facts = (items: readonly ScopeItem[]) => ({
    items,
    facts: {
      ...{ id: 'a', name: 'A', trackers: [tracker('jira')], dependencies: NO_DEPENDENCIES },
      milestones: [milestone('m', { dates: [date('2027-03-01', '2026-10-01')], itemIds: ids(items) })],
    },
  })
  const options = { seed: 1, runs: 500 }

  it('of a steady team is exact, as is the naive one, and loses nothing when it comes true', () => {
    const items = [...steady(20), ...Array.from({ length: 20 }, (_, index) => item(`open${index}`))]
    expect(scorePast(past, facts(items), options)).toEqual({
      ...past,
      status: 'forecast',
      p50: '2027-03-01',
      p80: '2027-03-01',
      naiveDay: '2027-03-01',
      loss: 0,
      naiveLoss: 0,
    })
  })

  it('is not made of what was done already, not there yet or too thin', () => {
    const reason = (items: readonly ScopeItem[], id = 'm') => {
      const scored = scorePast({ ...past, milestoneId: id }, facts(items), options)
      return scored.status === 'cannot_forecast' ? scored.reason : null
    }
    expect(reason(steady(20))).toBe('All its items known then were done already.')
    expect(reason(steady(20), 'other')).toBe('The milestone was not there yet.')
    expect(reason([...steady(3), item('open')])).toContain('finished 3 items')
  })
})

it('hit rates count what was finished by the day, and leave out what could not be forecast', () => {
  const base = { milestoneId: 'm', name: 'One', halfWayDay: '2027-01-04' }
  const made = (finishedDay: string): ScoredForecast => ({
    ...{ ...base, finishedDay, status: 'forecast', p50: '2027-01-10', p80: '2027-01-20' },
    ...{ naiveDay: '2027-01-08', loss: 2, naiveLoss: 4 },
  })
  const none: ScoredForecast = { ...base, finishedDay: '2027-01-10', status: 'cannot_forecast', reason: 'Thin.' }
  expect(
    measureHitRates([made('2027-01-10'), made('2027-01-11'), made('2027-01-20'), made('2027-01-21'), none]),
  ).toEqual({
    forecasts: 4,
    withoutForecast: 1,
    p50: 0.25,
    p80: 0.75,
    meanLoss: 2,
    meanNaiveLoss: 4,
  })
  expect(measureHitRates([none])).toMatchObject({ forecasts: 0, p50: null, p80: null, meanLoss: null })
})

it('the pinball loss of a high percentile weighs being too early more', () => {
  expect([pinball(10, 15, 0.8), pinball(15, 10, 0.8), pinball(10, 15, 0.5), pinball(10, 10, 0.8)]).toEqual([
    4,
    expect.closeTo(1),
    2.5,
    0,
  ])
})
