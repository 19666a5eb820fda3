import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assess, assessWithPlan } from '../../../src/portfolio/assessment.ts'
import { addWorkingDays } from '../../../src/portfolio/calendar.ts'
import type { DependencyLink, LinkEnd } from '../../../src/portfolio/dependency/dependency.ts'
import { orderWaits } from '../../../src/portfolio/forecast/wait-order.ts'
import { DEFAULT_HEALTH_RULES } from '../../../src/portfolio/health/health.ts'
import type { InitiativeFacts, ScopeItem } from '../../../src/portfolio/initiative.ts'
import { date, finished, initiative, item, milestone, tracker } from '../facts.ts'

/** A Monday. */
const TODAY = '2027-01-11'
const options = { statusAt: `${TODAY}T12:00:00.000Z`, seed: 1, rules: DEFAULT_HEALTH_RULES, previous: null }

const end = (id: string, set: Partial<LinkEnd> = {}): LinkEnd => ({
  type: 'milestone',
  id,
  name: id,
  initiativeId: 'shop',
  initiative: 'Shop',
  connectionId: 'jira',
  state: null,
  startedAt: null,
  doneAt: null,
  startDay: null,
  targetDay: null,
  ...set,
})
const itemEnd = (id: string, set: Partial<LinkEnd> = {}) => end(id, { type: 'item', state: 'todo', ...set })
const link = (provider: LinkEnd, consumer: LinkEnd, set: Partial<DependencyLink> = {}): DependencyLink => ({
  id: `${provider.id}>${consumer.id}`,
  origin: 'pmo',
  provider,
  consumer,
  lagDays: 0,
  reason: null,
  ...set,
})

/** One item a day was finished for six weeks; `open` items are left for the milestone. */
function shop(open: number, set: Partial<InitiativeFacts> = {}, words = 'shop'): InitiativeFacts {
  const items: ScopeItem[] = [
    ...Array.from({ length: 30 }, (_, index) => finished(`${words}-done-${index}`, addWorkingDays(TODAY, -1 - index))),
    ...Array.from({ length: open }, (_, index) => item(`${words}-open-${index}`)),
  ]
  return initiative({
    id: words,
    name: words,
    items,
    trackers: [tracker('jira')],
    milestones: [
      milestone(`${words}-m`, {
        name: `${words}-m`,
        dates: [date('2027-01-29', '2026-10-01')],
        itemIds: items.map(each => each.id),
      }),
    ],
    ...set,
  })
}

const forecastOf = (facts: InitiativeFacts, id = 'shop-m') => {
  const found = assess(facts, options).milestones.find(each => each.milestoneId === id)?.forecast
  if (found?.status !== 'forecast') throw new Error(found?.reason ?? 'no such milestone')
  return found
}

/** The plan of another initiative, whose milestone takes so many working days. */
const supplier = (open: number) =>
  assessWithPlan(
    shop(
      open,
      { dependencies: { links: [link(end('supply-m', { initiativeId: 'supply' }), end('shop-m'))], others: [] } },
      'supply',
    ),
    options,
  ).plan
const supply = (set: Partial<LinkEnd> = {}) => end('supply-m', { initiativeId: 'supply', initiative: 'Supply', ...set })

describe('a milestone that waits for another initiative', () => {
  it('is done when both are, and says which decided it', () => {
    const dependencies = { links: [link(supply(), end('shop-m'))], others: [supplier(20)] }
    expect(forecastOf(shop(5))).toMatchObject({ p80: addWorkingDays(TODAY, 5), waitsFor: [] })
    expect(forecastOf(shop(5, { dependencies }))).toMatchObject({
      p50: addWorkingDays(TODAY, 20),
      p80: addWorkingDays(TODAY, 20),
      waitsFor: [{ id: 'supply-m', name: 'supply-m', share: 1 }],
    })
    expect(forecastOf(shop(25, { dependencies }))).toMatchObject({ p80: addWorkingDays(TODAY, 25), waitsFor: [] })
  })

  it('waits the lag too', () => {
    const dependencies = { links: [link(supply(), end('shop-m'), { lagDays: 5 })], others: [supplier(20)] }
    expect(forecastOf(shop(5, { dependencies })).p80).toBe(addWorkingDays(TODAY, 25))
  })

  it('plays a plan of days ago on from today', () => {
    const plan = { ...supplier(20), day: addWorkingDays(TODAY, -3) }
    const dependencies = { links: [link(supply(), end('shop-m'))], others: [plan] }
    expect(forecastOf(shop(5, { dependencies })).p80).toBe(addWorkingDays(TODAY, 17))
  })

  it('does not wait for what nobody can forecast, but says so', () => {
    const stray = itemEnd('stray', { name: 'OPS-1 Firewall', initiativeId: null, initiative: null })
    const dependencies = { links: [link(stray, end('shop-m'))], others: [] }
    expect(forecastOf(shop(5, { dependencies }))).toMatchObject({
      p80: addWorkingDays(TODAY, 5),
      notWaitedFor: [{ id: 'stray', name: 'OPS-1 Firewall', reason: 'It is in no initiative that was assessed.' }],
    })
  })

  it('waits through an item of it that is blocked by an item of another milestone', () => {
    const facts = shop(5)
    const later = Array.from({ length: 10 }, (_, index) => item(`later-${index}`))
    const dependencies = { links: [link(itemEnd('later-9'), itemEnd('shop-open-0'))], others: [] }
    const milestones = [
      ...facts.milestones,
      milestone('later-m', {
        name: 'Later',
        dates: [date('2027-06-30', '2026-10-01')],
        itemIds: later.map(({ id }) => id),
      }),
    ]
    const answer = forecastOf({ ...facts, items: [...facts.items, ...later], milestones, dependencies })
    // The item is anywhere among the ten that come after the five: from day 6 to day 15.
    expect(answer.p50 > addWorkingDays(TODAY, 8) && answer.p95 <= addWorkingDays(TODAY, 15)).toBe(true)
    expect(answer.waitsFor).toMatchObject([{ id: 'later-9', name: 'LATER-9' }])
  })

  it('is told in the critical path, from its end back to its begin', () => {
    const dependencies = { links: [link(supply(), end('shop-m'))], others: [supplier(20)] }
    expect(assess(shop(5, { dependencies }), options).dependencies?.criticalPath).toEqual([
      { id: 'shop-m', type: 'milestone', name: 'shop-m', p50: addWorkingDays(TODAY, 20), decidedByNext: 1 },
      { id: 'supply-m', type: 'milestone', name: 'supply-m', p50: addWorkingDays(TODAY, 20), decidedByNext: null },
    ])
  })
})

describe('a dependency', () => {
  const judge = (provider: LinkEnd, consumer: LinkEnd, open = 20) =>
    assess(shop(5, { dependencies: { links: [link(provider, consumer)], others: [supplier(open)] } }), options)
      .dependencies?.open[0] ?? null
  const late = addWorkingDays(TODAY, 21)
  it.each<[string, LinkEnd, LinkEnd, object | null]>([
    [
      'holds while the provider is forecast before the day',
      supply(),
      end('shop-m', { targetDay: late }),
      { status: 'holds', probabilityLate: 0 },
    ],
    [
      'is violated when it is forecast after it',
      supply(),
      end('shop-m', { targetDay: addWorkingDays(TODAY, 19) }),
      { status: 'violated', probabilityLate: 1 },
    ],
    [
      'is needed by the planned start of an item, not by its date',
      supply(),
      itemEnd('x', { startDay: TODAY, targetDay: late }),
      { status: 'violated', neededBy: TODAY },
    ],
    [
      'is violated by an item that was begun without it',
      supply(),
      itemEnd('x', { startedAt: '2027-01-08T09:00:00.000Z', state: 'in_progress' }),
      { status: 'violated', text: 'x was begun on 2027-01-08, but supply-m is not finished.' },
    ],
    [
      'takes the date of the milestone for an item without one',
      supply(),
      itemEnd('shop-open-0'),
      {
        ...{ neededBy: '2027-01-29', status: 'violated' },
        ...{ provider: { milestoneId: 'supply-m' }, consumer: { milestoneId: 'shop-m' } },
      },
    ],
    ['cannot be judged without any day', supply(), itemEnd('x'), { status: 'unknown', probabilityLate: null }],
    [
      'is held against the date of a provider without a forecast',
      itemEnd('stray', { initiativeId: null, targetDay: '2027-03-01' }),
      end('shop-m', { targetDay: late }),
      { status: 'violated', probabilityLate: null, providerP80: '2027-03-01' },
    ],
    [
      'cannot be judged when the provider has neither',
      itemEnd('stray', { initiativeId: null }),
      end('shop-m', { targetDay: late }),
      { status: 'unknown' },
    ],
    ['is met by a provider that is done', itemEnd('d', { state: 'done' }), end('shop-m', { targetDay: late }), null],
    [
      'is met by a provider that was cancelled',
      itemEnd('d', { state: 'cancelled' }),
      end('shop-m', { targetDay: late }),
      null,
    ],
  ])('%s', (_, provider, consumer, expected) => {
    const judged = judge(provider, consumer)
    if (expected === null) expect(judged).toBeNull()
    else expect(judged).toMatchObject(expected)
  })

  it('is counted by status', () => {
    const links = [
      link(supply(), end('shop-m', { targetDay: late })),
      link(itemEnd('d', { state: 'done' }), end('shop-m')),
    ]
    expect(assess(shop(5, { dependencies: { links, others: [supplier(20)] } }), options).dependencies?.counts).toEqual({
      violated: 0,
      at_risk: 0,
      unknown: 0,
      holds: 1,
      met: 1,
    })
  })
})

describe('circles', () => {
  it('are reported and not played', () => {
    const links = [link(supply(), end('shop-m')), link(end('shop-m'), supply())]
    const other = {
      ...supplier(20),
      waits: [{ linkId: 'back', providerId: 'shop-m', consumerId: 'supply-m', lagDays: 0 }],
    }
    const facts = shop(5, { dependencies: { links, others: [other] } })
    expect(assess(facts, options).dependencies?.cycles).toEqual([['shop-m', 'supply-m']])
    expect(forecastOf(facts).p80).toBe(addWorkingDays(TODAY, 5))
  })

  it('of any graph are taken out, and what is left is in order', () => {
    const id = fc.nat({ max: 12 }).map(String)
    fc.assert(
      fc.property(fc.array(fc.tuple(id, id), { maxLength: 40 }), pairs => {
        const ids = Array.from({ length: 13 }, (_, index) => String(index))
        const waits = pairs.map(([providerId, consumerId]) => ({ linkId: '', providerId, consumerId, lagDays: 0 }))
        const { ordered, waits: kept, cycles } = orderWaits(ids, waits)
        expect(ordered.toSorted()).toEqual(ids.toSorted())
        for (const { providerId, consumerId } of kept) {
          expect(ordered.indexOf(providerId)).toBeLessThan(ordered.indexOf(consumerId))
        }
        const together = (wait: (typeof waits)[number]) =>
          cycles.some(members => members.includes(wait.providerId) && members.includes(wait.consumerId))
        expect(kept).toEqual(waits.filter(wait => !together(wait)))
      }),
    )
  })
})

it('a provider more never makes a milestone earlier', () => {
  const anyLink = fc.record({ open: fc.integer({ min: 1, max: 60 }), lagDays: fc.nat({ max: 30 }) })
  const percentiles = (facts: InitiativeFacts) => {
    const { p50, p80, p85, p95 } = forecastOf(facts)
    return [p50, p80, p85, p95]
  }
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), anyLink, (open, { open: theirs, lagDays }) => {
      const alone = percentiles(shop(open))
      const dependencies = { links: [link(supply(), end('shop-m'), { lagDays })], others: [supplier(theirs)] }
      const waiting = percentiles(shop(open, { dependencies }))
      for (const [index, day] of waiting.entries()) expect(day >= (alone[index] ?? '')).toBe(true)
      expect(waiting.toSorted()).toEqual(waiting)
    }),
    { numRuns: 20 },
  )
})

it('moving the date of a milestone does not move its forecast, nor that of another', () => {
  const [first, second] = [5, 7].map((open, part) =>
    Array.from({ length: open }, (_, index) => item(`p${part}-${index}`)),
  )
  const facts = shop(0)
  const milestones = (moved: string) => [
    milestone('one', {
      name: 'One',
      dates: [date('2027-01-20', '2026-10-01'), date(moved, '2027-01-08')],
      itemIds: (first ?? []).map(({ id }) => id),
    }),
    milestone('two', {
      name: 'Two',
      dates: [date('2027-02-20', '2026-10-01')],
      itemIds: (second ?? []).map(({ id }) => id),
    }),
  ]
  const answers = (moved: string) => {
    const known = {
      ...facts,
      items: [...facts.items, ...(first ?? []), ...(second ?? [])],
      milestones: milestones(moved),
    }
    return [forecastOf(known, 'one'), forecastOf(known, 'two')].map(({ p50, p80, p95, ahead }) => ({
      p50,
      p80,
      p95,
      ahead,
    }))
  }
  expect(answers('2027-06-30')).toEqual(answers('2027-01-25'))
})
