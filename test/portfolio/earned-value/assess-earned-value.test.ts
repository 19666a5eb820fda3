import { describe, expect, it } from 'vitest'
import { assessEarnedValue, type EarnedValue } from '../../../src/portfolio/earned-value/assess-earned-value.ts'
import type { EarningFacts } from '../../../src/portfolio/earned-value/earning-facts.ts'
import type { ScopeItem } from '../../../src/portfolio/initiative.ts'
import { growTree } from '../../../src/portfolio/item-tree.ts'
import { finished, item, pointed } from '../facts.ts'
import { earning, planned, rate, worked } from '../plan.ts'

const assess = (items: readonly ScopeItem[], facts: EarningFacts, today: string): EarnedValue =>
  assessEarnedValue(growTree(items), facts, today, new Map())

/** The first items done, the others open; hours are booked on each unless told otherwise. */
const doneUntil = (count: number, day = '2027-05-15', spentHours: number | null = 1) =>
  Array.from({ length: 10 }, (_, index) =>
    index < count ? finished(`i${index + 1}`, day, { spentHours }) : item(`i${index + 1}`, { spentHours }),
  )

describe('earned value of an initiative', () => {
  it('of 4 items done where 5 were planned, for 450 hours at 100, is the textbook case', () => {
    const facts = earning({}, { rates: [rate('100')], efforts: [worked('2027-03-01', 450)] })
    const answer = assess(doneUntil(4), facts, '2027-05-31')
    expect(answer).toMatchObject({
      bac: '100000.00',
      pv: { value: '50000.00' },
      ev: { value: '40000.00' },
      ac: { value: '45000.00' },
      sv: { value: '-10000.00' },
      cv: { value: '-5000.00' },
      spi: { value: 0.8 },
      cpi: { value: 40 / 45 },
      tcpi: { value: 60 / 55 },
      estimates: {
        typical: {
          eac: { value: '112500.00' },
          etc: { value: '67500.00' },
          vac: { value: '-12500.00' },
          vacShare: { value: -0.125 },
        },
        atypical: { eac: { value: '105000.00' } },
        both: { eac: { value: '129375.00' } },
      },
      schedule: { actualTime: 5, earnedSchedule: 4, plannedDuration: 10, finishEstimate: '2028-01-16' },
      cost: { labour: { value: '45000.00' }, coverage: { pricedShare: 1 } },
    })
    expect(answer.schedule?.schedulePerformance.value).toBe(0.8)
  })

  it('that ended a month late has SPI 1 and SPI(t) below 1, that day and ever after', () => {
    const late = doneUntil(10, '2027-11-30')
    for (const today of ['2027-11-30', '2028-11-30']) {
      expect(assess(late, earning(), today)).toMatchObject({
        spi: { value: 1 },
        sv: { value: '0.00' },
        schedule: { actualTime: 11, schedulePerformance: { value: 10 / 11 }, finishEstimate: '2027-11-30' },
      })
    }
  })

  it('gives nothing for what joined after the baseline or has left it, and says how much that is', () => {
    const items = [...doneUntil(2).slice(0, 9), finished('new', '2027-02-01'), item('i9', { state: 'cancelled' })]
    expect(assess(items, earning(), '2027-05-31')).toMatchObject({
      ev: { value: '20000.00' },
      scope: { plannedItems: 10, addedItems: 1, leftItems: 2, leftWeight: '20000.00' },
    })
  })

  it('earns half at the start, or by hours, where the rule says so', () => {
    const started = { startedAt: '2027-01-11T08:00:00.000Z', state: 'in_progress' as const }
    const items = [pointed('i1', 3, { ...started, spentHours: 3, remainingHours: 9 }), finished('i2', '2027-02-01')]
    const earned = (earningRule: '0_100' | '50_50' | 'percent_complete') =>
      assess(items, earning({ earningRule }), '2027-05-31').ev.value
    expect(['0_100', '50_50', 'percent_complete'].map(rule => earned(rule as '0_100'))).toEqual([
      '10000.00',
      '15000.00',
      '12500.00',
    ])
  })

  it('in points has a schedule and no cost, and says why', () => {
    const points = [planned('i1', '2027-01-31', { weight: 8 }), planned('i2', '2027-02-28', { weight: 5 })]
    const facts = earning(
      { unit: 'points', currency: null, items: points, finishDay: '2027-02-28' },
      { rates: [rate('9')] },
    )
    expect(assess(doneUntil(1, '2027-02-10'), facts, '2027-02-28')).toMatchObject({
      bac: '13',
      pv: { value: '13' },
      ev: { value: '8' },
      spi: { value: 8 / 13 },
      ac: { value: null, reason: 'The baseline has no budget in money, so there is no cost to hold against it.' },
      cpi: { value: null },
      cost: null,
    })
  })

  it('of work without an hour or a cost has a cost that is not known, and not 0', () => {
    const { ac, cpi, estimates, cost, series } = assess(doneUntil(3, '2027-05-15', null), earning(), '2027-05-31')
    expect([ac.value, cpi.value, estimates.atypical.eac.value, series[0]?.ac]).toEqual([null, null, null, null])
    expect(cost?.coverage).toMatchObject({ hours: 0, unbookedShare: 1 })
    expect(ac.reason).toContain('nobody books hours')
    expect(assess(doneUntil(0, '', null), earning(), '2027-01-02').ac.value).toBe('0.00')
  })

  it('without a planned day has an earned value and no schedule', () => {
    const facts = earning({ startDay: null, finishDay: null, items: [planned('i1', null), planned('i2', null)] })
    const answer = assess(doneUntil(1), facts, '2027-05-31')
    expect(answer).toMatchObject({
      pv: { value: null },
      ev: { value: '10000.00' },
      schedule: null,
      spi: { value: null },
    })
    expect(answer.pv.reason).toContain('rebaseline with days')
  })

  it('draws what was planned to the end, and what was earned and spent until now', () => {
    const facts = earning({}, { rates: [rate('100')], efforts: [worked('2027-02-01', 10), worked('2027-05-05', 10)] })
    const { series } = assess(doneUntil(1, '2027-02-10'), facts, '2027-05-10')
    expect(series.map(({ day }) => day).slice(3, 6)).toEqual(['2027-04-30', '2027-05-10', '2027-05-31'])
    expect(series[0]).toEqual({ day: '2027-01-31', pv: '10000.00', ev: '0.00', ac: '0.00' })
    expect(series[4]).toEqual({ day: '2027-05-10', pv: '40000.00', ev: '10000.00', ac: '2000.00' })
    expect(series.at(-1)).toEqual({ day: '2027-10-31', pv: '100000.00', ev: null, ac: null })
  })

  it('can be stored as JSON and read back as it was', () => {
    const answer = assess(
      doneUntil(3),
      earning({}, { costs: [{ day: '2027-01-02', currency: 'EUR', amount: '1' }] }),
      '2027-05-31',
    )
    expect(JSON.parse(JSON.stringify(answer))).toEqual(answer)
  })
})
