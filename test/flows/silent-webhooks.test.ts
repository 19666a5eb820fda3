import { randomBytes } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { moveTargetDate } from '../../demo/azure-devops/edits.ts'
import { latestRevision, projectOfRevision } from '../../demo/azure-devops/look-up.ts'
import { startAzureDevOpsStandIn } from '../../demo/azure-devops/server.ts'
import { editIssue } from '../../demo/jira/edits.ts'
import { startJiraStandIn } from '../../demo/jira/server.ts'
import { DEMO_SEED } from '../../demo/organisation.ts'
import type { JobContext } from '../../jobs/job.ts'
import { judgeOperations } from '../../jobs/judge-operations.ts'
import { refreshRecords } from '../../jobs/refresh-records.ts'
import type { Service } from '../../src/service.ts'
import { queryRows } from '../../src/store/database.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { startApiService } from './api-service.ts'
import { openWorkplace, pass, saveConnection } from './connections.ts'
import { createSmallOrganization, createSmallSite } from './small-trackers.ts'

const HOUR_MS = 3_600_000
const TOKEN = 'a-token'
const SECRET = 'a secret for deliveries'
const adminToken = randomBytes(16).toString('hex')

/** One where our account may not register webhooks, so that an administrator enters them. */
interface Tracker {
  readonly connect: () => Promise<string>
  readonly enterWebhook: (url: string) => Promise<void>
  readonly setWebhook: (delivers: boolean) => void
  /** Somebody moves a date of the nth item of one project, so many hours ago. */
  readonly edit: (nth: number, hoursAgo: number) => void
  readonly settle: () => Promise<void>
  readonly close: () => Promise<void>
}

let database: TestDatabase
let context: JobContext
let service: Service
let tracker: Tracker

beforeAll(async () => {
  database = await createTestDatabase()
  context = (await openWorkplace(database.db)).context
  service = await startApiService(database.url, adminToken)
})
afterAll(async () => {
  await service.close()
  await database.drop()
})
afterEach(async () => {
  await tracker.close()
  await database.db.execute(sql`truncate connection cascade`)
})

async function openAzureDevOps(): Promise<Tracker> {
  const organization = createSmallOrganization(60, DEMO_SEED, new Date(Date.now() - 12 * HOUR_MS))
  const standIn = await startAzureDevOpsStandIn({
    organization,
    personalAccessToken: TOKEN,
    mayEditHooks: () => false,
    hookRetryDelaysMs: [10],
    hookProbationDelaysMs: [10],
  })
  const { workItems, subscriptions } = organization.state
  const projectOf = (item: (typeof workItems)[number]) => projectOfRevision(organization, latestRevision(item)).id
  const standing = workItems.filter(({ deletion }) => deletion === null)
  const items = standing.filter((item, _, [first]) => first !== undefined && projectOf(item) === projectOf(first))
  return {
    connect: () =>
      saveConnection(
        database.db,
        'azure-devops',
        { baseUrl: standIn.url },
        { type: 'personal-access-token', token: TOKEN },
      ),
    enterWebhook: async url => {
      subscriptions.push({
        id: 'entered-by-hand',
        status: 'enabled',
        publisherId: 'tfs',
        eventType: 'workitem.updated',
        resourceVersion: '1.0',
        consumerId: 'webHooks',
        consumerActionId: 'httpRequest',
        publisherInputs: { projectId: '' },
        consumerInputs: { url, basicAuthUsername: 'milepost', basicAuthPassword: SECRET },
        createdBy: 'noah.kim@halden.example',
        createdDate: new Date().toISOString(),
        modifiedDate: new Date().toISOString(),
      })
    },
    setWebhook: delivers => {
      for (const each of subscriptions) each.status = delivers ? 'enabled' : 'disabledBySystem'
    },
    edit: (nth, hoursAgo) => {
      moveTargetDate(organization, {
        id: items[nth]?.id ?? 0,
        by: 'noah.kim@halden.example',
        to: `2027-05-${10 + nth + hoursAgo}`,
        at: new Date(Date.now() - hoursAgo * HOUR_MS),
      })
    },
    settle: standIn.settleHooks,
    close: standIn.close,
  }
}

async function openJira(): Promise<Tracker> {
  const site = createSmallSite(['WEB'], 20)
  const standIn = await startJiraStandIn({ site, feedLagMs: 0, webhooks: { administers: false } })
  return {
    connect: () => saveConnection(database.db, 'jira', { baseUrl: standIn.url }, standIn.login),
    enterWebhook: async url => {
      site.data.webhooks.push({
        ...{ id: 7, name: 'Milepost', url, events: ['jira:issue_updated'], jqlFilter: '', excludeBody: false },
        ...{ secret: SECRET, enabled: true, createdMs: Date.now() },
      })
    },
    setWebhook: delivers => {
      for (const each of site.data.webhooks) each.enabled = delivers
    },
    edit: (nth, hoursAgo) => {
      const now = site.clock
      site.clock = () => Date.now() - hoursAgo * HOUR_MS
      editIssue(site, {
        issueId: site.data.issues[nth]?.id ?? '',
        by: 'Priya Nair',
        changes: { dueDate: `2027-05-${10 + nth + hoursAgo}` },
      })
      site.clock = now
    },
    settle: standIn.settleWebhooks,
    close: standIn.close,
  }
}

async function ask<Answer>(path: string): Promise<Answer> {
  const response = await fetch(`${service.url}/api/v1${path}`, { headers: { authorization: `Bearer ${adminToken}` } })
  expect(response.status).toBe(200)
  return (await response.json()) as Answer
}

const listAlerts = async () => (await ask<{ items: { kind: string; state: string }[] }>('/alerts')).items
const webhooksOf = async (id: string) => (await ask<{ webhooks: object | null }>(`/connections/${id}`)).webhooks
const silenceOf = async (id: string) =>
  (await ask<{ problems: { kind: string }[] }>(`/connections/${id}/completeness`)).problems.find(
    ({ kind }) => kind === 'silent_webhooks',
  )

/** What workers do: read what changed, fetch what notices name, and judge. */
async function work(...ids: readonly string[]): Promise<void> {
  for (const connectionId of ids) {
    expect((await pass(context, connectionId)).state).toBe('complete')
    await refreshRecords.run({ connectionId }, context)
  }
  await judgeOperations(context)
}

describe.each([
  ['Azure DevOps', openAzureDevOps],
  ['Jira', openJira],
])('webhooks that an administrator of %s has entered', (_, open) => {
  let id: string
  let polled: string

  beforeEach(async () => {
    tracker = await open()
    id = await tracker.connect()
    polled = await tracker.connect()
    await work(id, polled)
    await tracker.enterWebhook(`${service.url}/api/v1/webhooks/${id}`)
    tracker.edit(0, 10)
    await tracker.settle()
    // Ten hours pass.
    const heard = await queryRows(
      database.db,
      sql`update webhook_delivery set received_at = received_at - interval '10 hours' returning id`,
    )
    expect(heard).toHaveLength(1)
    await work(id, polled)
  })

  test('fall silent: it is told by what they do not tell of, until they do, and nothing is lost (A11)', async () => {
    expect(await listAlerts()).toEqual([])
    expect([await webhooksOf(id), await silenceOf(id)]).toEqual([null, undefined])
    tracker.setWebhook(false)
    for (const nth of [1, 2, 3, 4]) tracker.edit(nth, 9 - nth)
    await work(id, polled)
    expect(await listAlerts()).toEqual([])
    // Too fresh to say that its notice is missing.
    tracker.edit(5, 0)
    await work(id, polled)
    expect(await listAlerts()).toEqual([])

    tracker.edit(6, 2)
    await work(id, polled)
    const reason = expect.stringMatching(/at least 5 items .*\(POST \/connections\/:id\/webhooks/)
    expect(await listAlerts()).toMatchObject([
      { kind: 'webhook_disabled', state: 'open', connectionId: id, details: { reason } },
    ])
    expect(await webhooksOf(id)).toMatchObject({ state: 'silent', reason, stateSince: expect.any(String) })
    expect(await ask(`/connections/${id}/webhooks`)).toMatchObject({ registered: false, problem: reason })
    expect(await silenceOf(id)).toMatchObject({ count: 5, text: reason })
    expect(await webhooksOf(polled)).toBeNull()
    const dates = await queryRows(
      database.db,
      sql`select 1 from work_item where connection_id = ${id} and target_day between '2027-05-10' and '2027-05-30'`,
    )
    expect(dates).toHaveLength(7)

    tracker.setWebhook(true)
    tracker.edit(0, 0)
    await tracker.settle()
    await work(id, polled)
    expect(await listAlerts()).toMatchObject([{ state: 'resolved', resolvedBy: 'milepost' }])
    expect([await webhooksOf(id), await silenceOf(id)]).toEqual([null, undefined])
  })

  test('are removed on purpose: whoever says so is told nothing more', async () => {
    tracker.setWebhook(false)
    await fetch(`${service.url}/api/v1/connections/${id}/webhooks`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${adminToken}` },
    })
    for (const nth of [1, 2, 3, 4, 5]) tracker.edit(nth, 9 - nth)
    await work(id, polled)
    expect(await listAlerts()).toEqual([])
  })
})
