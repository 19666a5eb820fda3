import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as edits from '../../demo/jira/edits.ts'
import { type JiraStandIn, startJiraStandIn } from '../../demo/jira/server.ts'
import { seededRandom } from '../../demo/random.ts'
import { refreshRecords } from '../../jobs/refresh-records.ts'
import { queryRows } from '../../src/store/database.ts'
import { listPendingDeliveries, saveDelivery } from '../../src/store/sync/webhook-deliveries.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { openWorkplace, pass, saveConnection } from './connections.ts'
import { createSmallSite } from './small-trackers.ts'

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
  // Two rounds, of 200 items and of the rest.
  expect(asked.filter(path => path.endsWith('/issue/bulkfetch'))).toHaveLength(3)
  expect(asked.length).toBeLessThanOrEqual(10)
}, 60_000)
