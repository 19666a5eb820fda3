import { describe, expect, it } from 'vitest'
import type { AlertCondition, InitiativeAlertKind, OpenAlert } from '../../../src/portfolio/alert/alert.ts'
import { DEFAULT_ALERT_RULES, fillAlertRules, type GivenAlertRules } from '../../../src/portfolio/alert/alert-rules.ts'
import { changeAlerts } from '../../../src/portfolio/alert/change-alerts.ts'
import { detectAlerts } from '../../../src/portfolio/alert/detect-alerts.ts'
import type { IterationContent } from '../../../src/portfolio/alert/iteration-alerts.ts'
import { type Assessment, assess } from '../../../src/portfolio/assessment.ts'
import { addWorkingDays } from '../../../src/portfolio/calendar.ts'
import { DEFAULT_HEALTH_RULES } from '../../../src/portfolio/health/health.ts'
import type { InitiativeFacts, MilestoneFacts } from '../../../src/portfolio/initiative.ts'
import { date, finished, initiative, item, milestone, plan, present, record, tracker } from '../facts.ts'

const STATUS_AT = '2027-01-11T09:00:00.000Z'
const TODAY = '2027-01-11'
const options = { statusAt: STATUS_AT, seed: 1, rules: DEFAULT_HEALTH_RULES, previous: null }
const pace = Array.from({ length: 30 }, (_, index) => finished(`done${index}`, addWorkingDays(TODAY, -1 - index)))
const todo = Array.from({ length: 10 }, (_, index) => item(`open${index}`))

const detect = (
  kind: InitiativeAlertKind,
  facts: InitiativeFacts,
  {
    rules = {},
    change = assessment => assessment,
    iterations = [],
  }: {
    readonly rules?: GivenAlertRules
    readonly change?: (assessment: Assessment) => Assessment
    readonly iterations?: readonly IterationContent[]
  } = {},
): readonly AlertCondition[] =>
  detectAlerts(change(assess(facts, options)), facts, fillAlertRules({ kinds: [kind], ...rules }), iterations)

const dated = (set: Partial<MilestoneFacts>) =>
  initiative({
    items: [...pace, ...todo],
    trackers: [tracker('jira')],
    milestones: [milestone('m', { itemIds: [...pace, ...todo].map(({ id }) => id), ...set })],
  })

it('what most would hear too often is told only to those who ask for it', () => {
  const kinds: readonly string[] = DEFAULT_ALERT_RULES.kinds
  expect(kinds).toContain('stale_initiative')
  for (const kind of [
    'milestone_at_risk',
    'milestone_pulled_in',
    'blocked_long',
    'compliance_gap',
    'iteration_scope_change',
    'health_grey',
  ])
    expect(kinds).not.toContain(kind)
})

describe('a milestone at risk', () => {
  const withProbability = (probabilityByTarget: number) => (assessment: Assessment) => ({
    ...assessment,
    milestones: assessment.milestones.map(each =>
      each.forecast.status === 'forecast' ? { ...each, forecast: { ...each.forecast, probabilityByTarget } } : each,
    ),
  })
  const facts = dated({ dates: [date('2027-01-24', '2026-10-01')] })

  it.each([
    [0.1, 'medium', 90],
    [0.49, 'medium', 51],
  ])('is told when %d of the futures meet its date', (probability, severity, extent) => {
    expect(detect('milestone_at_risk', facts, { change: withProbability(probability) })).toMatchObject([
      {
        status: 'raised',
        fingerprint: 'milestone_at_risk/m',
        severity,
        extent,
        details: { milestoneName: 'Checkout 1.3', reason: expect.stringContaining('of the simulated futures meet') },
      },
    ])
  })

  it.each([
    [0.5, ['unknown']],
    [0.59, ['unknown']],
    [0.6, []],
    [1, []],
  ])('stays told until clearly more than half of the futures meet it: %d', (probability, statuses) => {
    const found = detect('milestone_at_risk', facts, { change: withProbability(probability) })
    expect(found.map(({ status }) => status)).toEqual(statuses)
  })

  it('of high importance is told with a higher severity', () => {
    const important = dated({ dates: [date('2027-01-24', '2026-10-01')], importance: 'high' })
    expect(detect('milestone_at_risk', important, { change: withProbability(0.2) })).toMatchObject([
      { severity: 'high' },
    ])
  })

  it('is not told where a silent slip tells the same', () => {
    const late = dated({ dates: [date('2027-01-13', '2026-10-01')] })
    const both = { rules: { kinds: ['silent_slip', 'milestone_at_risk'] } } as const
    expect(detect('silent_slip', late, both).map(({ kind }) => kind)).toEqual(['silent_slip'])
    expect(detect('milestone_at_risk', late).map(({ kind }) => kind)).toEqual(['milestone_at_risk'])
  })

  it('whose date was just set is trusted for a while', () => {
    const moved = dated({ dates: [date('2027-01-12', '2026-10-01'), date('2027-01-13', '2027-01-10')] })
    expect(detect('milestone_at_risk', moved).map(({ status }) => status)).toEqual(['unknown'])
  })
})

it('a milestone that was moved earlier is told from so many days on, with who moved it', () => {
  const dates = [date('2027-03-24', '2026-10-01', 'ana'), date('2027-03-18', '2026-11-05', 'ben')]
  expect(detect('milestone_pulled_in', dated({ dates }))).toMatchObject([
    {
      severity: 'low',
      extent: 6,
      details: { movedByDays: -6, byPersonId: 'ben', from: '2027-03-24', to: '2027-03-18' },
    },
  ])
  expect(detect('milestone_pulled_in', dated({ dates }), { rules: { limits: { pulledInDays: 7 } } })).toEqual([])
})

describe('blocked work', () => {
  const blocked = (...days: readonly number[]) =>
    initiative({
      items: todo,
      trackers: [tracker('jira')],
      record: record({
        present: present({
          plans: days.map((count, index) =>
            plan(`open${index}`, { blockedSince: new Date(Date.parse(STATUS_AT) - count * 86_400_000).toISOString() }),
          ),
        }),
      }),
    })

  it('is one alert of an initiative, by its longest, with the items', () => {
    expect(detect('blocked_long', blocked(12, 40, 3))).toMatchObject([
      {
        fingerprint: 'blocked_long/checkout',
        severity: 'medium',
        extent: 40,
        details: {
          reason: '2 items are blocked for 10 days or more, the longest for 40.',
          evidenceIds: ['open1', 'open0'],
        },
      },
    ])
    expect(detect('blocked_long', blocked(9))).toEqual([])
  })

  it('is told with the severity and from the day that the portfolio says', () => {
    const rules = { limits: { blockedDays: 3 }, severities: { blocked_long: 'high' } } as const
    expect(detect('blocked_long', blocked(4), { rules })).toMatchObject([{ severity: 'high', extent: 4 }])
  })

  it('is told again after another week, not every day', () => {
    let open: readonly OpenAlert[] = []
    const told = Array.from({ length: 15 }, (_, day) => {
      const changes = changeAlerts(open, detect('blocked_long', blocked(10 + day)), DEFAULT_ALERT_RULES)
      for (const change of changes)
        if (change.type !== 'resolved') open = [{ ...change.condition, at: change.condition.details.at }]
      return changes.map(({ type }) => type)
    })
    expect(told.flat()).toEqual(['opened', 'worsened', 'worsened'])
  })

  it('stays as it is where nothing is known of it', () => {
    const past = initiative({ record: record({ present: null }) })
    expect(detect('blocked_long', past)).toEqual([
      { status: 'unknown', kind: 'blocked_long', fingerprint: 'blocked_long/checkout' },
    ])
  })
})

describe('an initiative in which nothing happens', () => {
  const still = (updatedAt: string, set: Partial<InitiativeFacts> = {}) =>
    initiative({
      items: [item('a', { state: 'in_progress', startedAt: '2026-10-01T08:00:00.000Z' })],
      trackers: [tracker('jira')],
      record: record({ present: present({ plans: [plan('a', { updatedAt })] }) }),
      ...set,
    })

  it('is told after a month, and again after two weeks', () => {
    expect(detect('stale_initiative', still('2026-12-12T09:00:00.000Z'))).toMatchObject([
      { severity: 'medium', extent: 30, details: { reason: 'Nothing has changed for 30 days, and 1 item is open.' } },
    ])
    expect(detect('stale_initiative', still('2026-12-12T09:00:01.000Z'))).toEqual([])
  })

  it('is not told of while its tracker was not read lately', () => {
    const blind = { trackers: [tracker('jira', { syncedAt: '2027-01-10T08:00:00.000Z' })] }
    expect(detect('stale_initiative', still('2026-10-12T09:00:00.000Z', blind)).map(({ status }) => status)).toEqual([
      'unknown',
    ])
  })

  it('is not told of when it has not begun, or is done', () => {
    expect(detect('stale_initiative', still('2026-10-12T09:00:00.000Z', { items: [item('a')] }))).toEqual([])
    expect(detect('stale_initiative', still('2026-10-12T09:00:00.000Z', { record: record() }))).toEqual([])
  })

  it('moves when an item is done, although the others do not', () => {
    const items = [
      item('a', { state: 'in_progress', startedAt: '2026-10-01T08:00:00.000Z' }),
      finished('b', '2027-01-04'),
    ]
    expect(detect('stale_initiative', still('2026-10-12T09:00:00.000Z', { items }))).toEqual([])
  })
})

describe('an initiative that is badly kept', () => {
  const scored = (score: number | null) => (assessment: Assessment) => {
    const { findings } = assessment
    if (findings?.compliance == null) throw new Error('no compliance')
    return { ...assessment, findings: { ...findings, compliance: { ...findings.compliance, score } } }
  }
  const detectScore = (score: number | null) => detect('compliance_gap', initiative(), { change: scored(score) })

  it('is told with the rules it breaks', () => {
    expect(detectScore(0.4)).toMatchObject([
      { severity: 'low', extent: 60, details: { reason: expect.stringContaining('It has no owner.') } },
    ])
  })

  it.each([
    [0.6, ['unknown']],
    [0.66, []],
    [null, ['unknown']],
  ])('stays told until its score is clearly above the limit: %s', (score, statuses) => {
    expect(detectScore(score).map(({ status }) => status)).toEqual(statuses)
  })
})

describe('an iteration under way', () => {
  const began = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j']
  const content = (present: readonly string[], beganWith = began): IterationContent => ({
    ...{ id: 'i1', name: 'Iteration 7', connectionId: 'jira', beganWith, present },
  })
  const detectContent = (...iterations: readonly IterationContent[]) =>
    detect('iteration_scope_change', initiative(), { iterations })

  it('that became another is told with what joined and what left', () => {
    expect(detectContent(content([...began.slice(2), 'x', 'y']))).toMatchObject([
      {
        fingerprint: 'iteration_scope_change/checkout/i1',
        extent: 40,
        details: {
          reason: expect.stringContaining('"Iteration 7" began with 10 items; 2 joined and 2 left it since (40 %'),
          evidenceIds: ['x', 'y', 'a', 'b'],
          connectionId: 'jira',
        },
      },
    ])
  })

  it('that changed a little is not, and one that comes back to about that stays told', () => {
    expect(detectContent(content([...began, 'x', 'y', 'z'])).map(({ status }) => status)).toEqual(['unknown'])
    expect(detectContent(content([...began, 'x']))).toEqual([])
  })

  it('that began with a few items is not, nor one that is over', () => {
    expect(detectContent(content(['x', 'y', 'z'], ['a']))).toEqual([])
    expect(detectContent()).toEqual([])
  })
})
