import { expect, it } from 'vitest'
import { escalateAlerts, type WaitingAlert } from '../../../src/portfolio/alert/escalate-alerts.ts'
import { slip } from './slip.ts'

const OPENED = '2026-03-02T10:00:00.000Z'
const after = (hours: number): string => new Date(Date.parse(OPENED) + hours * 3_600_000).toISOString()
const rules = { escalateAfterHours: { low: null, medium: 24, high: 4 } }

const alert = (change: Partial<WaitingAlert> = {}): WaitingAlert => ({
  kind: 'milestone_slipped',
  fingerprint: 'milestone_slipped/m',
  severity: 'medium',
  extent: 9,
  at: OPENED,
  unansweredSince: OPENED,
  escalations: 0,
  ...change,
})
const escalate = (change: Partial<WaitingAlert>, hours: number) =>
  escalateAlerts([alert(change)], [], rules, after(hours))

it.each<[string, Partial<WaitingAlert>, number, number]>([
  ['too early', {}, 23.9, 0],
  ['unanswered for long enough', {}, 24, 1],
  ['acknowledged', { unansweredSince: null }, 100, 0],
  ['snoozed until then', { unansweredSince: after(90) }, 100, 0],
  ['of a severity that waits for nobody', { severity: 'low' }, 1_000, 0],
  ['high from the beginning', { severity: 'high' }, 4, 1],
  ['high because it was escalated', { severity: 'high', escalations: 1 }, 1_000, 0],
])('an alert that is %s', (_, change, hours, count) => {
  expect(escalate(change, hours)).toHaveLength(count)
})

it('becomes a step more severe, the first time and the second', () => {
  expect(escalate({}, 24)).toEqual([
    {
      type: 'escalated',
      kind: 'milestone_slipped',
      fingerprint: 'milestone_slipped/m',
      severity: 'high',
      escalation: 1,
    },
  ])
  expect(escalate({ escalations: 1 }, 24)).toMatchObject([{ escalation: 2 }])
})

it('is not escalated by the evaluation that tells of it anyhow', () => {
  const condition = slip({ milestoneId: 'm' })
  const changes = [{ type: 'worsened', condition, previousExtent: 3 }] as const
  expect(escalateAlerts([alert()], changes, rules, after(48))).toEqual([])
  const over = [{ type: 'resolved', kind: 'milestone_slipped', fingerprint: 'milestone_slipped/m' }] as const
  expect(escalateAlerts([alert()], over, rules, after(48))).toEqual([])
})
