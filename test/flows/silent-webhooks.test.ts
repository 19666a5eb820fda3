import { randomBytes } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { editWorkItem } from '../../demo/azure-devops/edits.ts'
import { type AzureDevOpsStandIn, startAzureDevOpsStandIn } from '../../demo/azure-devops/server.ts'
import { DEMO_SEED } from '../../demo/organisation.ts'
import type { Service } from '../../src/service.ts'
import { queryRows } from '../../src/store/database.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { type FaultyNetwork, startFaultyNetwork } from '../faulty-network.ts'
import { startApiService } from './api-service.ts'
import { openWorkplace, pass, saveConnection } from './connections.ts'
import { createSmallOrganization } from './small-trackers.ts'

const HOUR_MS = 3_600_000
const TOKEN = 'a-token'
const BY = 'noah.kim@halden.example'
const adminToken = randomBytes(16).toString('hex')

let database: TestDatabase
let standIn: AzureDevOpsStandIn
/** What the tracker was told as our address; we are behind it, or not. */
let entrance: FaultyNetwork
let service: Service | null = null

beforeAll(async () => {
  database = await createTestDatabase()
  standIn = await startAzureDevOpsStandIn({
    organization: createSmallOrganization(60, DEMO_SEED, new Date(Date.now() - 12 * HOUR_MS)),
    personalAccessToken: TOKEN,
    hookRetryDelaysMs: [10],
    hookProbationDelaysMs: [10],
  })
  entrance = await startFaultyNetwork(0)
})
afterEach(async () => {
  await service?.close()
})
afterAll(async () => {
  await standIn.close()
  await entrance.close()
  await database.drop()
})

async function openService(): Promise<void> {
  service = await startApiService(database.url, adminToken)
  entrance.lead(Number(new URL(service.url ?? '').port))
}

async function closeService(): Promise<void> {
  await service?.close()
  service = null
}

async function subscribe(connectionId: string): Promise<void> {
  const response = await fetch(`${standIn.url}/_apis/hooks/subscriptions?api-version=7.1`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`:${TOKEN}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      publisherId: 'tfs',
      eventType: 'workitem.updated',
      consumerId: 'webHooks',
      consumerActionId: 'httpRequest',
      publisherInputs: { projectId: '' },
      consumerInputs: {
        url: `http://127.0.0.1:${entrance.port}/api/v1/webhooks/${connectionId}`,
        basicAuthUsername: 'milepost',
        basicAuthPassword: 'a secret for deliveries',
      },
    }),
  })
  expect(response.status).toBe(200)
}

async function findSilence(connectionId: string): Promise<object | undefined> {
  const response = await fetch(`${service?.url}/api/v1/connections/${connectionId}/completeness`, {
    headers: { authorization: `Bearer ${adminToken}` },
  })
  expect(response.status).toBe(200)
  const { problems } = (await response.json()) as { problems: { kind: string }[] }
  return problems.find(({ kind }) => kind === 'silent_webhooks')
}

test('a tracker that has disabled its webhook is noticed by the changes it does not tell of, and nothing is lost (A11)', async () => {
  const { organization } = standIn
  const [first, ...others] = organization.state.workItems.slice(-4).map(({ id }) => id)
  if (first === undefined) throw new Error('no work items')
  const edit = (id: number, at?: Date) =>
    editWorkItem(organization, { id, by: BY, fields: { 'System.Title': `Edited ${id}` }, ...(at && { at }) })
  await openService()
  const id = await saveConnection(
    database.db,
    'azure-devops',
    { baseUrl: standIn.url },
    { type: 'personal-access-token', token: TOKEN },
  )
  const { context } = await openWorkplace(database.db)
  expect((await pass(context, id)).state).toBe('complete')
  expect(await findSilence(id)).toBeUndefined()

  await subscribe(id)
  edit(first)
  await standIn.settleHooks()
  // Nine hours pass.
  const notices = await queryRows(
    database.db,
    sql`update webhook_delivery set received_at = received_at - interval '9 hours' returning id`,
  )
  expect(notices.length).toBe(1)

  await closeService()
  for (const item of others) edit(item, new Date(Date.now() - 8 * HOUR_MS))
  await standIn.settleHooks()
  expect(organization.state.subscriptions.map(({ status }) => status)).toEqual(['disabledBySystem'])
  await openService()
  // Told of nothing any more; and this one is too fresh to say that its notice is missing.
  edit(first)
  await standIn.settleHooks()
  expect((await pass(context, id)).state).toBe('complete')
  const titles = await queryRows<{ title: string }>(
    database.db,
    sql`select title from work_item where connection_id = ${id} and title like 'Edited %' order by title`,
  )
  expect(titles.map(({ title }) => title)).toEqual([first, ...others].map(item => `Edited ${item}`).sort())
  expect(await findSilence(id)).toMatchObject({ count: others.length, text: expect.stringContaining('9 hours ago') })

  // Somebody enables it again.
  for (const subscription of organization.state.subscriptions) subscription.status = 'enabled'
  edit(first)
  await standIn.settleHooks()
  expect(await findSilence(id)).toBeUndefined()
}, 60_000)
