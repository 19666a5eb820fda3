import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type FreezeOptions, freezeBaseline } from '../../../src/portfolio/earned-value/freeze-baseline.ts'
import { drawPlan, measurePlannedValue } from '../../../src/portfolio/earned-value/planned-value.ts'
import type { PlannedDays } from '../../../src/portfolio/item-plan.ts'
import { date, finished, initiative, item, milestone, pointed, task, tracker } from '../facts.ts'

const OPTIONS: FreezeOptions = {
  budget: null,
  earningRule: '0_100',
  planRule: 'at_finish',
  period: null,
  startDay: null,
  finishDay: null,
}
const EUR = { minor: 1_000_000, currency: 'EUR' }

const plan = (id: string, set: Partial<PlannedDays> = {}): PlannedDays => ({
  id,
  identityId: null,
  startDay: null,
  targetDay: null,
  iterationStartDay: null,
  iterationEndDay: null,
  ...set,
})

describe('a baseline', () => {
  it('takes the day of an item from its own date, else its iteration, else its milestone; of a finished one, the day it was done', () => {
    const facts = initiative({
      items: [pointed('a', 1), pointed('b', 1), pointed('c', 1), finished('d', '2027-01-04'), pointed('e', 1)],
      trackers: [tracker('jira')],
      milestones: [
        milestone('late', { dates: [date('2027-06-30', '2026-10-01')], itemIds: ['c'] }),
        milestone('soon', { dates: [date('2027-05-31', '2026-10-01')], itemIds: ['a', 'b', 'c'] }),
      ],
    })
    const iteration = { iterationStartDay: '2027-02-01', iterationEndDay: '2027-02-14' }
    const frozen = freezeBaseline(
      facts,
      [
        plan('a', { targetDay: '2027-03-01', ...iteration }),
        plan('b', iteration),
        plan('d', { targetDay: '2027-04-01' }),
      ],
      OPTIONS,
    )
    expect(frozen.items.map(each => [each.workItemId, each.startDay, each.finishDay, each.finishFrom])).toEqual([
      ['a', '2027-02-01', '2027-03-01', 'target'],
      ['b', '2027-02-01', '2027-02-14', 'iteration'],
      ['c', null, '2027-05-31', 'milestone'],
      ['d', null, '2027-01-04', 'done'],
      ['e', null, null, null],
    ])
    expect(frozen).toMatchObject({ startDay: '2027-01-04', finishDay: '2027-05-31', period: 'week' })
  })

  it('weighs items in points as they are; one that nobody estimated gets the median', () => {
    const items = [
      pointed('a', 1),
      pointed('b', 5),
      pointed('c', 3),
      pointed('d', null),
      pointed('e', 8, { state: 'cancelled' }),
    ]
    const frozen = freezeBaseline(initiative({ items, trackers: [tracker('jira')] }), [], OPTIONS)
    expect(frozen).toMatchObject({ unit: 'points', currency: null, total: 12 })
    expect(frozen.items.map(({ weight }) => weight)).toEqual([1, 5, 3, 3])
  })

  it('weighs items of two trackers in percent, by the weight of each tracker', () => {
    const facts = initiative({
      items: [pointed('a', 30), pointed('b', 10), task('t', 8)],
      trackers: [tracker('jira', { weight: 3 }), tracker('azure', { weight: 1 })],
    })
    const frozen = freezeBaseline(facts, [], OPTIONS)
    expect(frozen).toMatchObject({ unit: 'percent', total: 100 })
    expect(frozen.items.map(({ weight }) => weight)).toEqual([56.25, 18.75, 25])
  })

  it('counts items where nothing is estimated', () => {
    const frozen = freezeBaseline(
      initiative({ items: [item('a'), item('b')], trackers: [tracker('jira')] }),
      [],
      OPTIONS,
    )
    expect(frozen).toMatchObject({ unit: 'items', total: 2 })
  })

  it('gives out the whole budget and not a cent more, whatever the estimates', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.nat(13)), { minLength: 1, maxLength: 40 }),
        fc.nat(100_000_000),
        (points, minor) => {
          const items = points.map((value, index) => pointed(`i${index}`, value))
          const facts = initiative({ items, trackers: [tracker('jira')] })
          const frozen = freezeBaseline(facts, [], { ...OPTIONS, budget: { minor, currency: 'EUR' } })
          expect(frozen.items.reduce((sum, each) => sum + each.weight, 0)).toBe(minor)
          expect(frozen).toMatchObject({ unit: 'money', total: minor })
        },
      ),
    )
  })

  it('of nothing is empty and plans for no day', () => {
    const frozen = freezeBaseline(initiative(), [], { ...OPTIONS, budget: EUR })
    expect(frozen).toMatchObject({ items: [], startDay: null, finishDay: null })
    expect(drawPlan(frozen)).toEqual([])
    expect(measurePlannedValue(frozen, '2027-01-01').value).toBeNull()
  })
})

describe('planned value', () => {
  const frozen = (set: Partial<FreezeOptions>) =>
    freezeBaseline(
      initiative({ items: [pointed('a', 4), pointed('b', 6)], trackers: [tracker('jira')] }),
      [
        plan('a', { startDay: '2027-01-01', targetDay: '2027-01-04', iterationEndDay: '2027-01-07' }),
        plan('b', { startDay: '2027-01-05', targetDay: '2027-01-14', iterationEndDay: '2027-01-14' }),
      ],
      { ...OPTIONS, ...set },
    )
  const valueOn = (set: Partial<FreezeOptions>, ...days: readonly string[]) =>
    days.map(day => measurePlannedValue(frozen(set), day).value)

  it('comes when an item is due, or evenly from its start', () => {
    expect(valueOn({}, '2027-01-03', '2027-01-04', '2027-01-13', '2027-01-14')).toEqual([0, 4, 4, 10])
    expect(valueOn({ planRule: 'linear' }, '2027-01-03', '2027-01-09', '2027-01-31')).toEqual([3, 7, 10])
  })

  it('comes in equal parts with the iterations, as AgileEVM plans', () => {
    expect(valueOn({ planRule: 'iterations' }, '2027-01-06', '2027-01-07', '2027-01-14')).toEqual([0, 5, 10])
  })

  it('is drawn at the end of each period, and whole at the planned duration', () => {
    expect(drawPlan(frozen({}))).toEqual([
      { time: 0, value: 0 },
      { time: 1, value: 4 },
      { time: 2, value: 10 },
    ])
    expect(drawPlan(frozen({ period: 'month' }))).toEqual([
      { time: 0, value: 0 },
      { time: 14 / 31, value: 10 },
    ])
  })
})
