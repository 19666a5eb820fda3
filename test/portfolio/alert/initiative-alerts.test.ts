import { describe, expect, it } from 'vitest'
import type { AlertCondition, AlertKind, OpenAlert } from '../../../src/portfolio/alert/alert.ts'
import { DEFAULT_ALERT_RULES, fillAlertRules } from '../../../src/portfolio/alert/alert-rules.ts'
import { changeAlerts } from '../../../src/portfolio/alert/change-alerts.ts'
import { detectDependencyAlerts } from '../../../src/portfolio/alert/dependency-alerts.ts'
import { detectInitiativeAlerts } from '../../../src/portfolio/alert/initiative-alerts.ts'
import type { DependencyAssessment } from '../../../src/portfolio/dependency/assess-dependencies.ts'
import type { JudgedDependency } from '../../../src/portfolio/dependency/judge-dependencies.ts'
import type { Health, HealthAxis, JudgedAxis } from '../../../src/portfolio/health/health.ts'

const STATUS_AT = '2027-01-11T09:00:00.000Z'

const axis = (name: HealthAxis, change: Partial<JudgedAxis> = {}): JudgedAxis => ({
  axis: name,
  colour: 'green',
  value: 0,
  threshold: 0.1,
  unit: 'share',
  reasons: [`The reason of ${name}.`],
  evidenceIds: ['a', 'b'],
  ...change,
})
const health = (change: Partial<Health>): Health => ({
  colour: 'green',
  computedColour: 'green',
  betterEvaluations: 0,
  worstAxis: 'schedule',
  axes: [],
  reasons: ['The worst reason.'],
  ruleVersion: '1',
  ...change,
})
const detect = ({ axes = [], ...change }: Partial<Health>, said: readonly AlertKind[] = []) => {
  const others = [axis('cost', { colour: 'not_measured', value: null, threshold: null }), axis('scope')]
  const all = [...axes, ...others.filter(other => !axes.some(({ axis: name }) => name === other.axis))]
  return detectInitiativeAlerts(
    { initiativeId: 'checkout', statusAt: STATUS_AT, health: health({ ...change, axes: all }) },
    new Set(said),
  )
}

describe('an initiative', () => {
  it('whose cost is beyond its limit is told with the reason and the evidence of the axis', () => {
    const axes = [axis('cost', { colour: 'red', value: -0.32, threshold: -0.2 })]
    expect(detect({ axes })).toMatchObject([
      {
        status: 'raised',
        kind: 'cost_overrun',
        fingerprint: 'cost_overrun/checkout',
        severity: 'high',
        extent: 32,
        details: {
          initiativeId: 'checkout',
          milestoneId: null,
          reason: 'The reason of cost.',
          evidenceIds: ['a', 'b'],
        },
      },
    ])
  })

  it('that grew a little is told with medium severity', () => {
    const axes = [axis('scope', { colour: 'amber', value: 0.15 })]
    expect(detect({ axes })).toMatchObject([{ kind: 'scope_growth', severity: 'medium', extent: 15 }])
  })

  it.each([
    ['red and no other alert says why', { colour: 'red', worstAxis: 'quality' }, [], ['health_red']],
    ['red by its dates, which nothing tells', { colour: 'red', worstAxis: 'schedule' }, [], ['health_red']],
    ['red by its dates, which a slip tells', { colour: 'red', worstAxis: 'schedule' }, ['milestone_slipped'], []],
    ['grey', { colour: 'grey', worstAxis: 'data' }, [], ['health_red unknown', 'health_grey']],
    ['amber', { colour: 'amber', worstAxis: 'quality' }, [], []],
  ] as const)('that is %s', (_, change, said, kinds) => {
    const found = detect(change, said).map(({ kind, status }) => (status === 'raised' ? kind : `${kind} ${status}`))
    expect(found).toEqual(kinds)
  })

  it('that is red by its cost is told once', () => {
    const axes = [axis('cost', { colour: 'red', value: -0.32, threshold: -0.2 })]
    expect(detect({ colour: 'red', worstAxis: 'cost', axes }).map(({ kind }) => kind)).toEqual(['cost_overrun'])
  })

  it('whose number wavers around the limit rings once, and is over when it is clearly below', () => {
    const at = (value: number) => detect({ axes: [axis('scope', { colour: value > 0.1 ? 'amber' : 'green', value })] })
    let open: readonly OpenAlert[] = []
    const told: string[] = []
    for (const value of [0.05, 0.11, 0.099, 0.12, 0.095, 0.11, 0.05, 0.11]) {
      for (const change of changeAlerts(open, at(value), DEFAULT_ALERT_RULES)) {
        told.push(`${change.type} at ${value}`)
        open = change.type === 'resolved' ? [] : [{ ...change.condition, at: change.condition.details.at }]
      }
    }
    expect(told).toEqual(['opened at 0.11', 'resolved at 0.05', 'opened at 0.11'])
  })

  it('whose scope cannot be measured now keeps the alert it had', () => {
    const conditions = detect({ axes: [axis('scope', { colour: 'grey', value: null })] })
    expect(conditions).toEqual([{ status: 'unknown', kind: 'scope_growth', fingerprint: 'scope_growth/checkout' }])
  })
})

describe('what an initiative waits for', () => {
  const dependency = (change: Partial<JudgedDependency> = {}): JudgedDependency => ({
    id: 'd1',
    origin: 'pmo',
    provider: { type: 'item', id: 'p', name: 'API-1 Tokens', initiativeId: 'platform', initiative: 'Platform' },
    consumer: { type: 'milestone', id: 'm', name: 'Go-live', initiativeId: 'checkout', initiative: 'Checkout' },
    lagDays: 0,
    reason: null,
    status: 'violated',
    providerP50: '2027-02-20',
    providerP80: '2027-03-01',
    neededBy: '2027-02-01',
    probabilityLate: 0.9,
    text: 'API-1 Tokens is needed by 2027-02-01 and is forecast for 2027-02-20.',
    ...change,
  })
  type Counts = DependencyAssessment['counts']
  const violated = { kind: 'dependency_violated', fingerprint: 'dependency_violated/d1' } as const
  const told = (open: readonly JudgedDependency[], counted: Partial<Counts> = {}) => {
    const counts = { violated: 0, at_risk: 0, unknown: 0, holds: 0, met: 0, ...counted }
    const dependencies = { counts, open, cycles: [], criticalPath: [] }
    return detectDependencyAlerts({ initiativeId: 'checkout', statusAt: STATUS_AT, dependencies }, DEFAULT_ALERT_RULES)
  }

  it('and gets too late is told to it, with the days and the milestone', () => {
    expect(told([dependency()])).toMatchObject([
      {
        kind: 'dependency_violated',
        fingerprint: 'dependency_violated/d1',
        severity: 'medium',
        extent: 19,
        details: { milestoneName: 'Go-live', from: '2027-02-01', to: '2027-02-20', evidenceIds: ['p', 'm'] },
      },
    ])
  })

  it('is told neither to who provides it nor while it only may be late', () => {
    const elsewhere = { ...dependency().consumer, initiativeId: 'other' }
    expect(told([dependency({ consumer: elsewhere })])).toEqual([])
    expect(told([dependency({ status: 'at_risk' })]).map(({ status }) => status)).toEqual(['unknown'])
  })

  it('stays told while it is at risk or unknown, and is over once that holds or is met', () => {
    const open = [{ ...violated, severity: 'medium', extent: 19, at: STATUS_AT }] as const
    const change = (conditions: readonly AlertCondition[]) => changeAlerts(open, conditions, DEFAULT_ALERT_RULES)
    for (const status of ['at_risk', 'unknown'] as const) {
      expect(change(told([dependency({ status })]))).toEqual([])
      expect(changeAlerts([], told([dependency({ status })]), DEFAULT_ALERT_RULES)).toEqual([])
    }
    expect(change(told([dependency({ status: 'holds' })]))).toEqual([{ type: 'resolved', ...violated }])
    expect(change(told([]))).toEqual([{ type: 'resolved', ...violated }])
  })

  it('stays told where so many others are worse that it is left out', () => {
    const open = [{ ...violated, severity: 'medium', extent: 19, at: STATUS_AT }] as const
    const others = [dependency({ id: 'd2' })]
    const change = (counts: Partial<Counts>) => changeAlerts(open, told(others, counts), DEFAULT_ALERT_RULES)
    expect(change({ violated: 2 }).map(({ type }) => type)).toEqual(['opened'])
    expect(change({ violated: 1, holds: 9 }).map(({ type }) => type)).toEqual(['opened', 'resolved'])
  })
})

it('rules that were set in part are as in the code for the rest', () => {
  expect(fillAlertRules({ lowDays: 2, steps: { silent_slip: 9 } })).toEqual({
    ...DEFAULT_ALERT_RULES,
    lowDays: 2,
    steps: { ...DEFAULT_ALERT_RULES.steps, silent_slip: 9 },
  })
})
