import { expect, inject, test } from 'vitest'
import { runScript } from '../run-script.ts'
import { judgeAlerts, type MeasuredQueue } from './alerts/goals.ts'

test('the bench of alerts moves milestones in both trackers, is told of each, and edits everything at once', async () => {
  const small = ['--items', '400', '--moves', '2', '--rate', '10', '--seconds', '3', '--queue', 'postgres']
  const args = [...small, '--json', '--database', inject('serverUrl')]
  const { code, out, err } = await runScript('test/bench/alerts.ts', args)
  expect(err).not.toContain('broken')
  const { results, goals } = JSON.parse(out) as {
    readonly results: readonly MeasuredQueue[]
    readonly goals: readonly { readonly held: boolean }[]
  }
  // How fast it is, a machine that does other things cannot say.
  expect(code).toBe(goals.every(({ held }) => held) ? 0 : 1)
  expect(goals).toHaveLength(10)
  for (const { idle, load, floor, bulk } of results) {
    for (const { count, lost, p95 } of Object.values(idle)) {
      expect({ count, lost }).toEqual({ count: 2, lost: 0 })
      expect(p95).toBeGreaterThan(floor.ack.p50)
    }
    for (const { lost } of Object.values(load.alerts)) expect(lost).toBe(0)
    expect(load.ack.count).toBeGreaterThanOrEqual(30)
    expect(bulk.map(({ kind, items }) => ({ kind, items }))).toEqual([
      { kind: 'jira', items: 400 },
      { kind: 'azure-devops', items: 400 },
    ])
  }
}, 300_000)

test('a goal of alerts that is missed is said to be missed', () => {
  const spread = { count: 100, p50: 10, p95: 900, p99: 100 }
  const alerts = { jira: { ...spread, lost: 0 }, 'azure-devops': { ...spread, p95: 3_001, lost: 1 } }
  const load = { perSecond: 200, alerts, ack: { ...spread, p99: 100.5 }, refused: 0 }
  const bulkOf = (requests: number) => ({
    ...{ kind: 'jira' as const, items: 1_000, seconds: 1, requests, ack: spread },
    byEndpoint: { 'GET /rest/api/3/field': 1, 'POST /rest/api/3/issue/bulkfetch': requests - 1 },
  })
  const idle = { jira: { ...spread, lost: 0 }, 'azure-devops': { ...spread, lost: 0 } }
  const floor = { ack: spread, alert: spread }
  const goals = judgeAlerts([{ queue: 'postgres', idle, load, floor, bulk: [bulkOf(11), bulkOf(12)] }])
  expect(goals.map(({ held }) => held)).toEqual([true, true, true, true, false, false, false, true, true, false])
})
