import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, addWorkingDays } from '../../../src/portfolio/calendar.ts'
import type { Forecast } from '../../../src/portfolio/forecast/forecast.ts'
import { forecastMilestones } from '../../../src/portfolio/forecast/milestone-forecast.ts'
import type { InitiativeFacts, ScopeItem } from '../../../src/portfolio/initiative.ts'
import { growTree } from '../../../src/portfolio/item-tree.ts'
import { date, finished, initiative, item, milestone, tracker } from '../facts.ts'

/** A Monday. */
const TODAY = '2027-01-11'
type Forecasted = Extract<Forecast, { status: 'forecast' }>

/** So many items a working day were finished, over so many working days up to yesterday. */
function history(perDay: number, days: number, set: Partial<ScopeItem> = {}): ScopeItem[] {
  return Array.from({ length: days * perDay }, (_, index) =>
    finished(
      `done-${set.connectionId ?? 'jira'}-${index}`,
      addWorkingDays(TODAY, -1 - Math.floor(index / perDay)),
      set,
    ),
  )
}

function openItems(count: number, prefix = 'open', set: Partial<ScopeItem> = {}): ScopeItem[] {
  return Array.from({ length: count }, (_, index) => item(`${prefix}-${index}`, set))
}

function forecast(facts: Partial<InitiativeFacts>, id = 'm', seed = 1): Forecast {
  const known = initiative({ trackers: [tracker('jira'), tracker('azure')], ...facts })
  const { forecasts } = forecastMilestones(growTree(known.items), known, { today: TODAY, seed, runs: 10_000 })
  return forecasts.get(id) ?? { status: 'cannot_forecast', reason: 'test: no such milestone' }
}

function due(day: string | null, items: readonly ScopeItem[], id = 'm') {
  return milestone(id, { dates: [date(day, '2026-10-01')], itemIds: items.map(entry => entry.id) })
}

function expectForecast(answer: Forecast): Forecasted {
  if (answer.status !== 'forecast') throw new Error(answer.reason)
  return answer
}

describe('a forecast', () => {
  it('of a team that finishes exactly one item a day takes one working day for each', () => {
    const items = [...history(1, 30), ...openItems(10)]
    const answer = expectForecast(forecast({ items, milestones: [due('2027-01-25', items)] }))
    const last = addWorkingDays(TODAY, 10)
    expect(answer).toMatchObject({
      p50: last,
      p80: last,
      p95: last,
      probabilityByTarget: 1,
      remaining: 10,
      ahead: 0,
      runs: 10_000,
    })
  })

  it('says how likely the date is', () => {
    const items = [...history(1, 30), ...openItems(10)]
    expect(forecast({ items, milestones: [due('2027-01-22', items)] })).toMatchObject({ probabilityByTarget: 0 })
    expect(forecast({ items, milestones: [due(null, items)] })).toMatchObject({ probabilityByTarget: null })
  })

  it('measures the pace from the first finished item on: what a team needs until then is not repeated', () => {
    const begun = (day: string) => {
      const startedAt = `${day}T08:00:00.000Z`
      const items = [...history(1, 20), ...openItems(10)].map(entry => ({ ...entry, startedAt }))
      return forecast({ items, milestones: [due('2027-01-25', items)] })
    }
    expect(begun('2026-11-02')).toEqual(begun('2026-12-14'))
  })

  it('spreads when the days differ', () => {
    const bursts = Array.from({ length: 40 }, (_, index) =>
      finished(`d${index}`, addWorkingDays(TODAY, -4 * (1 + (index % 10)))),
    )
    const items = [...bursts, ...openItems(20)]
    const answer = expectForecast(forecast({ items, milestones: [due('2027-02-08', items)] }))
    expect(answer.p50 < answer.p80 && answer.p80 < answer.p95).toBe(true)
    expect(answer.probabilityByTarget).toBeGreaterThan(0.5)
    expect(answer.probabilityByTarget).toBeLessThan(1)
  })

  it('with nothing left to do names the day the last item was finished', () => {
    const items = history(1, 12)
    expect(forecast({ items, milestones: [due('2027-01-25', items)] })).toMatchObject({
      p50: '2027-01-08',
      p95: '2027-01-08',
      probabilityByTarget: 1,
      remaining: 0,
    })
  })

  it('needs no history when nothing is left to do', () => {
    const items = [finished('only', '2026-12-01')]
    expect(forecast({ items, milestones: [due('2027-01-25', items)] })).toMatchObject({
      status: 'forecast',
      p80: '2026-12-01',
    })
  })

  it('counts an item with an unmapped status as open, and a cancelled one not at all', () => {
    const items = [...history(1, 30), item('odd', { state: null }), item('gone', { state: 'cancelled' })]
    expect(forecast({ items, milestones: [due('2027-01-25', items)] })).toMatchObject({
      remaining: 1,
      p80: '2027-01-12',
    })
  })

  it('takes what is below a linked epic for its items', () => {
    const epic = item('epic', { level: 1, kind: 'epic' })
    const items = [...history(1, 30), epic, ...openItems(4, 'story', { parentId: 'epic' })]
    expect(forecast({ items, milestones: [due('2027-01-25', [epic])] })).toMatchObject({ remaining: 4 })
  })

  it('waits for the slower of two trackers', () => {
    const items = [
      ...history(2, 30),
      ...history(1, 30, { connectionId: 'azure' }),
      ...openItems(10),
      ...openItems(10, 'azure-open', { connectionId: 'azure' }),
    ]
    expect(forecast({ items, milestones: [due('2027-01-25', items)] })).toMatchObject({
      p50: addWorkingDays(TODAY, 10),
      remaining: 20,
    })
  })

  it('puts the open items of an earlier milestone first', () => {
    const [first, second] = [openItems(5, 'first'), openItems(5, 'second')]
    const items = [...history(1, 30), ...first, ...second]
    const milestones = [due('2027-01-20', first, 'one'), due('2027-02-20', second, 'two')]
    expect(forecast({ items, milestones }, 'one')).toMatchObject({
      p80: addWorkingDays(TODAY, 5),
      remaining: 5,
      ahead: 0,
    })
    expect(forecast({ items, milestones }, 'two')).toMatchObject({
      p80: addWorkingDays(TODAY, 10),
      remaining: 5,
      ahead: 5,
    })
  })

  it('does not wait for a milestone given up long ago', () => {
    const [abandoned, current] = [openItems(50, 'old'), openItems(5, 'new')]
    const items = [...history(1, 30), ...abandoned, ...current]
    const milestones = [due('2026-03-01', abandoned, 'old'), due('2027-02-20', current, 'new')]
    expect(forecast({ items, milestones }, 'new')).toMatchObject({ ahead: 0, p80: addWorkingDays(TODAY, 5) })
  })

  it('repeats the growth of the scope while work went on', () => {
    const late = openItems(15, 'late').map((entry, index) => ({
      ...entry,
      inScopeSince: `${addWorkingDays(TODAY, -1 - 2 * index)}T08:00:00.000Z`,
    }))
    const items = [...history(1, 40), ...openItems(5), ...late]
    const grown = expectForecast(forecast({ items, milestones: [due('2027-03-01', items)] }))
    const steady = items.map(entry => ({ ...entry, inScopeSince: '2026-01-05T08:00:00.000Z' }))
    const still = expectForecast(forecast({ items: steady, milestones: [due('2027-03-01', steady)] }))
    expect(still.p80).toBe(addWorkingDays(TODAY, 20))
    expect(grown.p80 > addWorkingDays(TODAY, 25)).toBe(true)
  })

  it('does not take the day a scope was planned for growth that goes on', () => {
    const planned = openItems(30, 'planned').map(entry => ({ ...entry, inScopeSince: '2026-12-14T08:00:00.000Z' }))
    const items = [...history(1, 40), ...planned]
    expect(forecast({ items, milestones: [due('2027-03-01', items)] })).toMatchObject({
      p80: addWorkingDays(TODAY, 30),
    })
  })

  it('that lies beyond three years says the horizon and a probability of 0', () => {
    const items = [...history(1, 10), ...openItems(5_000)]
    const answer = expectForecast(forecast({ items, milestones: [due('2027-03-01', items)] }))
    expect(answer.p50).toBe(answer.horizonDay)
    expect(answer.probabilityByTarget).toBe(0)
  })
})

describe('no forecast is made', () => {
  it.each<[string, readonly ScopeItem[], string]>([
    [
      'of fewer than five finished items',
      [...history(1, 4), finished('old', '2026-10-01'), ...openItems(3)],
      'Jira Cloud finished 4 items in the last 60 working days; a forecast needs at least 5.',
    ],
    [
      'of fewer than ten working days',
      [...history(3, 9), ...openItems(3)],
      'Jira Cloud has 9 working days of history; a forecast needs at least 10.',
    ],
    [
      'when nothing was ever begun',
      openItems(3),
      'Jira Cloud has 0 working days of history; a forecast needs at least 10.',
    ],
    ['when all its items were cancelled', [item('gone', { state: 'cancelled' })], 'None of its items is in scope.'],
    ['when no items are linked', [], 'No items are linked to it.'],
  ])('%s, and the reason is told', (_, items, reason) => {
    expect(forecast({ items, milestones: [due('2027-01-25', items)] })).toEqual({ status: 'cannot_forecast', reason })
  })

  it('by the pace of its few linked items, but by that of the tracker where this is known', () => {
    const open = openItems(3)
    const items = [...history(1, 30), ...open]
    expect(forecast({ items, milestones: [due('2027-01-25', open)] })).toMatchObject({ p80: addWorkingDays(TODAY, 3) })
  })
})

describe('for any history', () => {
  const anyHistory = fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 60 })
  const build = (ages: readonly number[], open: number): readonly ScopeItem[] => [
    ...ages.map((age, index) => finished(`d${index}`, addDays(TODAY, -age))),
    ...openItems(open),
  ]
  const answerTo = (ages: readonly number[], open: number, seed: number): Forecast => {
    const items = build(ages, open)
    const known = initiative({ items, trackers: [tracker('jira')], milestones: [due('2027-02-01', items)] })
    const { forecasts: answers } = forecastMilestones(growTree(items), known, { today: TODAY, seed, runs: 300 })
    return answers.get('m') ?? { status: 'cannot_forecast', reason: 'test' }
  }

  it('percentiles are in order and after today, and the same seed gives the same answer', () => {
    fc.assert(
      fc.property(anyHistory, fc.integer({ min: 1, max: 80 }), fc.nat(), (ages, open, seed) => {
        const answer = answerTo(ages, open, seed)
        expect(answerTo(ages, open, seed)).toEqual(answer)
        if (answer.status === 'cannot_forecast') return
        expect(TODAY < answer.p50 && answer.p50 <= answer.p80 && answer.p80 <= answer.p95).toBe(true)
        expect(answer.p95 <= answer.horizonDay).toBe(true)
      }),
    )
  })

  it('more history never turns a forecast into none', () => {
    fc.assert(
      fc.property(anyHistory, anyHistory, (ages, more) => {
        const before = answerTo(ages, 5, 1).status
        const after = answerTo([...ages, ...more], 5, 1).status
        if (before === 'forecast') expect(after).toBe('forecast')
      }),
    )
  })
})
