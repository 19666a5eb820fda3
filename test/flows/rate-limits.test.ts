import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type AzureDevOpsStandIn, startAzureDevOpsStandIn } from '../../demo/azure-devops/server.ts'
import { type JiraStandIn, startJiraStandIn } from '../../demo/jira/server.ts'
import type { OpenedConnection } from '../../jobs/job.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { saveConnection } from './connections.ts'
import { drain, type PoliteReader, startReader } from './polite-readers.ts'
import { createSmallOrganization, createSmallSite } from './small-trackers.ts'

let database: TestDatabase
let jira: JiraStandIn
let azureDevOps: AzureDevOpsStandIn
const readers: PoliteReader[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  jira = await startJiraStandIn({ site: createSmallSite(['WEB'], 5), feedLagMs: 0 })
  azureDevOps = await startAzureDevOpsStandIn({
    organization: createSmallOrganization(10),
    personalAccessToken: 'good',
    latencyMs: 20,
  })
})
afterEach(async () => {
  for (const reader of readers.splice(0)) await reader.stop()
  jira.faults.clear()
  jira.rateLimits.set({})
  azureDevOps.rateLimits.set(null)
})
afterAll(async () => {
  await jira.close()
  await azureDevOps.close()
  await database.drop()
})

const connectJira = () =>
  saveConnection(database.db, 'jira', { baseUrl: jira.url }, { type: 'api-token', ...jira.credentials })
const connectAzureDevOps = () =>
  saveConnection(
    database.db,
    'azure-devops',
    { baseUrl: azureDevOps.url },
    { type: 'personal-access-token', token: 'good' },
  )

/** One search, and what the census asks before it. */
const search = ({ source }: OpenedConnection): Promise<void> =>
  drain(source.census('work_items', { externalId: 'site', name: '', streams: [] }))
const discover = ({ source }: OpenedConnection): Promise<void> => drain(source.discover())

/** What one process has heard is known to the others after this. */
const HEARD_AFTER_MS = 600

describe('what a Jira site says about waiting', () => {
  const soon = () => new Date(Date.now() + 3_000).toUTCString()
  test.each([
    ['2', 429, 2_000],
    ['1.5', 429, 1_500],
    ['0', 429, 1_000],
    ['-1', 429, 1_000],
    ['abc', 429, 1_400],
    [null, 429, 1_400],
    ['a date', 429, 2_000],
    ['2', 503, 2_000],
  ] as const)(
    'is heard by two processes: Retry-After %s with %i',
    async (after, status, waitMs) => {
      const id = await connectJira()
      for (const _ of ['here', 'there']) readers.push(await startReader(database.db, id, discover, { atOnce: 2 }))
      await pause(300)
      const value = after === 'a date' ? soon() : after
      const before = jira.requests.length
      jira.faults.add({
        match: () => true,
        fault: 'status',
        status,
        body: '<html>Slow down</html>',
        ...(value === null ? {} : { headers: { 'retry-after': value } }),
      })
      await pause(waitMs + 3_000)
      const from = jira.requests.findIndex((each, index) => index >= before && each.status === status)
      const refusedAt = jira.requests[from]?.at.getTime() ?? 0
      const later = jira.requests.slice(from + 1).map(({ at }) => at.getTime() - refusedAt)
      expect(later.filter(ms => ms > HEARD_AFTER_MS && ms < waitMs)).toEqual([])
      expect(later.filter(ms => ms >= waitMs).length).toBeGreaterThan(0)
    },
    30_000,
  )

  test('is kept to for an hour at most, whatever it says', async () => {
    const id = await connectJira()
    for (const _ of ['here', 'there']) readers.push(await startReader(database.db, id, discover))
    await pause(300)
    jira.faults.add({ match: () => true, fault: 'status', status: 429, headers: { 'retry-after': '86400' } })
    await pause(HEARD_AFTER_MS)
    const asked = jira.requests.length
    await pause(1_500)
    expect(jira.requests.length).toBe(asked)
    for (const { sentAwayForMs } of readers) {
      expect(sentAwayForMs.length).toBe(1)
      expect(sentAwayForMs[0]).toBeGreaterThan(3_590_000)
      expect(sentAwayForMs[0]).toBeLessThanOrEqual(3_600_000)
    }
  }, 30_000)

  test('about the burst of one endpoint leaves the others running', async () => {
    const id = await connectJira()
    readers.push(await startReader(database.db, id, search), await startReader(database.db, id, discover))
    await pause(300)
    jira.faults.add({
      match: ({ path }) => path.endsWith('/search/jql'),
      fault: 'status',
      status: 429,
      headers: { 'retry-after': '30', 'ratelimit-reason': 'jira-burst-based' },
    })
    await pause(HEARD_AFTER_MS + 400)
    const from = jira.requests.length
    await pause(2_000)
    const paths = jira.requests.slice(from).map(({ path }) => path)
    expect(paths.filter(path => path.endsWith('/search/jql'))).toEqual([])
    expect(paths.length).toBeGreaterThan(3)
  }, 30_000)

  test('about a quota stops everything until it is renewed', async () => {
    const id = await connectJira()
    jira.rateLimits.set({ quota: { points: 10, windowMs: 6_000 } })
    readers.push(await startReader(database.db, id, search), await startReader(database.db, id, discover))
    await pause(2_500)
    jira.rateLimits.forget()
    await pause(1_500)
    expect(jira.rateLimits.report()).toMatchObject({ arrived: 0, early: 0 })
  }, 30_000)
})

test('four workers together stay just below a limit that nobody has told them', async () => {
  const PER_SECOND = 10
  const MEASURED_S = 15
  const id = await connectJira()
  jira.rateLimits.set({ perEndpoint: { perSecond: PER_SECOND, burst: PER_SECOND } })
  for (const _ of [1, 2, 3, 4]) readers.push(await startReader(database.db, id, discover, { atOnce: 2 }))
  await pause(8_000)
  jira.rateLimits.forget()
  await pause(MEASURED_S * 1_000)
  const { arrived, refused, early } = jira.rateLimits.report()
  expect((arrived - refused) / MEASURED_S).toBeGreaterThan(PER_SECOND * 0.8)
  expect(refused / arrived).toBeLessThan(0.05)
  expect(early / arrived).toBeLessThan(0.05)
}, 60_000)

test("Data Center's own count is kept to by all workers without a refusal", async () => {
  const id = await connectJira()
  jira.rateLimits.set({ account: { perSecond: 8, burst: 16 } })
  for (const _ of [1, 2, 3]) readers.push(await startReader(database.db, id, discover, { atOnce: 2 }))
  await pause(4_000)
  jira.rateLimits.forget()
  await pause(6_000)
  const { arrived, refused } = jira.rateLimits.report()
  expect(arrived / 6).toBeGreaterThan(8 * 0.8)
  expect(refused / arrived).toBeLessThan(0.05)
}, 60_000)

test('answers that Azure DevOps holds back leave one request at once, over all workers', async () => {
  const id = await connectAzureDevOps()
  const read = ({ source }: OpenedConnection) => source.check()
  for (const _ of [1, 2, 3]) readers.push(await startReader(database.db, id, read, { atOnce: 2 }))
  await pause(1_500)
  expect(azureDevOps.rateLimits.report().mostAtOnce).toBeGreaterThan(2)
  azureDevOps.rateLimits.set({ units: 20, windowMs: 20_000, longestDelayMs: 400 })
  await pause(4_000)
  azureDevOps.rateLimits.forget()
  await pause(4_000)
  const { arrived, mostAtOnce, refused } = azureDevOps.rateLimits.report()
  expect(arrived).toBeGreaterThan(3)
  expect(mostAtOnce).toBe(1)
  expect(refused).toBe(0)
}, 60_000)
