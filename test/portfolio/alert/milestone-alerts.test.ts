import { describe, expect, it } from 'vitest'
import {
  type AlertChange,
  type AlertCondition,
  fingerprint,
  type OpenAlert,
  type RaisedCondition,
} from '../../../src/portfolio/alert/alert.ts'
import { DEFAULT_ALERT_RULES } from '../../../src/portfolio/alert/alert-rules.ts'
import { changeAlerts } from '../../../src/portfolio/alert/change-alerts.ts'
import { detectMilestoneAlerts } from '../../../src/portfolio/alert/milestone-alerts.ts'
import { assess } from '../../../src/portfolio/assessment.ts'
import { addWorkingDays } from '../../../src/portfolio/calendar.ts'
import { DEFAULT_HEALTH_RULES } from '../../../src/portfolio/health/health.ts'
import type { MilestoneFacts, ScopeItem } from '../../../src/portfolio/initiative.ts'
import { date, finished, initiative, item, milestone, tracker } from '../facts.ts'

const TODAY = '2027-01-11'

function detect(
  set: Partial<MilestoneFacts>,
  items: readonly ScopeItem[] = [],
  today = TODAY,
): readonly AlertCondition[] {
  const facts = initiative({
    items,
    trackers: [tracker('jira')],
    milestones: [milestone('m', { itemIds: items.map(entry => entry.id), ...set })],
  })
  const options = { statusAt: `${today}T09:00:00.000Z`, seed: 1, rules: DEFAULT_HEALTH_RULES, previous: null }
  return detectMilestoneAlerts(assess(facts, options), facts, DEFAULT_ALERT_RULES)
}

const raised = (conditions: readonly AlertCondition[]): RaisedCondition[] =>
  conditions.filter(condition => condition.status === 'raised')

/** What the store keeps of a change. */
function keep(open: readonly OpenAlert[], changes: readonly AlertChange[]): OpenAlert[] {
  const kept = new Map(open.map(alert => [alert.fingerprint, alert]))
  for (const change of changes) {
    if (change.type === 'resolved') kept.delete(change.fingerprint)
    else {
      const { kind, fingerprint: mark, severity, extent, details } = change.condition
      kept.set(mark, { kind, fingerprint: mark, severity, extent, at: details.at })
    }
  }
  return [...kept.values()]
}

const change = (open: readonly OpenAlert[], conditions: readonly AlertCondition[]) =>
  changeAlerts(open, conditions, DEFAULT_ALERT_RULES)

const first = date('2027-01-24', '2026-10-01', 'ana')
const second = date('2027-02-11', '2026-11-05', 'ben')
/** One item a working day, for six weeks. */
const pace = Array.from({ length: 30 }, (_, index) => finished(`done${index}`, addWorkingDays(TODAY, -1 - index)))
const open = (count: number): ScopeItem[] => Array.from({ length: count }, (_, index) => item(`open${index}`))

describe('a milestone that slipped', () => {
  it('is told with who moved it, from where to where, by how much and in which tracker', () => {
    expect(raised(detect({ dates: [first, second] }))).toEqual([
      {
        status: 'raised',
        kind: 'milestone_slipped',
        fingerprint: 'milestone_slipped/m',
        severity: 'medium',
        extent: 18,
        details: {
          initiativeId: 'checkout',
          milestoneId: 'm',
          milestoneName: 'Checkout 1.3',
          reason: null,
          evidenceIds: [],
          from: '2027-01-24',
          to: '2027-02-11',
          movedByDays: 18,
          totalDays: 18,
          baselineDay: '2027-01-24',
          byPersonId: 'ben',
          at: '2026-11-05T10:00:00.000Z',
          connectionId: 'jira',
          channelId: null,
          downstream: [],
          dataAt: null,
        },
      },
    ])
  })

  it('is told also when the first date given was already later than the baseline', () => {
    const [condition] = raised(detect({ baselineDay: '2027-01-10', dates: [first] }))
    expect(condition?.details).toMatchObject({
      from: '2027-01-10',
      to: '2027-01-24',
      movedByDays: 14,
      byPersonId: 'ana',
    })
  })

  it.each<[string, Partial<MilestoneFacts>]>([
    ['within its tolerance', { toleranceDays: 18, dates: [first, second] }],
    ['that was pulled in', { dates: [second, first] }],
    ['that is achieved', { dates: [first, second], actualDay: TODAY }],
    ['whose date was taken away', { dates: [first, date(null, '2026-11-05')] }],
    ['that went back to its baseline', { dates: [first, second, date('2027-01-24', '2026-12-01')] }],
  ])('is not told when it is one %s', (_, set) => {
    expect(raised(detect(set))).toEqual([])
  })

  it.each<[number, MilestoneFacts['importance'], string]>([
    [7, 'normal', 'low'],
    [8, 'normal', 'medium'],
    [30, 'normal', 'medium'],
    [31, 'normal', 'high'],
    [7, 'high', 'medium'],
    [31, 'high', 'high'],
  ])('by %i days and of %s importance is of %s severity', (days, importance, severity) => {
    const to = new Date(Date.parse('2027-01-24') + days * 86_400_000).toISOString().slice(0, 10)
    expect(raised(detect({ importance, dates: [first, date(to, '2026-11-05')] }))[0]?.severity).toBe(severity)
  })
})

describe('a silent slip', () => {
  const items = [...pace, ...open(20)]

  it('is told when nobody moved the date but P80 lies beyond it', () => {
    const [condition] = raised(detect({ dates: [first] }, items))
    expect(condition).toMatchObject({
      kind: 'silent_slip',
      extent: 15,
      details: { from: '2027-01-24', to: '2027-02-08', movedByDays: 15, totalDays: 0, byPersonId: null },
    })
  })

  it('waits for a week after somebody set a new date, and is told then if P80 still lies beyond it', () => {
    const moved = (at: string) => detect({ dates: [first, date('2027-01-25', at)] }, items)
    const kinds = (conditions: readonly AlertCondition[]) => raised(conditions).map(condition => condition.kind)
    expect(kinds(moved('2027-01-10'))).toEqual(['milestone_slipped'])
    expect(kinds(moved('2027-01-03'))).toEqual(['milestone_slipped', 'silent_slip'])
    const before = keep([], change([], detect({ dates: [first] }, items)))
    expect(change(before, moved('2027-01-10')).map(entry => entry.type)).toEqual(['opened'])
  })

  it('is not told twice when the date has passed: then it is overdue', () => {
    expect(
      raised(detect({ dates: [date('2027-01-08', '2026-10-01')] }, items)).map(condition => condition.kind),
    ).toEqual(['milestone_overdue'])
  })

  it('is over only when the date holds again, not when P80 comes back to just within the tolerance', () => {
    const alerts = keep([], change([], detect({ dates: [first], toleranceDays: 10 }, items)))
    expect(alerts).toHaveLength(1)
    const within = detect({ dates: [first], toleranceDays: 10 }, [...pace, ...open(15)])
    expect(change(alerts, within)).toEqual([])
    expect(change([], within)).toEqual([])
    const holds = detect({ dates: [first], toleranceDays: 10 }, [...pace, ...open(9)])
    expect(change(alerts, holds)).toEqual([{ type: 'resolved', kind: 'silent_slip', fingerprint: 'silent_slip/m' }])
  })

  it('stays open while no forecast can be made, and is not opened then', () => {
    const before = keep([], change([], detect({ dates: [first] }, items)))
    const blind = detect({ dates: [first] }, open(20))
    expect(change(before, blind)).toEqual([])
    expect(change([], blind)).toEqual([])
  })
})

it('an overdue milestone is told with the days since its date', () => {
  expect(raised(detect({ dates: [date('2027-01-08', '2026-10-01')] }))).toMatchObject([
    { kind: 'milestone_overdue', extent: 3, details: { from: '2027-01-08', to: null } },
  ])
})

describe('the changes of alerts', () => {
  const slipped = detect({ dates: [first, second] })
  const opened = keep([], change([], slipped))

  it('open an alert once: the same evaluation again changes nothing', () => {
    expect(change([], slipped).map(entry => entry.type)).toEqual(['opened'])
    expect(change(opened, slipped)).toEqual([])
  })

  it('tell every further move later, even by a day', () => {
    const further = detect({ dates: [first, second, date('2027-02-12', '2026-12-01', 'cleo')] })
    expect(change(opened, further)).toMatchObject([
      {
        type: 'worsened',
        previousExtent: 18,
        condition: { extent: 19, details: { movedByDays: 1, byPersonId: 'cleo' } },
      },
    ])
    expect(change(keep(opened, change(opened, further)), further)).toEqual([])
  })

  it('tell a move later after a move earlier, although the total is less than before', () => {
    const pulledIn = detect({ dates: [first, second, date('2027-02-01', '2026-12-01')] })
    expect(change(opened, pulledIn)).toEqual([])
    const later = detect({ dates: [first, second, date('2027-02-01', '2026-12-01'), date('2027-02-05', '2026-12-10')] })
    expect(change(opened, later)).toMatchObject([
      { type: 'worsened', condition: { extent: 12, details: { movedByDays: 4 } } },
    ])
  })

  it('resolve an alert when the milestone is back, achieved or gone', () => {
    const back = detect({ dates: [first, second, date('2027-01-24', '2026-12-01')] })
    const resolved = [
      { type: 'resolved', kind: 'milestone_slipped', fingerprint: fingerprint('milestone_slipped', 'm') },
    ]
    expect(change(opened, back)).toEqual(resolved)
    expect(change(opened, detect({ dates: [first, second], actualDay: TODAY }))).toEqual(resolved)
    expect(change(opened, [])).toEqual(resolved)
  })

  it('say that an overdue milestone is still overdue once a week, not every day', () => {
    const overdue = (today: string) => detect({ dates: [date('2027-01-08', '2026-10-01')] }, [], today)
    let alerts = keep([], change([], overdue('2027-01-09')))
    const told: string[] = []
    for (let day = 10; day <= 31; day += 1) {
      const changes = change(alerts, overdue(`2027-01-${day}`))
      if (changes.length > 0) told.push(`2027-01-${day}`)
      alerts = keep(alerts, changes)
    }
    // 16: eight days, so of medium severity now; 23 and 30 a week after the one before. 31 lies within the week.
    expect(told).toEqual(['2027-01-16', '2027-01-23', '2027-01-30'])
  })

  it('keep a forecast that wavers by a few days to one message', () => {
    const silent = (extent: number): AlertCondition[] =>
      raised(detect({ dates: [first] }, [...pace, ...open(20)])).map(condition => ({ ...condition, extent }))
    const alerts = keep([], change([], silent(15)))
    expect(change(alerts, silent(17))).toEqual([])
    expect(change(alerts, silent(12))).toEqual([])
    expect(change(alerts, silent(20)).map(entry => entry.type)).toEqual(['worsened'])
  })
})
