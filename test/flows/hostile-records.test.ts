import { randomBytes } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { editIssue } from '../../demo/jira/edits.ts'
import { type JiraStandIn, startJiraStandIn } from '../../demo/jira/server.ts'
import { refreshRecords } from '../../jobs/refresh-records.ts'
import { queryRows } from '../../src/store/database.ts'
import { saveDelivery } from '../../src/store/sync/webhook-deliveries.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { openWorkplace, pass, saveConnection } from './connections.ts'
import { createSmallSite } from './small-trackers.ts'

let database: TestDatabase
let standIn: JiraStandIn | undefined
beforeAll(async () => {
  database = await createTestDatabase()
})
afterEach(() => standIn?.close())
afterAll(() => database.drop())

async function start(issues: number) {
  standIn = await startJiraStandIn({ site: createSmallSite(['WEB'], issues), feedLagMs: 0 })
  const { site, url, credentials, faults } = standIn
  const id = await saveConnection(database.db, 'jira', { baseUrl: url }, { type: 'api-token', ...credentials })
  const { context } = await openWorkplace(database.db)
  const by = site.data.accounts[0]?.accountId ?? ''
  const change = (issueId: string, changes: Parameters<typeof editIssue>[1]['changes']) =>
    editIssue(site, { issueId, by, changes })
  const readItems = () =>
    queryRows<{ id: string; title: string; labels: string[] }>(
      database.db,
      sql`select external_id as id, title, labels from work_item where connection_id = ${id} and visibility = 'visible'`,
    )
  return { site, faults, id, context, change, readItems }
}

/** Random, as repeated letters compress and so hide what an index cannot hold. */
const noise = (bytes: number): string => randomBytes(bytes / 2).toString('hex')

test.each([
  ['NUL', `before\u0000after`, 'before\u2400after'],
  ['a lone surrogate', 'before\ud800after', 'before\ufffdafter'],
  ['a surrogate at the end', 'before\udfff', 'before\ufffd'],
  ['text from right to left with marks', '\u202eשלום\u200f \u0301', '\u202eשלום\u200f \u0301'],
  ['thousands of emoji', '\u{1f600}'.repeat(8_000), '\u{1f600}'.repeat(8_000)],
  ['64 KB without a repetition', noise(65_536), null],
])('a title with %s is stored as far as text can be, and holds up nothing', async (_, title, stored) => {
  const { site, id, context, change, readItems } = await start(12)
  const [hostile] = site.data.issues
  if (hostile === undefined) throw new Error('no issue')
  change(hostile.id, { summary: title, labels: [title.slice(0, 200)], description: noise(1_000_000) })
  expect(await pass(context, id)).toMatchObject({ state: 'complete', unreadable: 0 })
  const items = await readItems()
  expect(items).toHaveLength(site.data.issues.length)
  const found = items.find(item => item.id === hostile.id)
  expect(found?.title).toBe(stored ?? title)
})

test('a description of ten megabytes that was rewritten again and again holds up nothing (P3)', async () => {
  const { site, id, context, change, readItems } = await start(12)
  const [long] = site.data.issues
  if (long === undefined) throw new Error('no issue')
  for (let edit = 0; edit < 3; edit++) change(long.id, { description: noise(10_000_000) })
  change(long.id, { summary: 'long' })
  expect(await pass(context, id)).toMatchObject({ state: 'complete', unreadable: 0 })
  const items = await readItems()
  expect(items).toHaveLength(site.data.issues.length)
  expect(items.find(item => item.id === long.id)?.title).toBe('long')
}, 90_000)

test('records that nobody can read are kept with their reason, all others are stored, and they heal', async () => {
  const { site, faults, id, context, readItems } = await start(100)
  const poisoned = new Set(site.data.issues.filter((_, at) => at % 20 === 3).map(issue => issue.id))
  const spoil = (issue: { id: string; fields: object }): object =>
    poisoned.has(issue.id) ? { ...issue, fields: { ...issue.fields, status: null, issuetype: 7 } } : issue
  faults.add({
    match: ({ path }) => path.includes('/search/jql'),
    times: Infinity,
    fault: 'rewritten',
    rewrite: payload => {
      const answer = JSON.parse(payload)
      return JSON.stringify({ ...answer, issues: answer.issues.map(spoil) })
    },
  })
  expect(await pass(context, id)).toMatchObject({ state: 'partial', reason: 'unreadable_records', unreadable: 5 })
  const healthy = site.data.issues.map(issue => issue.id).filter(each => !poisoned.has(each))
  expect((await readItems()).map(item => item.id).sort()).toEqual(healthy.sort())
  faults.clear()
  expect((await pass(context, id, 'full')).state).toBe('complete')
  expect(await readItems()).toHaveLength(site.data.issues.length)
})

test('eight writers of the same issues, in any order, disturb each other as little as they set anything back', async () => {
  const { site, id, context, change, readItems } = await start(60)
  await pass(context, id)
  for (let round = 1; round <= 4; round++) {
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (const issue of site.data.issues) change(issue.id, { summary: `Round ${round}, writer ${writer}` })
      const order = site.data.issues.toSorted(() => Math.random() - 0.5)
      const touched = order.map(issue => ({ kind: 'work_item', externalId: issue.id }))
      await saveDelivery(database.db, id, `${round} ${writer}`, touched)
      await refreshRecords.run({ connectionId: id }, context)
    })
    await Promise.all([...writers, pass(context, id)])
  }
  const titles = new Set((await readItems()).map(({ title }) => title))
  expect([...titles]).toEqual(['Round 4, writer 7'])
}, 120_000)
