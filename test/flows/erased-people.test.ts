import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { editIssue } from '../../demo/jira/edits.ts'
import { type JiraStandIn, startJiraStandIn } from '../../demo/jira/server.ts'
import { queryRows } from '../../src/store/database.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { openWorkplace, pass, saveConnection } from './connections.ts'
import { createSmallSite } from './small-trackers.ts'

let database: TestDatabase
let standIn: JiraStandIn
beforeAll(async () => {
  database = await createTestDatabase()
  standIn = await startJiraStandIn({ site: createSmallSite(['WEB'], 80), feedLagMs: 0 })
})
afterAll(async () => {
  await standIn.close()
  await database.drop()
})

/** In how many rows of any table a text is found. */
async function countMentions(text: string): Promise<number> {
  const tables = await queryRows<{ name: string }>(
    database.db,
    sql`select table_name as name from information_schema.tables where table_schema = 'public'`,
  )
  let mentions = 0
  for (const { name } of tables) {
    const [row] = await queryRows<{ count: number }>(
      database.db,
      sql`select count(*)::int as count from ${sql.identifier(name)} t where position(${text} in t::text) > 0`,
    )
    mentions += row?.count ?? 0
  }
  return mentions
}

test('somebody whose account the tracker has erased is erased here, wherever the tracker once named them', async () => {
  const { site } = standIn
  const { context } = await openWorkplace(database.db)
  const settings = { baseUrl: standIn.url }
  const id = await saveConnection(database.db, 'jira', settings, standIn.login)
  await pass(context, id)
  const [issue, ...others] = site.data.issues.filter(({ reporterId }) => reporterId !== null)
  const account = site.accounts.get(issue?.reporterId ?? '')
  if (issue === undefined || account === undefined) throw new Error('the site has no issue with a reporter')
  expect(others.filter(({ reporterId }) => reporterId === account.accountId).length).toBeGreaterThan(0)
  const { displayName, emailAddress, accountId } = account
  expect(await countMentions(displayName)).toBeGreaterThan(1)
  const attributed = async () =>
    queryRows(
      database.db,
      sql`
      select w.external_id from work_item w join person_identity p on p.id = w.reporter_id
      where p.external_id = ${accountId} order by 1`,
    )
  const before = await attributed()

  Object.assign(account, {
    displayName: 'Former user',
    emailHidden: true,
    active: false,
    accountType: 'unknown',
  })
  const by = site.data.accounts.find(each => each.active && each.accountType === 'atlassian')
  editIssue(site, { issueId: issue.id, by: by?.accountId ?? '', changes: { summary: 'Something else' } })
  // Only this one issue is read again; the others name the person in what is stored.
  await pass(context, id)
  expect([await countMentions(displayName), await countMentions(emailAddress)]).toEqual([0, 0])
  const [person] = await queryRows<{ name: string; email: string | null }>(
    database.db,
    sql`select name, email from person_identity where external_id = ${accountId}`,
  )
  expect(person).toEqual({ name: 'Former user', email: null })
  // What they did stays theirs, whoever they were; and a replay finds nothing to bring back.
  expect(await attributed()).toEqual(before)
  await pass(context, id, 'replay')
  expect([await countMentions(displayName), await countMentions(emailAddress)]).toEqual([0, 0])
}, 60_000)
