import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { editWorkItem } from '../../demo/azure-devops/edits.ts'
import { startAzureDevOpsStandIn } from '../../demo/azure-devops/server.ts'
import * as edits from '../../demo/jira/edits.ts'
import { type JiraStandIn, startJiraStandIn } from '../../demo/jira/server.ts'
import { seededRandom } from '../../demo/random.ts'
import { refreshRecords } from '../../jobs/refresh-records.ts'
import { queryRows } from '../../src/store/database.ts'
import { listPendingDeliveries, saveDelivery } from '../../src/store/sync/webhook-deliveries.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { openWorkplace, pass, saveConnection } from './connections.ts'
import { createSmallOrganization, createSmallSite } from './small-trackers.ts'

/** 50,000 in a bulk edit of 5,000 issues, in small: each issue is told of about ten times. */
const NOTICES = 2_600
const AT_ONCE = 20

let database: TestDatabase
let standIn: JiraStandIn
beforeAll(async () => {
  database = await createTestDatabase()
  standIn = await startJiraStandIn({ site: createSmallSite(['WEB', 'OPS'], 130), feedLagMs: 0 })
})
afterAll(async () => {
  await standIn.close()
  await database.drop()
})

test('a storm of notices in any order loses none, and asks the tracker once for a hundred items', async () => {
  const { db } = database
  const id = await saveConnection(db, 'jira', { baseUrl: standIn.url }, { type: 'api-token', ...standIn.credentials })
  const { context } = await openWorkplace(db)
  await pass(context, id)

  const { issues } = standIn.site.data
  for (const { id: issueId, key } of issues) {
    edits.editIssue(standIn.site, { issueId, by: 'Priya Nair', changes: { summary: `${key} after the storm` } })
  }
  const random = seededRandom(7)
  const told = Array.from(
    { length: NOTICES },
    (_, nth) => issues[nth < issues.length ? nth : random.between(0, issues.length - 1)],
  )
  const notices = told.map((issue, nth) => ({ nth, externalId: issue?.id ?? '' })).sort(() => random.next() - 0.5)
  for (let start = 0; start < notices.length; start += AT_ONCE) {
    await Promise.all(
      notices
        .slice(start, start + AT_ONCE)
        .map(({ nth, externalId }) => saveDelivery(db, id, `notice ${nth}`, [{ kind: 'work_item', externalId }])),
    )
  }

  const before = standIn.requests.length
  await refreshRecords.run({ connectionId: id }, context)
  const asked = standIn.requests.slice(before).map(({ path }) => path.split('?')[0] ?? '')
  expect(await listPendingDeliveries(db, id, 10)).toEqual([])
  const stale = await queryRows(db, sql`select key from work_item where title not like '% after the storm'`)
  expect(stale).toEqual([])
  expect(issues.length).toBe(260)
  // Two rounds, of 200 items and of the rest; their history comes with them, and what is common to all is asked for once.
  expect(asked.filter(path => path.endsWith('/issue/bulkfetch'))).toHaveLength(3)
  expect(asked.length).toBeLessThanOrEqual(5)
}, 60_000)

test('of work items that were edited once, none costs a request of its own', async () => {
  const { db } = database
  const organization = createSmallOrganization(260)
  const tracker = await startAzureDevOpsStandIn({ organization, personalAccessToken: 'good' })
  try {
    const credentials = { type: 'personal-access-token', token: 'good' }
    const id = await saveConnection(db, 'azure-devops', { baseUrl: tracker.url }, credentials)
    const { context } = await openWorkplace(db)
    await pass(context, id)
    const { people } = organization.state
    const workItems = organization.state.workItems.filter(({ deletion }) => deletion === null)
    const by = people[0]?.id ?? ''
    const edit = (itemId: number, title: string) =>
      editWorkItem(organization, { id: itemId, by, fields: { 'System.Title': title } })
    const [twice] = workItems
    // Somebody was faster: of this one two revisions are missing.
    if (twice !== undefined) edit(twice.id, 'Before the storm')
    for (const { id: itemId } of workItems) {
      edit(itemId, `${itemId} after the storm`)
      await saveDelivery(db, id, `edit of ${itemId}`, [{ kind: 'work_item', externalId: String(itemId) }])
    }
    const before = tracker.requests.length
    await refreshRecords.run({ connectionId: id }, context)
    const asked = tracker.requests.slice(before).map(({ path }) => path.split('?')[0] ?? '')
    const stale = sql`select key from work_item where connection_id = ${id} and visibility = 'visible' and title not like '% after the storm'`
    expect(await queryRows(db, stale)).toEqual([])
    expect(workItems.length).toBeGreaterThan(200)
    expect(asked.filter(path => path.endsWith('/revisions'))).toHaveLength(1)
    expect(asked.filter(path => path.endsWith('/workitemsbatch'))).toHaveLength(Math.ceil(workItems.length / 200))
    expect(asked.length).toBeLessThanOrEqual(8)
  } finally {
    await tracker.close()
  }
}, 60_000)
