import { afterAll, beforeAll, expect, test } from 'vitest'
import { saveHolds } from '../../src/store/sync/deletion-holds.ts'
import {
  seedCompleteSync,
  seedItem,
  seedPerson,
  seedProject,
  seedRelease,
  seedSpans,
  seedWord,
  seedWorklog,
} from '../store/seed.ts'
import { assessNow, assessWithAlerts } from './assess-now.ts'
import { expectAudited } from './audited.ts'
import { drawDependency } from './draw-dependency.ts'
import { connectionBody, type Ground, startApi } from './ground.ts'
import { keepControl } from './keep-control.ts'
import type { Operation } from './operations.ts'
import { planInMoney } from './plan-in-money.ts'
import { readNames } from './read-names.ts'
import { signIn } from './sign-in.ts'

const NOW = '2026-03-01T09:00:00.000Z'

const DECISION = { subject: 'status', externalId: '7', decision: 'override', meaning: null }

let ground: Ground

beforeAll(async () => {
  ground = await startApi({ now: () => new Date(NOW) })
})
afterAll(() => ground.close())

interface Made {
  readonly id: string
  readonly webhook: { readonly secret: string }
}

async function ask<Answer = Made>(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  url: string,
  payload?: object,
  headers = {},
): Promise<Answer> {
  const response = await ground.request({ method, url, ...(payload === undefined ? {} : { payload }), headers })
  expect(response.statusCode, `${method} ${url}: ${response.body}`).toBeLessThan(300)
  return response.body === '' ? ({} as Answer) : response.json<Answer>()
}

test('a portfolio is set up, read, judged and taken down again, and every route of the document answers as documented', async () => {
  const { db } = ground.database
  const v1 = '/api/v1'
  const connection = await ask('POST', `${v1}/connections`, connectionBody())
  const spare = await ask('POST', `${v1}/connections`, connectionBody({ name: 'Spare' }))
  const jira = connection.id
  await ask('PATCH', `${v1}/connections/${jira}`, { syncEverySeconds: 60 })
  await ask('POST', `${v1}/connections/${jira}/check`)
  await ask('POST', `${v1}/connections/${jira}/webhooks`)
  await ask('GET', `${v1}/connections/${jira}/webhooks`)
  await ask('DELETE', `${v1}/connections/${jira}/webhooks`)
  const run = await ask('POST', `${v1}/connections/${jira}/syncs`, { mode: 'full' })

  await seedCompleteSync(db, jira, '2026-03-01T08:00:00Z')
  const person = await seedPerson(db, jira, 'Amara Osei')
  const pay = await seedProject(db, jira, 'PAY', 'Payments')
  const release = await seedRelease(db, jira, pay, 'Checkout 1.3', { targetDay: '2026-04-20' })
  await seedSpans(db, jira, release, 'target_day', [
    { from: '2026-01-02T00:00:00Z', value: '2026-04-01' },
    { from: '2026-02-02T10:00:00Z', value: '2026-04-20', by: person },
  ])
  const item = await seedItem(db, jira, pay, 'PAY-1', {
    releaseIds: [release],
    estimate: 5,
    estimateUnit: 'points',
    state: 'in_progress',
    assigneeId: person,
  })
  await seedSpans(db, jira, item, 'state', [
    { from: '2026-01-05T09:00:00Z', value: 'todo' },
    { from: '2026-02-01T09:00:00Z', value: 'in_progress', by: person },
  ])
  await seedWorklog(db, jira, item, '2026-02-02T09:00:00Z', 2)

  const token = await ask('POST', `${v1}/tokens`, { name: 'Committee', expiresInDays: 90 })
  await ask('GET', `${v1}/tokens`)
  await ask('DELETE', `${v1}/tokens/${token.id}`)

  const entered = await ask('POST', `${v1}/availabilities`, {
    personId: person,
    employment: 'contractor',
    hoursPerWeek: 20,
    firstDay: '2026-01-01',
  })
  await ask('DELETE', `${v1}/availabilities/${entered.id}`)

  const portfolio = await ask('POST', `${v1}/portfolios`, { name: 'Customer Growth', owner: 'Amara Osei' })
  const program = await ask('POST', `${v1}/programs`, { name: 'Digital Channels', parentId: portfolio.id, weight: 2 })
  const initiative = await ask('POST', `${v1}/initiatives`, {
    name: 'Instant Checkout',
    parentId: program.id,
    priority: 1,
    scope: [{ effect: 'include', connectionId: jira, selector: 'project', value: 'PAY' }],
    trackerWeights: [{ connectionId: jira, weight: 1 }],
  })
  const workstream = await ask('POST', `${v1}/workstreams`, { name: 'Stores', parentId: program.id })
  expect(ground.rings.at(-1)).toEqual({ name: 'assess-initiative', payload: { initiativeId: initiative.id } })
  const manual = await ask('POST', `${v1}/milestones`, {
    initiativeId: initiative.id,
    name: 'Board approval',
    day: '2026-06-01',
    importance: 'high',
  })
  await ask('PATCH', `${v1}/milestones/${manual.id}`, { day: '2026-06-30', toleranceDays: 3 })
  await assessWithAlerts(db, initiative.id, NOW)

  const rollup = await ask<{
    root: {
      openAlerts: number
      children: { children: { progress: object; byTracker: object[]; nextMilestone: object }[] }[]
    }
  }>('GET', `${v1}/portfolios/${portfolio.id}/rollup`)
  expect(rollup.root.openAlerts).toBe(2)
  expect(rollup.root.children[0]?.children[0]).toMatchObject({
    name: 'Instant Checkout',
    assessedAt: NOW,
    byTracker: [{ connectionId: jira, name: 'Paper', kind: 'paper', share: 1 }],
    nextMilestone: { milestone: { name: 'Checkout 1.3', movedByDays: 19 } },
  })
  await ask('GET', `${v1}/portfolios/${portfolio.id}/rollup?asOf=2026-01-01T00:00:00Z`)
  await ask('GET', `${v1}/portfolios/${portfolio.id}/trend`)
  await ask('GET', `${v1}/portfolios/${portfolio.id}/changes?from=2026-01-01T00:00:00Z`)
  const tomorrow = new Date(Date.parse(NOW) + 86_400_000).toISOString()
  for (const path of [`portfolios/${portfolio.id}/rollup`, `initiatives/${initiative.id}/assessment`]) {
    const response = await ground.request({ method: 'GET', url: `${v1}/${path}?asOf=${tomorrow}` })
    expect(response.statusCode, path).toBe(422)
  }
  await readNames(ask, initiative.id)
  await ask('GET', `${v1}/initiatives/${initiative.id}/scope/conflicts`)
  await ask('POST', `${v1}/initiatives/${initiative.id}/scope/preview`, { scope: [] })

  const milestones = await ask<{
    items: { id: string; name: string; status: string; movedByDays: number; moves: number }[]
  }>('GET', `${v1}/milestones?initiative=${initiative.id}`)
  expect(milestones.items).toMatchObject([
    { name: 'Board approval', movedByDays: 29, moves: 1, status: 'slipped' },
    { name: 'Checkout 1.3', movedByDays: 19, moves: 1, status: 'slipped' },
  ])
  await ask('GET', `${v1}/milestones/${manual.id}`)
  await ask('PUT', `${v1}/milestones/${manual.id}/items`, { itemIds: [item] })
  await ask('GET', `${v1}/milestones/${manual.id}/items`)
  const slips = await ask<{ items: object[] }>('GET', `${v1}/milestones/${milestones.items[1]?.id}/slips`)
  expect(slips.items).toEqual([
    {
      from: '2026-04-01',
      to: '2026-04-20',
      movedByDays: 19,
      cumulativeDays: 19,
      at: '2026-02-02T10:00:00.000Z',
      personId: person,
      personName: 'Amara Osei',
      connectionId: jira,
      trackerName: 'Paper',
      downstream: [],
    },
  ])
  await ask('GET', `${v1}/milestones/${manual.id}/trend?step=month`)
  await ask('GET', `${v1}/initiatives/${initiative.id}/milestone-trend?step=month`)

  const alerts = await ask<{ items: { id: string }[] }>('GET', `${v1}/alerts?state=open&initiative=${initiative.id}`)
  const [first, second] = alerts.items
  await ask('POST', `${v1}/alerts/${first?.id}/acknowledge`, { note: 'known' })
  await ask('POST', `${v1}/alerts/${first?.id}/snooze`, { until: '2026-03-05T00:00:00+01:00' })
  await ask('POST', `${v1}/alerts/${second?.id}/resolve`)
  expect(await ask('GET', `${v1}/alerts/${first?.id}`)).toMatchObject({
    state: 'snoozed',
    snoozedUntil: '2026-03-04T23:00:00.000Z',
    events: [
      { change: 'opened', actor: 'milepost' },
      { change: 'acknowledged', actor: 'test', details: { note: 'known' } },
      { change: 'snoozed' },
    ],
    items: expect.any(Array),
  })

  const items = await ask<{ items: { key: string }[] }>('GET', `${v1}/work-items?project=PAY&asOf=2026-01-10T00:00:00Z`)
  expect(items.items).toMatchObject([{ key: 'PAY-1', state: 'todo' }])
  expect(await ask('GET', `${v1}/work-items/${item}`)).toMatchObject({
    key: 'PAY-1',
    state: 'in_progress',
    initiativeId: initiative.id,
    spans: [{ field: 'state' }, { field: 'state' }],
  })
  await keepControl(ask, { portfolio: portfolio.id, initiative: initiative.id, now: NOW })
  await planInMoney(ask, { initiative: initiative.id, person })
  await assessNow(db, initiative.id, NOW)
  await drawDependency(ask, { portfolio: portfolio.id, initiative: initiative.id, milestone: manual.id, item })
  await ask('GET', `${v1}/initiatives/${initiative.id}/earned-value`)
  for (const path of [
    'audit',
    'audit/verification',
    'projects',
    'iterations',
    'releases',
    'worklogs',
    'people',
    'person-proposals',
    'teams',
    'capacities',
    'capacity',
    `initiatives/${initiative.id}/capacity`,
    'availabilities',
    'days-off',
    'connections',
    'connectors',
    'sync-runs',
    'portfolios',
    'programs',
    'workstreams',
    'initiatives',
    'change-requests',
    'rates',
    'role-assignments',
    'budgets',
    'cost-entries',
    'exchange-rates',
    'channels',
    'channel-kinds',
  ]) {
    await ask('GET', `${v1}/${path}`)
  }
  const channel = await ask('POST', `${v1}/channels`, {
    name: 'PMO',
    kind: 'http',
    settings: { url: 'https://hook.example/x' },
  })
  await ask('GET', `${v1}/channels/${channel.id}`)
  await ask('POST', `${v1}/channels/${channel.id}/test`)
  await ask('POST', `${v1}/channels/${channel.id}/secret`, {})
  await ask('POST', `${v1}/channels/${channel.id}/replay`, { since: '2026-01-01T00:00:00Z' })
  await ask('PATCH', `${v1}/channels/${channel.id}`, { state: 'disabled' })
  await ask('DELETE', `${v1}/channels/${channel.id}`)
  await ask('GET', `${v1}/sync-runs/${run.id}`)
  await ask('POST', `${v1}/connections/${jira}/webhook-secret`, {})
  await ask('GET', `${v1}/connections/${jira}`)
  await ask('GET', `${v1}/connections/${jira}/completeness`)
  const missing = { scope: 'PAY', records: [], counts: [{ kind: 'work_item' as const, missing: 60, stored: 70 }] }
  await saveHolds(db, jira, [missing])
  const held = await ask<{ items: { id: string; project: object }[] }>('GET', `${v1}/connections/${jira}/deletions`)
  expect(held.items).toMatchObject([{ project: { id: pay, name: 'Payments' }, state: 'open', counts: missing.counts }])
  await ask('POST', `${v1}/connections/${jira}/deletions/dismiss`, {})
  await ask('POST', `${v1}/connections/${jira}/deletions/confirm`, { ids: held.items.map(({ id }) => id) })
  await ask('PUT', `${v1}/people/${person}`, { identityIds: [person] })
  await ask('GET', `${v1}/people/${person}`)
  await ask('DELETE', `${v1}/people/${person}/decision`)
  await seedWord(db, jira, 'status', '7')
  await ask('PUT', `${v1}/connections/${jira}/mappings`, { decisions: [{ ...DECISION, meaning: 'todo' }] })
  await ask('GET', `${v1}/connections/${jira}/mappings`)
  await ask('GET', `${v1}/connections/${jira}/mapping-decisions`)
  for (const [path, { id }] of [
    ['portfolios', portfolio],
    ['programs', program],
    ['workstreams', workstream],
    ['initiatives', initiative],
  ] as const) {
    await ask('GET', `${v1}/${path}/${id}`)
    await ask('PATCH', `${v1}/${path}/${id}`, { owner: 'Wei Zhang' })
  }
  const webhook = await ground.request({
    method: 'POST',
    url: `${v1}/webhooks/${jira}`,
    payload: '1',
    headers: { 'x-secret': connection.webhook.secret, 'content-type': 'text/plain' },
  })
  expect(webhook.statusCode).toBe(202)
  const { cookie, csrfToken } = await signIn(ground)
  await ask('GET', `${v1}/session`, undefined, { authorization: '', cookie })
  await ask('DELETE', `${v1}/session`, undefined, { authorization: '', cookie, 'x-csrf-token': csrfToken })
  await ask('GET', '/livez')
  await ask('GET', '/readyz')

  await ask('DELETE', `${v1}/milestones/${manual.id}`)
  await ask('DELETE', `${v1}/connections/${spare.id}`)
  for (const [path, { id }] of [
    ['initiatives', initiative],
    ['workstreams', workstream],
    ['programs', program],
    ['portfolios', portfolio],
  ] as const)
    await ask('DELETE', `${v1}/${path}/${id}`)

  const isAnswer = ({ responses }: Operation) => responses['200']?.content?.['text/event-stream'] === undefined
  const unanswered = ground.operations.filter(operation => isAnswer(operation) && !ground.answered.has(operation))
  expect(unanswered.map(({ method, path }) => `${method} ${path}`)).toEqual([])
  expect(ground.operations.length).toBeGreaterThan(50)
  await expectAudited(ground)
})
