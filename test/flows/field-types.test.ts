import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { editIssue } from '../../demo/jira/edits.ts'
import { startJiraStandIn } from '../../demo/jira/server.ts'
import { queryRows } from '../../src/store/database.ts'
import { loadCompleteness } from '../../src/store/sync/completeness.ts'
import { listUnreadableValues } from '../../src/store/sync/unreadable-values.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { openWorkplace, pass, saveConnection } from './connections.ts'
import { createSmallSite } from './small-trackers.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

/** What an administrator's change of a field's type leaves in it, and the estimate that can be read from that. */
const VALUES: readonly (readonly [unknown, number | null])[] = [
  ['five', null],
  [['3', '5'], null],
  [{ id: '10010', value: 'L' }, null],
  [[{ id: '10010', value: 'L' }], null],
  [true, null],
  [null, null],
  [{}, null],
  ['8', 8],
  [2.5, 2.5],
]

test('a field that changes its type costs its own value and no other, and heals when it is a number again (J24)', async () => {
  const site = createSmallSite(['WEB', 'PAY'], 60)
  const standIn = await startJiraStandIn({ site, feedLagMs: 0 })
  try {
    const { credentials, url } = standIn
    const id = await saveConnection(database.db, 'jira', { baseUrl: url }, { type: 'api-token', ...credentials })
    const { context } = await openWorkplace(database.db)
    const read = async () =>
      new Map(
        (
          await queryRows<{ id: string; title: string; estimate: number | null }>(
            database.db,
            sql`select external_id as id, title, estimate from work_item where connection_id = ${id}`,
          )
        ).map(row => [row.id, row]),
      )
    await pass(context, id)
    const before = await read()
    const estimated = site.data.issues.filter(issue => before.get(issue.id)?.estimate != null).slice(0, VALUES.length)
    expect(estimated.length).toBe(VALUES.length)
    const by = site.data.accounts[0]?.accountId ?? ''
    const set = (issueId: string, value: unknown, summary: string): void => {
      const issue = site.issues.get(issueId)
      if (issue === undefined) throw new Error('no such issue')
      Object.assign(issue, issue.storyPoints === null ? { storyPointEstimate: value } : { storyPoints: value })
      editIssue(site, { issueId, by, changes: { summary } })
    }
    const points = estimated.map(({ storyPoints, storyPointEstimate }) => storyPoints ?? storyPointEstimate)
    for (const [at, [value]] of VALUES.entries()) set(estimated[at]?.id ?? '', value, `changed ${at}`)
    expect(await pass(context, id)).toMatchObject({ state: 'complete', unreadable: 0 })
    const after = await read()
    expect(after.size).toBe(site.data.issues.length)
    for (const [at, [, estimate]] of VALUES.entries())
      expect(after.get(estimated[at]?.id ?? '')).toMatchObject({ title: `changed ${at}`, estimate })
    const told = await listUnreadableValues(database.db, id)
    expect(told.map(({ value, items }) => [value, items])).toEqual(expect.arrayContaining([['five', 1]]))
    expect(told.map(({ value }) => value)).not.toContain('8')
    const { problems } = await loadCompleteness(database.db, id)
    expect(problems).toContainEqual(expect.objectContaining({ kind: 'unreadable_values', count: told.length }))
    for (const [issueId, row] of before)
      if (!estimated.some(issue => issue.id === issueId)) expect(after.get(issueId)).toEqual(row)

    for (const [at, issue] of estimated.entries()) {
      const { storyPoints } = issue
      Object.assign(issue, storyPoints === null ? { storyPoints: points[at] } : {})
      set(issue.id, points[at], `healed ${at}`)
    }
    expect(await pass(context, id)).toMatchObject({ state: 'complete', unreadable: 0 })
    expect(await listUnreadableValues(database.db, id)).toEqual([])
    const healed = await read()
    for (const [at, issue] of estimated.entries())
      expect(healed.get(issue.id)).toMatchObject({ title: `healed ${at}`, estimate: before.get(issue.id)?.estimate })
  } finally {
    await standIn.close()
  }
}, 60_000)
