import { describe, expect, it } from 'vitest'
import { measureActualCost, type SpendFacts } from '../../../src/portfolio/earned-value/actual-cost.ts'
import { rate, spend, worked } from '../plan.ts'

const cost = (facts: Partial<SpendFacts>, days: readonly string[] = [], unbookedShare = 0) =>
  measureActualCost(spend(facts), { currency: 'EUR', today: '2027-06-30', days, unbookedShare })

describe('actual cost', () => {
  it('prices hours by the rate of the day they were worked, and adds what was paid besides', () => {
    const rates = [rate('100', { validTo: '2027-03-31' }), rate('110', { validFrom: '2027-04-01' })]
    const efforts = [worked('2027-03-31', 10), worked('2027-04-01', 10)]
    const answer = cost({ rates, efforts, costs: [{ day: '2027-05-01', currency: 'EUR', amount: '500.50' }] }, [
      '2027-03-31',
      '2027-04-30',
      '2027-05-31',
    ])
    expect(answer).toMatchObject({
      total: { value: 260_050 },
      labour: { value: 210_000 },
      other: { value: 50_050 },
      coverage: { hours: 20, pricedHours: 20, pricedShare: 1, reason: null },
      atEndOf: [100_000, 210_000, 260_050],
    })
  })

  it('takes the rate of a person before that of their role, and that before the rate of everybody', () => {
    const rates = [
      rate('60'),
      rate('80', { role: 'Developer' }),
      rate('120', { personId: 'amara', validFrom: '2027-02-01' }),
    ]
    const roles = [{ personId: 'amara', role: 'Developer', validFrom: '2027-01-15', validTo: null }]
    const hour = (day: string, personId: string | null = 'amara') =>
      cost({ rates, roles, efforts: [worked(day, 1, personId)] }).total.value
    expect([hour('2027-01-14'), hour('2027-01-31'), hour('2027-02-01'), hour('2027-02-01', 'wei')]).toEqual([
      6_000, 8_000, 12_000, 6_000,
    ])
    expect(hour('2027-02-01', null)).toBe(6_000)
  })

  it('lets the last word about a day hold, also one that takes a rate back', () => {
    const own = { personId: 'amara' }
    const efforts = [worked('2027-02-01', 1)]
    expect(cost({ efforts, rates: [rate('100', own), rate('90', own)] }).total.value).toBe(9_000)
    expect(cost({ efforts, rates: [rate('70'), rate('100', own), rate(null, own)] }).total.value).toBe(7_000)
  })

  it('is unknown while more than a tenth of the hours has no rate: every index would look too good', () => {
    const rates = [rate('100', { personId: 'amara' })]
    const mostly = cost({ rates, efforts: [worked('2027-02-01', 95), worked('2027-02-01', 5, 'wei')] })
    expect(mostly).toMatchObject({ total: { value: 950_000 }, coverage: { unratedHours: 5, pricedShare: 0.95 } })
    expect(mostly.coverage.reason).toContain('Only 95 % of 100 hours have a cost: 5 have no rate.')
    const half = cost({ rates, efforts: [worked('2027-02-01', 50), worked('2027-02-01', 50, 'wei')] })
    expect(half.total.value).toBeNull()
    expect(half.total.reason).toContain('Enter rates')
  })

  it('is unknown where a part of the work was done without anybody booking hours, unless it is paid for otherwise', () => {
    const facts = { rates: [rate('100')], efforts: [worked('2027-02-01', 10)] }
    expect(cost(facts, [], 0.1).total.value).toBe(100_000)
    expect(cost(facts, [], 0.5).total).toEqual({
      value: null,
      reason: '50 % of what is done was done in trackers where nobody books hours, so it has no cost here.',
    })
    const invoiced = cost({ ...facts, costs: [{ day: '2027-02-01', currency: 'EUR', amount: '1000' }] }, [], 0.5)
    expect(invoiced).toMatchObject({ total: { value: 200_000 }, coverage: { unbookedShare: 0.5 } })
    expect(invoiced.coverage.reason).toContain('50 %')
  })

  it('counts hours that the tracker gives no day or person', () => {
    const answer = cost({ rates: [rate('100')], efforts: [worked('2027-02-01', 30, null)], undatedHours: 10 })
    expect(answer.coverage).toMatchObject({ hours: 40, pricedHours: 30, unattributedHours: 40 })
    expect(answer.total.reason).toContain('10 of them because the tracker does not say when')
  })

  it('converts at the rate of the day, and is unknown rather than wrong without one', () => {
    const costs = [{ day: '2027-05-02', currency: 'USD', amount: '1000' }]
    const exchangeRates = [
      { base: 'EUR', quote: 'USD', day: '2027-04-01', rate: '1.25' },
      { base: 'EUR', quote: 'USD', day: '2027-06-01', rate: '2' },
    ]
    expect(cost({ costs, exchangeRates }).total.value).toBe(80_000)
    expect(cost({ costs, exchangeRates: exchangeRates.slice(1) }).total).toEqual({
      value: null,
      reason: 'There is no exchange rate between USD and EUR for 2027-05-02 or a day before; enter one.',
    })
  })

  it('leaves out what is booked for later, and says what went into items beside the baseline', () => {
    const efforts = [worked('2027-06-30', 1), worked('2027-07-01', 1), worked('2027-06-01', 2, 'amara', true)]
    const costs = [{ day: '2027-07-01', currency: 'EUR', amount: '1' }]
    expect(cost({ rates: [rate('10')], efforts, costs })).toMatchObject({
      total: { value: 3_000 },
      outside: { value: 2_000 },
    })
  })

  it('of nothing is nothing', () => {
    expect(cost({})).toMatchObject({ total: { value: 0 }, coverage: { hours: 0, pricedShare: null, reason: null } })
  })
})
