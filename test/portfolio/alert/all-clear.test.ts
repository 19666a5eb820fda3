import { describe, expect, it } from 'vitest'
import type { AlertChange, AlertKind, OpenAlert } from '../../../src/portfolio/alert/alert.ts'
import { INITIATIVE_ALERT_KINDS } from '../../../src/portfolio/alert/alert.ts'
import { DEFAULT_ALERT_RULES, fillAlertRules } from '../../../src/portfolio/alert/alert-rules.ts'
import { changeAlerts } from '../../../src/portfolio/alert/change-alerts.ts'
import { detectAlerts } from '../../../src/portfolio/alert/detect-alerts.ts'
import { assess } from '../../../src/portfolio/assessment.ts'
import { addWorkingDays } from '../../../src/portfolio/calendar.ts'
import { DEFAULT_HEALTH_RULES } from '../../../src/portfolio/health/health.ts'
import type { MilestoneFacts, ScopeItem } from '../../../src/portfolio/initiative.ts'
import { date, finished, initiative, item, milestone, tracker } from '../facts.ts'

const TODAY = '2027-01-11'
const OF_A_DATE = [
  'milestone_slipped',
  'silent_slip',
  'milestone_overdue',
  'milestone_at_risk',
  'milestone_pulled_in',
] as const
const everything = fillAlertRules({ kinds: INITIATIVE_ALERT_KINDS })

/** One item a working day until then, and twenty to come. */
const work: readonly ScopeItem[] = [
  ...Array.from({ length: 30 }, (_, index) => finished(`done${index}`, addWorkingDays(TODAY, -1 - index))),
  ...Array.from({ length: 20 }, (_, index) => item(`open${index}`)),
]

function detect(set: Partial<MilestoneFacts>, rules = everything) {
  const itemIds = work.map(({ id }) => id)
  const milestones = [milestone('m', { itemIds, ...set })]
  const facts = initiative({ items: work, trackers: [tracker('jira')], milestones })
  const options = { statusAt: `${TODAY}T09:00:00.000Z`, seed: 1, rules: DEFAULT_HEALTH_RULES, previous: null }
  return detectAlerts(assess(facts, options), facts, rules)
}

const stands = (kind: AlertKind): OpenAlert => ({
  ...{ kind, fingerprint: `${kind}/m`, severity: 'low', extent: 30, at: '2027-01-01T09:00:00.000Z' },
})

/** What changes about alerts of the milestone that stand. */
const change = (
  kinds: readonly AlertKind[],
  set: Partial<MilestoneFacts>,
  rules = everything,
): readonly AlertChange[] =>
  changeAlerts(kinds.map(stands), detect(set, rules), rules).filter(each =>
    (each.type === 'resolved' ? each : each.condition).fingerprint.endsWith('/m'),
  )

const first = date('2027-01-08', '2026-10-01')
const removed = date(null, '2027-01-10')

describe('a milestone whose date was taken away', () => {
  it('keeps every alert that it has, and gets none', () => {
    expect(change(OF_A_DATE, { dates: [first, removed] })).toEqual([])
    expect(change([], { dates: [first, removed] })).toEqual([])
  })

  it('has no alert any more once it is achieved, which is told', () => {
    const changes = change(['milestone_slipped'], { dates: [first, removed], actualDay: TODAY })
    expect(changes).toEqual([{ type: 'resolved', kind: 'milestone_slipped', fingerprint: 'milestone_slipped/m' }])
  })

  it('is over as it was when it has left the scope', () => {
    expect(changeAlerts([stands('milestone_slipped')], [], everything)).toEqual([
      { type: 'resolved', kind: 'milestone_slipped', fingerprint: 'milestone_slipped/m' },
    ])
  })

  it('does not keep a red initiative from being told', () => {
    const facts = initiative({ milestones: [milestone('m', { dates: [first, removed] })] })
    const options = { statusAt: `${TODAY}T09:00:00.000Z`, seed: 1, rules: DEFAULT_HEALTH_RULES, previous: null }
    const found = assess(facts, options)
    const red = { ...found, health: { ...found.health, colour: 'red', worstAxis: 'schedule' } } as const
    expect(detectAlerts(red, facts).map(({ kind }) => kind)).toContain('health_red')
  })
})

describe('an alert that another of the same milestone replaces', () => {
  const ended = (changes: readonly AlertChange[]) =>
    changes.flatMap(each => (each.type === 'resolved' ? [[each.kind, each.quietly ?? null]] : []))

  it('ends quietly on the day its date has passed', () => {
    const others = OF_A_DATE.filter(kind => kind !== 'milestone_overdue')
    const changes = change(others, { dates: [first] })
    expect(changes.filter(({ type }) => type === 'opened')).toMatchObject([
      { condition: { kind: 'milestone_overdue' } },
    ])
    const why = 'Its date has passed: that it is overdue is an alert of its own.'
    expect(ended(changes)).toEqual(others.map(kind => [kind, why]))
  })

  it('ends quietly where what was at risk is forecast to be late', () => {
    const changes = change(['milestone_at_risk'], { dates: [date('2027-01-13', '2026-10-01')] })
    expect(ended(changes)).toEqual([['milestone_at_risk', 'It is forecast to be late: that is an alert of its own.']])
  })

  it('ends quietly where what came earlier was moved beyond its baseline', () => {
    const dates = [date('2027-06-01', '2026-10-01'), date('2027-07-01', '2026-11-01')]
    expect(ended(change(['milestone_pulled_in'], { dates }))).toEqual([
      ['milestone_pulled_in', 'It was moved later than planned: that is an alert of its own.'],
    ])
  })

  it('is told to be over where nobody is told of what replaces it', () => {
    const rules = fillAlertRules({ kinds: ['silent_slip'] })
    expect(ended(change(['silent_slip'], { dates: [first] }, rules))).toEqual([['silent_slip', null]])
  })

  it('is told to be over where it is, though others of its milestone stand', () => {
    const dates = [date('2027-05-01', '2026-10-01'), date('2027-06-01', '2026-11-01')]
    expect(ended(change(['milestone_slipped', 'silent_slip'], { dates }))).toEqual([['silent_slip', null]])
  })
})

it('alerts of a kind that is switched off end quietly, whatever their condition', () => {
  const rules = fillAlertRules({ kinds: ['milestone_slipped'] })
  const why = 'The alert rules no longer ask for alerts of this kind.'
  expect(change(['milestone_overdue', 'silent_slip'], { dates: [first] }, rules)).toEqual(
    (['milestone_overdue', 'silent_slip'] as const).map(kind => ({
      ...{ type: 'resolved', kind, fingerprint: `${kind}/m`, quietly: why },
    })),
  )
  expect(changeAlerts([stands('milestone_overdue')], [], DEFAULT_ALERT_RULES)).toEqual([
    { type: 'resolved', kind: 'milestone_overdue', fingerprint: 'milestone_overdue/m' },
  ])
})

it('alerts that follow no rules of a portfolio are told to be over', () => {
  const open = [{ ...stands('connection_blind'), fingerprint: 'connection_blind/jira' }]
  expect(changeAlerts(open, [], { steps: {} })).toEqual([
    { type: 'resolved', kind: 'connection_blind', fingerprint: 'connection_blind/jira' },
  ])
})
