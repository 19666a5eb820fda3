import { describe, expect, test } from 'vitest'
import type { LimitNotice, TrackerLimits } from '../../../connectors/connector.ts'
import {
  ALL,
  type Budget,
  type Grant,
  type Heard,
  openBudget,
  type Report,
  settle,
} from '../../../jobs/rate/rate-budget.ts'

const limits: TrackerLimits = { concurrency: 4, perSecond: null }
const START = 1_000_000

/** A budget, and the processes that share it, on a clock of its own. */
function openShared(declared: TrackerLimits = limits) {
  let budget: Budget = openBudget(declared, START)
  let nowMs = START
  return {
    pass: (ms: number) => {
      nowMs += ms
    },
    report: (holder: string, report: Partial<Report> = {}): Grant => {
      const full = {
        underWay: 0,
        held: 0,
        waiting: 1,
        isUrgent: false,
        wants: {},
        heard: [],
        isLeaving: false,
        ...report,
        holder,
      }
      const settled = settle(budget, full, { nowMs, limits: declared, random: () => 0.5 })
      budget = JSON.parse(JSON.stringify(settled.budget))
      return settled.grant
    },
  }
}

const answer = (status: number | null, limit?: LimitNotice, durationMs = 50, endpointClass = 'search'): Heard => ({
  endpointClass,
  agoMs: 0,
  durationMs,
  status,
  ...(limit === undefined ? {} : { limit }),
})
const refused = (scope: LimitNotice['scope'], waitMs: number | null): Heard => answer(429, { scope, waitMs })

describe('the shared budget', () => {
  test('a refusal of the whole connection closes it for every process until the time told', () => {
    const shared = openShared()
    shared.report('a', { heard: [refused('connection', 7_000)] })
    shared.pass(1_000)
    expect(shared.report('b').closed[ALL]).toEqual({ forMs: 6_000, isSilent: false })
    shared.pass(6_000)
    expect(shared.report('b').closed).toEqual({})
  })

  test('a refusal of an endpoint class closes only that class', () => {
    const shared = openShared()
    const { closed } = shared.report('a', { heard: [refused('endpoint_class', 3_000)] })
    expect(Object.keys(closed)).toEqual(['search'])
  })

  test('without a time the pauses double up to 30 s, whoever is refused, and begin anew after a success', () => {
    const shared = openShared()
    const pauses: number[] = []
    for (const holder of ['a', 'b', 'c', 'a', 'b', 'c']) {
      shared.pass(100)
      const forMs = shared.report(holder, { heard: [refused('connection', null)] }).closed[ALL]?.forMs ?? 0
      pauses.push(forMs)
      shared.pass(forMs)
    }
    expect(pauses).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
    shared.pass(100)
    shared.report('a', { heard: [answer(200)] })
    shared.pass(100)
    expect(shared.report('a', { heard: [refused('connection', null)] }).closed[ALL]?.forMs).toBe(2_000)
  })

  test('requests that were under way together and are refused together count as one refusal', () => {
    const shared = openShared()
    const three = [refused('connection', null), refused('connection', null), refused('connection', null)]
    expect(shared.report('a', { heard: three }).closed[ALL]?.forMs).toBe(2_000)
  })

  test('refused again right after the time told, it waits longer than told', () => {
    const shared = openShared()
    shared.report('a', { heard: [refused('connection', 1_000)] })
    shared.pass(1_100)
    shared.report('a', { heard: [refused('connection', 1_000)] })
    shared.pass(4_100)
    expect(shared.report('a', { heard: [refused('connection', 1_000)] }).closed[ALL]?.forMs).toBe(8_000)
  })

  test('an answer that was held back leaves one request at once, and one more after each ten seconds', () => {
    const shared = openShared()
    const held = answer(200, { scope: 'connection', strain: 'held_back', waitMs: 500 })
    expect(shared.report('a', { waiting: 8 }).slots).toBe(4)
    expect(shared.report('a', { underWay: 3, waiting: 5, heard: [held] }).slots).toBe(1)
    const later: number[] = []
    for (let second = 0; second < 32; second += 1) {
      shared.pass(1_000)
      later.push(shared.report('a', { waiting: 8 }).slots)
    }
    expect([later[8], later[9], later[19], later[31]]).toEqual([1, 2, 3, 4])
  })

  test('all processes together never have more slots than the tracker bears, and a newcomer gets its part', () => {
    const shared = openShared({ concurrency: 10, perSecond: null })
    expect(shared.report('a', { waiting: 20 }).slots).toBe(10)
    expect(shared.report('b', { waiting: 20 }).slots).toBe(0)
    shared.pass(250)
    // Until it knows, the other may still use what it was granted before.
    expect(shared.report('a', { underWay: 5, held: 10, waiting: 15 }).slots).toBe(5)
    expect(shared.report('b', { waiting: 20 }).slots).toBe(0)
    shared.pass(250)
    expect(shared.report('a', { underWay: 5, held: 5, waiting: 15 }).slots).toBe(5)
    expect(shared.report('b', { waiting: 20 }).slots).toBe(5)
  })

  test('those who were first do not keep all of it for themselves, however little each of them has', () => {
    const shared = openShared({ concurrency: 10, perSecond: null })
    const held: Record<string, number> = { a: 0, b: 0, c: 0, d: 0 }
    for (let beat = 0; beat < 4; beat += 1) {
      for (const holder of Object.keys(held)) {
        held[holder] = shared.report(holder, { waiting: 2, held: held[holder] ?? 0 }).slots
      }
      shared.pass(250)
    }
    expect(Object.values(held).every(slots => slots >= 2)).toBe(true)
  })

  test('a process that died gives its slots back within five seconds', () => {
    const shared = openShared()
    shared.report('dead', { waiting: 20 })
    expect(shared.report('b').slots).toBe(0)
    shared.pass(5_000)
    expect(shared.report('b').slots).toBe(3)
  })

  test('the only slot goes to the process that has an urgent request', () => {
    const shared = openShared({ concurrency: 1, perSecond: null })
    expect(shared.report('a').slots).toBe(1)
    expect(shared.report('b').slots).toBe(0)
    expect(shared.report('a').slots).toBe(1)
    expect(shared.report('urgent', { isUrgent: true }).slots).toBe(0)
    expect(shared.report('a').slots).toBe(0)
    expect(shared.report('urgent', { isUrgent: true }).slots).toBe(1)
  })

  test('a declared rate is granted over all processes together', () => {
    const shared = openShared({ concurrency: 4, perSecond: 100 })
    let granted = 0
    for (let beat = 0; beat < 40; beat += 1) {
      shared.pass(125)
      for (const holder of ['a', 'b'])
        granted += shared.report(holder, { wants: { search: 50 } }).tokens.search?.count ?? 0
    }
    expect(granted).toBeGreaterThan(570)
    expect(granted).toBeLessThanOrEqual(600)
  })

  test("the tracker's own count is kept to, over all endpoint classes", () => {
    const shared = openShared({ concurrency: 4, perSecond: 100 })
    const told = answer(200, { scope: 'connection', refill: { perSecond: 5, burst: 10, remaining: 10 } })
    let granted = shared.report('a', { wants: { [ALL]: 50 }, heard: [told] }).tokens[ALL]?.count ?? 0
    for (let beat = 0; beat < 40; beat += 1) {
      shared.pass(250)
      granted += shared.report('a', { wants: { [ALL]: 50 } }).tokens[ALL]?.count ?? 0
    }
    expect(granted).toBeGreaterThan(50)
    expect(granted).toBeLessThanOrEqual(60)
  })

  test('a tracker that does not answer is asked again by one request at a time, after growing pauses', () => {
    const shared = openShared()
    const grant = shared.report('a', { heard: [answer(null, undefined, 100_000)] })
    expect(grant).toMatchObject({ slots: 1, closed: { [ALL]: { forMs: 15_000, isSilent: true } } })
    shared.pass(115_000)
    expect(shared.report('a', { heard: [answer(null, undefined, 100_000)] }).closed[ALL]?.forMs).toBe(30_000)
  })

  test('a connection that broke at once closes nothing', () => {
    expect(openShared().report('a', { heard: [answer(null, undefined, 200)] })).toMatchObject({ slots: 3, closed: {} })
  })
})

/** Four processes that always have more to ask, each with a beat of its own, before a tracker that counts each second. */
function simulate(perSecond: number, declared: TrackerLimits, seconds: number) {
  const shared = openShared(declared)
  const processes = ['a', 'b', 'c', 'd'].map((holder, index) => ({
    holder,
    tokens: 0,
    heard: [] as Heard[],
    closedUntil: 0,
    beat: index * 60,
  }))
  const seen = { arrived: 0, refused: 0 }
  let left = perSecond
  for (let ms = 0; ms < seconds * 1_000; ms += 10) {
    shared.pass(10)
    left = Math.min(perSecond, left + perSecond / 100)
    for (const each of processes) {
      if (each.tokens >= 1 && ms >= each.closedUntil) {
        each.tokens -= 1
        const isRefused = left < 1
        if (!isRefused) left -= 1
        if (ms >= (seconds * 1_000) / 3) {
          seen.arrived += 1
          seen.refused += isRefused ? 1 : 0
        }
        each.heard.push(isRefused ? refused('endpoint_class', 1_000) : answer(200))
        if (isRefused) each.beat = ms
      }
      if (ms < each.beat) continue
      each.beat = ms + 250
      const wants = { search: Math.max(1, perSecond - each.tokens) }
      const grant = shared.report(each.holder, { wants, heard: each.heard })
      each.heard = []
      // Not counted yet: as many as go out in a beat.
      each.tokens = grant.tokens.search?.count === null ? 20 : each.tokens + (grant.tokens.search?.count ?? 0)
      each.closedUntil = Math.max(each.closedUntil, ms + (grant.closed.search?.forMs ?? 0))
    }
  }
  return {
    share: (seen.arrived - seen.refused) / (perSecond * seconds * (2 / 3)),
    refusals: seen.refused / seen.arrived,
  }
}

test.each([
  [3, 100],
  [10, 100],
  [40, 100],
  [10, null],
  [80, null],
])('a limit of %i a second that nobody tells is found and used, with %o declared', (perSecond, declared) => {
  const { share, refusals } = simulate(perSecond, { concurrency: 10, perSecond: declared }, 120)
  expect(share).toBeGreaterThan(0.8)
  expect(refusals).toBeLessThan(0.05)
})
