import { describe, expect, it } from 'vitest'
import { assessEarnedValue, type EarnedValue } from '../../../src/portfolio/earned-value/assess-earned-value.ts'
import type { EarningFacts } from '../../../src/portfolio/earned-value/earning-facts.ts'
import { judgeCost } from '../../../src/portfolio/health/cost-axis.ts'
import { DEFAULT_HEALTH_RULES } from '../../../src/portfolio/health/health.ts'
import { judgeSchedule } from '../../../src/portfolio/health/schedule-axis.ts'
import { addPerformance } from '../../../src/portfolio/health/schedule-performance.ts'
import { growTree } from '../../../src/portfolio/item-tree.ts'
import { finished, item } from '../facts.ts'
import { earning, rate, worked } from '../plan.ts'

const measure = (done: number, facts: EarningFacts, today = '2027-05-31', day = '2027-05-15'): EarnedValue => {
  const booked = { spentHours: facts.efforts.length > 0 ? 0 : null }
  const items = Array.from({ length: 10 }, (_, index) =>
    index < done ? finished(`i${index + 1}`, day, booked) : item(`i${index + 1}`, booked),
  )
  return assessEarnedValue(growTree(items), facts, today, new Map())
}
/** Hours are booked; on which items does not matter here. */
const spent = (hours: number) => earning({}, { rates: [rate('100')], efforts: [worked('2027-02-01', hours)] })
const cost = (earned: EarnedValue | null) => judgeCost(earned, DEFAULT_HEALTH_RULES.cost)

describe('the cost axis', () => {
  it.each([
    [500, 'green', 0, -0.05],
    [525, 'green', -0.05, -0.05],
    [526, 'amber', -0.052, -0.05],
    [550, 'amber', -0.1, -0.05],
    [551, 'red', -0.102, -0.1],
  ] as const)('is, with half earned for %i hours at 100, %s', (hours, colour, value, threshold) => {
    expect(cost(measure(5, spent(hours)))).toMatchObject({ colour, value, threshold, evidenceIds: ['baseline'] })
  })

  it('tells the estimate, the budget and the limit', () => {
    expect(cost(measure(4, spent(450))).reasons).toEqual([
      'It is expected to cost 112500.00 EUR of a budget of 100000.00: 12.5 % over; the limit is 10 % over.',
    ])
  })

  it('is not measured where nobody keeps a budget or nothing was spent', () => {
    expect(cost(null).colour).toBe('not_measured')
    expect(cost(measure(5, earning({ unit: 'points', currency: null }))).colour).toBe('not_measured')
    expect(cost(measure(5, earning()))).toMatchObject({
      colour: 'not_measured',
      reasons: [expect.stringContaining('100 % of what is done was done in trackers where nobody books hours')],
    })
    expect(cost(measure(0, earning()))).toMatchObject({ colour: 'not_measured', reasons: ['Nothing was spent yet.'] })
  })

  it('is grey where hours have no rate, and not green for want of cost', () => {
    const axis = cost(measure(5, earning({}, { efforts: [worked('2027-02-01', 100)] })))
    expect(axis).toMatchObject({ colour: 'grey', value: null })
    expect(axis.reasons[0]).toContain('100 have no rate')
  })

  it('is red when the budget is spent and nothing is earned', () => {
    expect(cost(measure(0, spent(1_100)))).toMatchObject({ colour: 'red', value: -1.1 })
  })
})

describe('the schedule axis with a baseline', () => {
  const schedule = (earned: EarnedValue | null) =>
    addPerformance(judgeSchedule(ACHIEVED, '2027-12-31'), earned, DEFAULT_HEALTH_RULES.schedule)
  const ACHIEVED = [
    {
      milestoneId: 'm',
      name: 'Launch',
      importance: 'normal',
      toleranceDays: 0,
      baselineDay: '2027-10-31',
      currentDay: '2027-11-30',
      forecast: { status: 'cannot_forecast', reason: '' },
      status: 'achieved',
      movedByDays: 30,
    },
  ] as const

  it('is not green where everything is done a month late, although SPI is 1 and all milestones are achieved', () => {
    const late = measure(10, earning(), '2027-12-31', '2027-11-30')
    expect(late.spi.value).toBe(1)
    expect(schedule(null).colour).toBe('green')
    expect(schedule(late)).toMatchObject({
      colour: 'amber',
      value: 10 / 11,
      threshold: 0.95,
      unit: 'index',
      evidenceIds: ['baseline'],
    })
    expect(schedule(late).reasons[0]).toContain('SPI(t) is 0.91, the limit is 0.95')
  })

  it('is red where half of the plan is earned when nearly all was due, and green where it is kept', () => {
    expect(schedule(measure(5, earning(), '2027-09-30')).colour).toBe('red')
    const kept = schedule(measure(5, earning()))
    expect(kept).toMatchObject({ colour: 'green', unit: 'days' })
    expect(kept.reasons).toHaveLength(2)
  })

  it('rests on the milestones alone where the plan has no days', () => {
    expect(schedule(measure(5, earning({ startDay: null, finishDay: null })))).toEqual(schedule(null))
  })
})
