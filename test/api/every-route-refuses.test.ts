import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Ground, startApi } from './ground.ts'

let ground: Ground

beforeAll(async () => {
  ground = await startApi()
})
afterAll(() => ground.close())

test('every route of the document but the probes, the receivers and the sign-in refuses who has no token, a wrong one, or another scheme', async () => {
  const open = ['/livez', '/readyz']
  for (const { method, path } of ground.operations) {
    if (open.includes(path) || path.includes('/webhooks/') || `${method} ${path}` === 'POST /api/v1/session') continue
    const url = path.replace(/\{\w+\}/, randomUUID())
    for (const authorization of [
      '',
      'Bearer wrong',
      `Basic ${ground.token}`,
      `Bearer ${ground.token}x`,
      `Bearer ${ground.token.toUpperCase()}`,
    ]) {
      const response = await ground.request({
        method: method as 'GET',
        url,
        headers: { authorization },
        ...(method === 'GET' ? {} : { payload: {} }),
      })
      expect(response.statusCode, `${method} ${path} with "${authorization}"`).toBe(401)
    }
  }
})

test('every route with an id answers 404 to an id of nothing and to one that cannot be', async () => {
  const bodies: Readonly<Record<string, object>> = {
    mappings: { decisions: [{ subject: 'status', externalId: '7', decision: 'withdraw' }] },
    'PUT /api/v1/people/{id}': { identityIds: [randomUUID()] },
    overrides: { colour: 'red', reason: 'Late.', expiresAt: '2027-01-01T00:00:00Z' },
    withdraw: { reason: 'Not late.' },
    baselines: { approvedBy: 'Elena Petrova', reason: 'Approved.' },
    approve: { approvedBy: 'Elena Petrova', reason: 'Approved.' },
    reject: { rejectedBy: 'Elena Petrova', reason: 'Later.' },
    scores: { values: [{ criterion: 'value', value: 1 }] },
    'score-model': {
      method: 'weighted',
      criteria: [{ name: 'value', source: 'entered', weight: 1, part: 'value' }],
    },
    preview: { scope: [] },
    'PUT /api/v1/milestones/{id}/items': { itemIds: [] },
    syncs: { mode: 'full' },
    snooze: { until: '2027-01-01T00:00:00Z' },
    replay: { since: '2027-01-01T00:00:00Z' },
  }
  const queries: Readonly<Record<string, string>> = { changes: '?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z' }
  for (const { method, path } of ground.operations) {
    if (!path.includes('{')) continue
    const last = path.split('/').at(-1) ?? ''
    for (const id of [randomUUID(), 'nonsense', '%00', "1' or '1'='1"]) {
      const payload = ['POST', 'PUT', 'PATCH'].includes(method)
        ? { payload: bodies[`${method} ${path}`] ?? bodies[last] ?? {} }
        : {}
      const response = await ground.request({
        method: method as 'GET',
        url: path.replace(/\{\w+\}/, encodeURIComponent(decodeURIComponent(id))) + (queries[last] ?? ''),
        ...payload,
      })
      expect(response.statusCode, `${method} ${path} of ${id}: ${response.body}`).toBe(404)
    }
  }
})
