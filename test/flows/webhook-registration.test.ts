import { randomBytes } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { editWorkItem } from '../../demo/azure-devops/edits.ts'
import { type AzureDevOpsStandIn, startAzureDevOpsStandIn } from '../../demo/azure-devops/server.ts'
import { keepWebhooks } from '../../jobs/keep-webhooks.ts'
import { sweep } from '../../jobs/sweep.ts'
import type { Service } from '../../src/service.ts'
import { listPendingDeliveries } from '../../src/store/sync/webhook-deliveries.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { startApiService } from './api-service.ts'
import { openWorkplace, saveConnection } from './connections.ts'
import { createSmallOrganization } from './small-trackers.ts'

const TOKEN = 'a-token'
const BY = 'noah.kim@halden.example'
const DAY_MS = 86_400_000
const adminToken = randomBytes(16).toString('hex')

interface Webhooks {
  readonly url: string
  readonly registered: boolean
  readonly lastHeardAt: string | null
  readonly webhooks: readonly {
    readonly name: string
    readonly state: string
    readonly trackerState: string | null
    readonly reason: string | null
    readonly checkedAt: string
  }[]
  readonly byHand: {
    readonly why: string
    readonly steps: readonly string[]
    readonly fields: readonly { readonly name: string; readonly value: string }[]
  } | null
}

let database: TestDatabase
let standIn: AzureDevOpsStandIn
let service: Service
/** Projects in which the account may edit service hooks. */
let mayEdit: (projectId: string) => boolean = () => true
let id: string

beforeAll(async () => {
  database = await createTestDatabase()
  standIn = await startAzureDevOpsStandIn({
    organization: createSmallOrganization(30),
    personalAccessToken: TOKEN,
    mayEditHooks: projectId => mayEdit(projectId),
  })
  service = await startApiService(database.url, adminToken)
})
afterAll(async () => {
  await service.close()
  await standIn.close()
  await database.drop()
})
beforeEach(async () => {
  mayEdit = () => true
  standIn.organization.state.subscriptions.splice(0)
  await database.db.execute(sql`truncate connection cascade`)
  id = await saveConnection(
    database.db,
    'azure-devops',
    { baseUrl: standIn.url },
    { type: 'personal-access-token', token: TOKEN },
  )
})

async function ask<Answer = Webhooks>(method: string, path: string, body?: object): Promise<Answer> {
  const response = await fetch(`${service.url}/api/v1/connections/${id}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${adminToken}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  expect(response.status, text).toBeLessThan(300)
  return (text === '' ? null : JSON.parse(text)) as Answer
}

/** What the sweeper rings for and the job then does, when so much time has passed. */
async function wait(ms: number): Promise<number> {
  const { context, rung } = await openWorkplace(database.db, () => new Date(Date.now() + ms))
  await sweep.run({}, context)
  const due = rung.filter(({ name }) => name === keepWebhooks.name)
  for (const { payload } of due) await keepWebhooks.run(payload as { connectionId: string }, context)
  return due.length
}

test('asked for, they are registered, and what the tracker then delivers is taken', async () => {
  expect(await ask('GET', '/webhooks')).toMatchObject({ registered: false, webhooks: [], lastHeardAt: null })
  const made = await ask('POST', '/webhooks')
  const { projects, workItems } = standIn.organization.state
  expect(made).toMatchObject({ registered: true, byHand: null, url: `${service.url}/api/v1/webhooks/${id}` })
  expect(made.webhooks).toHaveLength(projects.length * 5)
  editWorkItem(standIn.organization, { id: workItems[0]?.id ?? 0, by: BY, fields: { 'System.Title': 'Told at once' } })
  await standIn.settleHooks()
  expect(await listPendingDeliveries(database.db, id, 10)).toHaveLength(1)
  expect((await ask('GET', '/webhooks')).lastHeardAt).not.toBeNull()
  await ask('DELETE', '/webhooks')
  expect(standIn.organization.state.subscriptions).toEqual([])
  expect(await ask('GET', '/webhooks')).toMatchObject({ registered: false })
})

test('nothing is registered before a person asks, and nothing that was is looked at more than once a day', async () => {
  expect(await wait(30 * DAY_MS)).toBe(0)
  expect(standIn.organization.state.subscriptions).toEqual([])
  await ask('POST', '/webhooks')
  expect(await wait(DAY_MS / 2)).toBe(0)
  expect(await wait(DAY_MS + 60_000)).toBe(1)
  expect(await wait(DAY_MS + 60_000)).toBe(0)
})

test('the daily look puts right what the tracker has disabled or lost, and tells what a person has disabled', async () => {
  await ask('POST', '/webhooks')
  const { subscriptions } = standIn.organization.state
  Object.assign(subscriptions[0] ?? {}, { status: 'disabledBySystem' })
  Object.assign(subscriptions[1] ?? {}, { status: 'disabledByUser' })
  const count = subscriptions.length
  subscriptions.splice(2, 1)
  expect(await wait(DAY_MS + 60_000)).toBe(1)
  expect(subscriptions.filter(({ status }) => status === 'enabled')).toHaveLength(count - 1)
  const { webhooks } = await ask('GET', '/webhooks')
  expect(webhooks.filter(({ state }) => state !== 'alive')).toMatchObject([
    { state: 'disabled', trackerState: 'disabledByUser', reason: expect.stringContaining('Somebody') },
  ])
  expect(await ask<object>('GET', '')).toMatchObject({
    webhooks: { state: 'disabled', reason: expect.stringContaining('Somebody') },
  })
  // What is not in order is looked at again within the hour.
  expect(await wait(DAY_MS + 2 * 3_600_000)).toBe(1)
  expect(await ask('POST', '/webhooks')).toMatchObject({ byHand: null })
  expect(new Set((await ask('GET', '/webhooks')).webhooks.map(({ state }) => state))).toEqual(new Set(['alive']))
  expect(await ask<object>('GET', '')).toMatchObject({ webhooks: { state: 'alive' } })
})

test('a new secret is given to them, and deliveries with it are taken', async () => {
  await ask('POST', '/webhooks')
  const { webhook } = await ask<{ webhook: { secret: string } }>('POST', '/webhook-secret', { formerForHours: 0 })
  expect(await wait(60_000)).toBe(1)
  const { subscriptions, workItems } = standIn.organization.state
  expect(new Set(subscriptions.map(({ consumerInputs }) => consumerInputs.basicAuthPassword))).toEqual(
    new Set([webhook.secret]),
  )
  editWorkItem(standIn.organization, {
    id: workItems[0]?.id ?? 0,
    by: BY,
    fields: { 'System.Title': 'Told with the new one' },
  })
  await standIn.settleHooks()
  expect(await listPendingDeliveries(database.db, id, 10)).toHaveLength(1)
})

test('an account that may not register any gets what an administrator has to enter, with the secret', async () => {
  mayEdit = () => false
  const { registered, byHand, url } = await ask('POST', '/webhooks')
  expect(registered).toBe(false)
  expect(byHand?.why).toContain('Edit subscriptions')
  expect(byHand?.fields).toContainEqual({ name: 'URL', value: url })
  expect(byHand?.fields).toContainEqual({ name: 'Basic authentication password', value: 'a secret for deliveries' })
  expect(byHand?.steps.length).toBeGreaterThan(3)
  expect(await ask<object>('GET', '')).toMatchObject({ state: 'active', webhooks: null })
})

test('where it may register some, the answer names the others and what to enter for them', async () => {
  const [first] = standIn.organization.state.projects
  mayEdit = projectId => projectId === first?.id
  const { registered, byHand, webhooks } = await ask('POST', '/webhooks')
  expect(registered).toBe(true)
  expect(byHand?.why).toContain('Edit subscriptions')
  expect(new Set(webhooks.map(({ state }) => state))).toEqual(new Set(['alive', 'missing']))
})

test('rights that are lost later are told with the webhooks, and with the connection', async () => {
  await ask('POST', '/webhooks')
  mayEdit = () => false
  expect(await wait(DAY_MS + 60_000)).toBe(1)
  const { webhooks } = await ask('GET', '/webhooks')
  expect(webhooks[0]).toMatchObject({ state: 'unknown', reason: expect.stringContaining('View subscriptions') })
  expect(await ask<object>('GET', '')).toMatchObject({ state: 'active', webhooks: { state: 'unknown' } })
})
