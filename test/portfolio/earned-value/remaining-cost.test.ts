import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { measureRemainingCost } from '../../../src/portfolio/earned-value/remaining-cost.ts'
import type { ScopeItem } from '../../../src/portfolio/initiative.ts'
import { growTree } from '../../../src/portfolio/item-tree.ts'
import { finished, item } from '../facts.ts'
import { rate, spend } from '../plan.ts'

const TODAY = '2027-05-31'
const AMARA = new Map([['open', 'amara']])

const measure = (
  items: readonly ScopeItem[],
  spent: Parameters<typeof spend>[0] = { rates: [rate('100')] },
  assignees: ReadonlyMap<string, string | null> | null = AMARA,
) => measureRemainingCost(growTree(items), spend(spent), { currency: 'EUR', today: TODAY, assignees })

describe('what the rest will cost', () => {
  it('is the hours left at the rate of today of who is to do them', () => {
    const rates = [
      rate('100'),
      rate('80', { personId: 'amara', validTo: '2027-05-30' }),
      rate('90', { personId: 'amara', validFrom: '2027-05-31' }),
    ]
    const items = [
      item('open', { remainingHours: 10, spentHours: 30 }),
      item('other', { originalHours: 8, spentHours: 3 }),
      finished('done', '2027-05-01', { remainingHours: 5 }),
      item('gone', { state: 'cancelled', remainingHours: 50 }),
    ]
    expect(measure(items, { rates })).toEqual({
      total: { value: 140_000, reason: null },
      labour: { value: 140_000, reason: null },
      planned: { value: 0, reason: null },
      coverage: { openItems: 2, estimatedItems: 2, hours: 15, pricedHours: 15 },
    })
  })

  it('counts the lowest level that has hours, and never a parent with its parts', () => {
    const story = item('open', { originalHours: 100 })
    const steps = [1, 2].map(n => item(`step${n}`, { parentId: 'open', level: -1, remainingHours: n }))
    expect(measure([story, ...steps]).total.value).toBe(30_000)
  })

  it('holds the costs that are entered for later, in their currency, and none of before', () => {
    const costs = [
      { day: TODAY, currency: 'EUR', amount: '1000' },
      { day: '2027-06-01', currency: 'EUR', amount: '250.50' },
      { day: '2027-07-01', currency: 'USD', amount: '100' },
    ]
    const exchangeRates = [{ base: 'USD', quote: 'EUR', day: '2027-01-01', rate: '0.9' }]
    const rates = [rate('100')]
    const items = [item('open', { remainingHours: 1 })]
    expect(measure(items, { costs, rates, exchangeRates }).total.value).toBe(10_000 + 25_050 + 9_000)
    const without = measure(items, { costs, rates })
    expect(without.total.reason).toBe(
      'There is no exchange rate between USD and EUR for 2027-05-31 or a day before; enter one.',
    )
    expect(without.planned.value).toBeNull()
  })

  it('takes the few that say no hours, or have no rate, for as costly as the others', () => {
    const items = Array.from({ length: 10 }, (_, index) => item(`i${index}`, index === 0 ? {} : { remainingHours: 10 }))
    expect(measure(items).total.value).toBe(1_000_000)
    expect(measure(items).coverage).toMatchObject({ openItems: 10, estimatedItems: 9 })
  })

  it('is unknown, with the reason, where too much is missing', () => {
    const [open, other] = [item('open', { remainingHours: 10 }), item('other')]
    expect(measure([open, other]).total.reason).toBe('Only 50 % of 2 open items say how many hours are left.')
    expect(measure([open], {}).total.reason).toContain('Only 0 % of the hours left have a rate today')
    expect(measure([open], { rates: [rate('100')] }, null).total.reason).toContain('is not kept')
  })

  it('is nothing when all is done', () => {
    expect(measure([finished('done', '2027-05-01')]).total.value).toBe(0)
  })

  it('never falls when an item is added, and is a number or has a reason', () => {
    const hours = fc.option(fc.integer({ min: 0, max: 400 }))
    fc.assert(
      fc.property(fc.array(hours, { maxLength: 12 }), fc.integer({ min: 0, max: 400 }), (list, more) => {
        const items = list.map((remainingHours, index) => item(`i${index}`, { remainingHours }))
        const before = measure(items)
        const after = measure([...items, item('more', { remainingHours: more })])
        for (const { value, reason } of [before.total, after.total]) expect(value === null).toBe(reason !== null)
        if (before.total.value !== null && after.total.value !== null && list.every(each => each !== null))
          expect(after.total.value).toBe(before.total.value + more * 10_000)
      }),
    )
  })
})
