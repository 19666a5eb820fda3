import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { OpenAlert } from '../../src/portfolio/alert/alert.ts'
import { DEFAULT_ALERT_RULES } from '../../src/portfolio/alert/alert-rules.ts'
import { changeAlerts } from '../../src/portfolio/alert/change-alerts.ts'
import { detectAlerts } from '../../src/portfolio/alert/detect-alerts.ts'
import { type Assessment, assess } from '../../src/portfolio/assessment.ts'
import { addDays, addWorkingDays } from '../../src/portfolio/calendar.ts'
import { DEFAULT_HEALTH_RULES } from '../../src/portfolio/health/health.ts'
import type { InitiativeFacts } from '../../src/portfolio/initiative.ts'
import { date, doneOn, finished, initiative, item, milestone, pointed, task, tracker } from './facts.ts'

const TODAY = '2027-01-11'
const judge = (facts: InitiativeFacts, previous: Assessment | null = null, day = TODAY): Assessment =>
  assess(facts, { statusAt: `${day}T09:00:00.000Z`, seed: 7, rules: DEFAULT_HEALTH_RULES, previous })

/** One Jira story and one Azure DevOps task finished each working day of six weeks; eight of each still to do. */
function twoTools(): InitiativeFacts {
  const days = Array.from({ length: 30 }, (_, index) => addWorkingDays(TODAY, -1 - index))
  const all = [
    ...days.map((day, index) => pointed(`j${index}`, 3, doneOn(day))),
    ...days.map((day, index) => task(`t${index}`, 6, doneOn(day))),
    ...Array.from({ length: 8 }, (_, index) => pointed(`jo${index}`, 3)),
    ...Array.from({ length: 8 }, (_, index) => task(`to${index}`, 6)),
  ]
  return initiative({
    items: all,
    trackers: [tracker('jira', { weight: 3 }), tracker('azure', { weight: 1 })],
    milestones: [milestone('m', { dates: [date('2027-01-29', '2026-10-01')], itemIds: all.map(entry => entry.id) })],
  })
}
describe('an assessment', () => {
  it('of an initiative in two tools gives one progress, one forecast and one health', () => {
    const answer = judge(twoTools())
    expect(answer).toMatchObject({
      initiativeId: 'checkout',
      statusAt: '2027-01-11T09:00:00.000Z',
      progress: { count: { done: 60, total: 76 }, size: { unit: 'share' } },
      nextMilestoneId: 'm',
      health: { colour: 'green', worstAxis: 'schedule' },
      coverage: { estimated: 1, mapped: 1, visible: 1, staleTrackers: [] },
    })
    expect(answer.progress.size.fraction).toBeCloseTo(30 / 38, 10)
    expect(answer.milestones[0]).toMatchObject({
      status: 'on_track',
      forecast: { p80: addWorkingDays(TODAY, 8), remaining: 16 },
      movedByDays: 0,
      silentSlipDays: null,
    })
  })

  it('keeps both facts of a milestone that was moved and will not be met', () => {
    const facts = twoTools()
    const moved = {
      ...facts,
      milestones: facts.milestones.map(entry => ({
        ...entry,
        dates: [date('2027-01-12', '2026-10-01'), date('2027-01-15', '2026-12-01')],
      })),
    }
    expect(judge(moved).milestones[0]).toMatchObject({ status: 'slipped', movedByDays: 3, silentSlipDays: 6 })
  })

  it('is never green on data of yesterday', () => {
    const facts = twoTools()
    expect(judge(facts, null, '2027-01-13').health).toMatchObject({ colour: 'grey', worstAxis: 'data' })
  })

  it('of nothing is grey and knows nothing', () => {
    expect(judge(initiative())).toMatchObject({
      progress: { count: { fraction: null }, size: { fraction: null }, effort: { fraction: null } },
      byTracker: [],
      milestones: [],
      nextMilestoneId: null,
      health: { colour: 'grey' },
      coverage: { estimated: null, mapped: null, visible: null, oldestDataAt: null },
    })
  })

  it('can be stored as JSON and read back as it was', () => {
    const answer = judge(twoTools())
    expect(JSON.parse(JSON.stringify(answer))).toEqual(answer)
  })

  it.each([
    ['still stands in the evening in New York', 'America/New_York', '2027-01-12T02:00:00.000Z', null],
    ['has passed in London then', 'Europe/London', '2027-01-12T02:00:00.000Z', 1],
    ['has passed in New York at midnight there', 'America/New_York', '2027-01-12T05:00:00.000Z', 1],
    ['stands at noon in London', 'Europe/London', '2027-01-11T12:00:00.000Z', null],
    ['has passed in Auckland then', 'Pacific/Auckland', '2027-01-11T12:00:00.000Z', 1],
  ])('knows that a promised day %s', (_, timeZone, statusAt, overdue) => {
    const facts = initiative({ timeZone, milestones: [milestone('m', { dates: [date(TODAY, '2026-10-01')] })] })
    const answer = assess(facts, { statusAt, seed: 7, rules: DEFAULT_HEALTH_RULES, previous: null })
    const [judged] = answer.milestones
    expect(judged?.status === 'missed').toBe(overdue !== null)
    const told = detectAlerts(answer, facts).find(({ kind }) => kind === 'milestone_overdue')
    expect(told?.status === 'raised' ? told.extent : null).toBe(overdue)
    const axis = answer.health.axes.find(each => each.axis === 'schedule')
    expect(axis?.colour === 'red' ? axis.value : null).toBe(overdue)
  })

  it('takes for achieved what was done by the tracker, though its day has not begun at the portfolio', () => {
    const done = milestone('m', { dates: [date('2027-01-10', '2026-10-01')], actualDay: '2027-01-12' })
    const at = (statusAt: string) =>
      assess(initiative({ timeZone: 'America/New_York', milestones: [done] }), {
        ...{ statusAt, seed: 7, rules: DEFAULT_HEALTH_RULES, previous: null },
      }).milestones[0]?.status
    expect(at('2027-01-12T02:00:00.000Z')).toBe('achieved')
    expect(at('2027-01-11T22:00:00.000Z')).toBe('missed')
  })

  it('counts the days ahead from today where the portfolio is, and finds nothing late that was done in the evening', () => {
    const evening = { statusAt: '2027-01-12T02:00:00.000Z', seed: 7, rules: DEFAULT_HEALTH_RULES, previous: null }
    const forecastOf = (facts: InitiativeFacts, statusAt = evening.statusAt) =>
      assess(facts, { ...evening, statusAt }).milestones[0]
    const newYork = { ...twoTools(), timeZone: 'America/New_York' }
    expect(forecastOf(newYork)?.forecast).toEqual(forecastOf(twoTools(), '2027-01-11T23:00:00.000Z')?.forecast)
    expect(forecastOf(newYork)?.forecast).not.toEqual(forecastOf(twoTools())?.forecast)
    const last = item('i', { state: 'done', doneAt: '2027-01-12T01:30:00.000Z' })
    const promised = milestone('m', { dates: [date(TODAY, '2026-10-01')], itemIds: ['i'] })
    const done = initiative({ items: [last], trackers: [tracker('jira')], milestones: [promised] })
    expect(forecastOf({ ...done, timeZone: 'America/New_York' })).toMatchObject({
      status: 'on_track',
      forecast: { p80: TODAY },
      silentSlipDays: null,
    })
  })

  it('takes an overdue milestone for the next one', () => {
    const milestones = [
      milestone('later', { dates: [date('2027-03-01', '2026-10-01')] }),
      milestone('overdue', { dates: [date('2027-01-04', '2026-10-01')] }),
      milestone('achieved', { dates: [date('2026-12-01', '2026-10-01')], actualDay: '2026-12-01' }),
    ]
    expect(judge(initiative({ milestones })).nextMilestoneId).toBe('overdue')
  })
})

describe('for any facts', () => {
  const anyDay = fc.integer({ min: -120, max: 200 }).map(days => addDays(TODAY, days))
  const anyMilestone = fc.record({
    days: fc.array(fc.option(anyDay, { freq: 5 }), { maxLength: 5 }),
    baselineDay: fc.option(anyDay),
    toleranceDays: fc.nat(10),
    importance: fc.constantFrom('normal' as const, 'high' as const),
    actualDay: fc.option(anyDay, { freq: 1 }),
    linked: fc.boolean(),
  })
  const anyFacts = fc
    .record({ milestones: fc.array(anyMilestone, { maxLength: 4 }), done: fc.nat(40), open: fc.nat(40) })
    .map(({ milestones, done, open }) => {
      const items = [
        ...Array.from({ length: done }, (_, index) => finished(`d${index}`, addWorkingDays(TODAY, -1 - (index % 25)))),
        ...Array.from({ length: open }, (_, index) => item(`o${index}`)),
      ]
      return initiative({
        items,
        trackers: [tracker('jira')],
        milestones: milestones.map(({ days, linked, ...set }, index) =>
          milestone(`m${index}`, {
            ...set,
            dates: days.map((day, order) => date(day, addDays('2026-10-01', order))),
            itemIds: linked ? items.map(entry => entry.id) : [],
          }),
        ),
      })
    })

  it('a second evaluation gives the same answer and changes no alert', () => {
    fc.assert(
      fc.property(anyFacts, facts => {
        const first = judge(facts)
        const second = judge(facts, first)
        expect(second).toEqual(first)
        const opened = changeAlerts([], detectAlerts(first, facts), DEFAULT_ALERT_RULES)
        const open = opened.flatMap((change): OpenAlert[] => {
          if (change.type === 'resolved') return []
          const { kind, fingerprint, severity, extent, details } = change.condition
          return [{ kind, fingerprint, severity, extent, at: details.at }]
        })
        expect(new Set(open.map(alert => alert.fingerprint)).size).toBe(open.length)
        expect(changeAlerts(open, detectAlerts(second, facts), DEFAULT_ALERT_RULES)).toEqual([])
      }),
      { numRuns: 40 },
    )
  })

  it('health is green only where every axis is, and red wherever one is', () => {
    fc.assert(
      fc.property(anyFacts, facts => {
        const { health } = judge(facts)
        const colours = health.axes.map(axis => axis.colour).filter(colour => colour !== 'not_measured')
        if (health.colour === 'green') expect(new Set(colours)).toEqual(new Set(['green']))
        expect(health.colour === 'red').toBe(colours.includes('red'))
        expect(health.reasons.length).toBeGreaterThan(0)
      }),
      { numRuns: 40 },
    )
  })
})
