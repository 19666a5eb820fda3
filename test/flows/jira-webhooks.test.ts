import { randomBytes } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { editIssue } from '../../demo/jira/edits.ts'
import { type JiraStandIn, type JiraStandInOptions, startJiraStandIn } from '../../demo/jira/server.ts'
import { keepWebhooks } from '../../jobs/keep-webhooks.ts'
import { sweep } from '../../jobs/sweep.ts'
import type { Service } from '../../src/service.ts'
import { listPendingDeliveries } from '../../src/store/sync/webhook-deliveries.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { startApiService } from './api-service.ts'
import { openWorkplace, saveConnection } from './connections.ts'
import { createSmallSite } from './small-trackers.ts'

const DAY_MS = 86_400_000
const adminToken = randomBytes(16).toString('hex')

interface Webhooks {
  readonly registered: boolean
  readonly webhooks: readonly {
    readonly name: string
    readonly externalId: string | null
    readonly state: string
    readonly reason: string | null
    readonly expiresAt: string | null
  }[]
  readonly byHand: {
    readonly why: string
    readonly steps: readonly string[]
    readonly fields: readonly { readonly name: string; readonly value: string }[]
  } | null
}

let database: TestDatabase
let service: Service
let standIn: JiraStandIn
let id: string

beforeAll(async () => {
  database = await createTestDatabase()
  service = await startApiService(database.url, adminToken)
})
afterEach(async () => {
  await standIn.close()
  await database.db.execute(sql`truncate connection cascade`)
})
afterAll(async () => {
  await service.close()
  await database.drop()
})

async function connect(
  options: Partial<JiraStandInOptions>,
  login: (standIn: JiraStandIn) => object = each => each.login,
): Promise<void> {
  standIn = await startJiraStandIn({ site: createSmallSite(['WEB'], 20), feedLagMs: 0, ...options })
  const settings = { baseUrl: standIn.url, authority: standIn.url }
  id = await saveConnection(database.db, 'jira', settings, login(standIn))
}

const asApp = ({ oauth, site }: JiraStandIn) => ({
  type: 'oauth2',
  clientId: oauth.clientId,
  clientSecret: oauth.clientSecret,
  refreshToken: oauth.refreshToken,
  cloudId: site.data.cloudId,
})

async function ask<Answer = Webhooks>(method: string, path = '/webhooks'): Promise<Answer> {
  const response = await fetch(`${service.url}/api/v1/connections/${id}${path}`, {
    method,
    headers: { authorization: `Bearer ${adminToken}` },
  })
  const text = await response.text()
  expect(response.status, text).toBeLessThan(300)
  return (text === '' ? null : JSON.parse(text)) as Answer
}

/** Somebody edits an issue; how many notices of it are taken. */
async function hear(): Promise<number> {
  await database.db.execute(sql`truncate webhook_delivery`)
  const [issue] = standIn.site.data.issues
  editIssue(standIn.site, {
    issueId: issue?.id ?? '',
    by: 'Priya Nair',
    changes: { summary: `Told ${randomBytes(4).toString('hex')}` },
  })
  await standIn.settleWebhooks()
  return (await listPendingDeliveries(database.db, id, 10)).length
}

/** What the sweeper rings for and the job then does, when so much time has passed, also at the tracker. */
async function wait(days: number): Promise<number> {
  const now = () => new Date(Date.now() + days * DAY_MS)
  standIn.site.clock = () => now().getTime()
  const { context, rung } = await openWorkplace(database.db, now)
  await sweep.run({}, context)
  const due = rung.filter(({ name }) => name === keepWebhooks.name)
  for (const { payload } of due) await keepWebhooks.run(payload as { connectionId: string }, context)
  return due.length
}

describe('an administrator', () => {
  test.each([
    ['Jira Cloud', {}],
    ['Jira Data Center 10', { product: 'data-center' as const, contextPath: '/jira' }],
    [
      'Jira Data Center 9, which signs nothing',
      { product: 'data-center' as const, webhooks: { majorVersion: 9 as const } },
    ],
  ])('of %s registers one webhook, whose deliveries are taken', async (_, options) => {
    await connect(options)
    const made = await ask('POST')
    expect(made).toMatchObject({ registered: true, byHand: null, webhooks: [{ state: 'alive', expiresAt: null }] })
    expect(standIn.site.data.webhooks).toHaveLength(1)
    expect(await hear()).toBe(1)
    const asked = standIn.requests.length
    expect((await ask('POST')).webhooks[0]?.externalId).toBe(made.webhooks[0]?.externalId)
    expect(standIn.requests.slice(asked).filter(({ method }) => method !== 'GET')).toEqual([])
    await ask('DELETE')
    expect(standIn.site.data.webhooks).toEqual([])
    expect(await hear()).toBe(0)
  })

  test('gets back what was lost, a new secret for what stands, and nothing of what leads elsewhere', async () => {
    await connect({})
    await ask('POST')
    const { webhooks } = standIn.site.data
    const other = { ...webhooks[0], id: 99, url: 'https://elsewhere.example/' }
    webhooks.splice(0, 1, other as never)
    expect(await wait(1.1)).toBe(1)
    expect(webhooks).toHaveLength(2)
    expect(webhooks[0]).toBe(other)
    await fetch(`${service.url}/api/v1/connections/${id}/webhook-secret`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
      body: '{"formerForHours":0}',
    })
    expect(await wait(1.2)).toBe(1)
    expect(webhooks).toHaveLength(2)
    expect(await hear()).toBe(1)
  })

  test('who has disabled it is left alone, until somebody asks', async () => {
    await connect({})
    await ask('POST')
    const [webhook] = standIn.site.data.webhooks
    if (webhook !== undefined) webhook.enabled = false
    expect(await wait(1.1)).toBe(1)
    expect((await ask('GET')).webhooks).toMatchObject([
      { state: 'disabled', reason: expect.stringContaining('Somebody') },
    ])
    expect((await ask('POST')).webhooks).toMatchObject([{ state: 'alive', reason: null }])
    expect(await hear()).toBe(1)
  })
})

test.each([
  ['Jira Cloud', {}],
  ['Jira Data Center', { product: 'data-center' as const }],
])('somebody who is no administrator of %s gets what one has to enter', async (_, options) => {
  await connect({ ...options, webhooks: { administers: false } })
  const { registered, byHand } = await ask('POST')
  expect(registered).toBe(false)
  expect(byHand?.why).toContain('Administer Jira')
  expect(byHand?.steps.join(' ')).toContain(`${standIn.url}/plugins/servlet/webhooks`)
  expect(Object.fromEntries(byHand?.fields.map(({ name, value }) => [name, value]) ?? [])).toMatchObject({
    URL: `${service.url}/api/v1/webhooks/${id}`,
    Secret: 'a secret for deliveries',
    'Issue related events (JQL)': '',
  })
  expect(await ask<object>('GET', '')).toMatchObject({ state: 'active', webhooks: null })
})

describe('an app', () => {
  test('registers webhooks that Jira signs with its secret, and that end', async () => {
    await connect({}, asApp)
    const { webhooks, byHand } = await ask('POST')
    expect(byHand).toBeNull()
    expect(webhooks.map(({ state }) => state)).toEqual(['alive', 'alive'])
    for (const { expiresAt } of webhooks) expect(Date.parse(expiresAt ?? '')).toBeGreaterThan(Date.now() + 29 * DAY_MS)
    expect(await hear()).toBe(1)
    await ask('DELETE')
    expect(standIn.site.data.webhooks).toEqual([])
  })

  test('has them renewed long before they end, and anew when they have ended all the same', async () => {
    await connect({}, asApp)
    const made = await ask('POST')
    expect(await wait(5)).toBe(1)
    expect((await ask('GET')).webhooks[0]?.expiresAt).toBe(made.webhooks[0]?.expiresAt)
    expect(await wait(11)).toBe(1)
    const renewed = (await ask('GET')).webhooks
    expect(Date.parse(renewed[0]?.expiresAt ?? '')).toBeGreaterThan(Date.now() + 40 * DAY_MS)
    expect(renewed[0]?.externalId).toBe(made.webhooks[0]?.externalId)
    expect(await hear()).toBe(1)
    expect(await wait(50)).toBe(1)
    const anew = (await ask('GET')).webhooks
    expect(anew.map(({ state }) => state)).toEqual(['alive', 'alive'])
    expect(anew[0]?.externalId).not.toBe(made.webhooks[0]?.externalId)
    expect(await hear()).toBe(1)
  })

  test('that is told of issues only goes on with those', async () => {
    await connect({ webhooks: { tellsAppsOfIssuesOnly: true } }, asApp)
    const { webhooks, byHand } = await ask('POST')
    expect(byHand).toBeNull()
    expect(webhooks.map(({ state }) => state).sort()).toEqual(['alive', 'not_offered'])
    expect(webhooks.find(({ state }) => state === 'not_offered')?.reason).toContain('next sync')
    expect(await ask<object>('GET', '')).toMatchObject({ webhooks: { state: 'alive' } })
  })

  test('without the scope gets what an administrator has to enter', async () => {
    await connect({ webhooks: { appMayRegister: false } }, asApp)
    const { registered, byHand } = await ask('POST')
    expect(registered).toBe(false)
    expect(byHand?.why).toContain('manage:jira-webhook')
    expect(byHand?.fields).toContainEqual({ name: 'Secret', value: 'a secret for deliveries' })
  })
})
