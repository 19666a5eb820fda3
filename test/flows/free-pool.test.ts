import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startAzureDevOpsStandIn } from '../../demo/azure-devops/server.ts'
import { startJiraStandIn } from '../../demo/jira/server.ts'
import { openDatabase, queryRows } from '../../src/store/database.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { openWorkplace, pass, saveConnection } from './connections.ts'
import { createSmallOrganization, createSmallSite } from './small-trackers.ts'

/** The tracker says nothing for so long; then we look. */
const HANGS_MS = 2_000
const LOOK_AFTER_MS = 1_200
const WORKER = 'worker whose tracker hangs'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const startJira = async () => {
  const standIn = await startJiraStandIn({ site: createSmallSite(['WEB', 'OPS'], 60), feedLagMs: 0 })
  return { kind: 'jira', standIn, credentials: standIn.login as object }
}
const startAzureDevOps = async () => {
  const personalAccessToken = 'a-token'
  const standIn = await startAzureDevOpsStandIn({
    organization: createSmallOrganization(60),
    personalAccessToken,
    pageSize: 100,
  })
  return { kind: 'azure-devops', standIn, credentials: { type: 'personal-access-token', token: personalAccessToken } }
}

test.each([
  ['Jira', startJira, /\/search\/|bulkfetch|\/worklog\//],
  ['Azure DevOps', startAzureDevOps, /\/reporting\//],
])(
  'no transaction is open while %s hangs, so that the few connections of a worker are free',
  async (_, start, request) => {
    const { kind, standIn, credentials } = await start()
    const worker = openDatabase(database.url, { connections: 2, applicationName: WORKER })
    try {
      const id = await saveConnection(database.db, kind, { baseUrl: standIn.url }, credentials)
      const { context } = await openWorkplace(worker.db)
      for (const [mode, match] of [
        ['full', ({ path }: { path: string }) => request.test(path)],
        ['incremental', ({ path }: { path: string }) => request.test(path)],
        ['census', () => true],
      ] as const) {
        standIn.faults.add({ match, nth: 2, fault: 'delay', delayMs: HANGS_MS })
        const before = standIn.faults.countUsed()
        const running = pass(context, id, mode)
        await expect.poll(() => standIn.faults.countUsed(), { timeout: 20_000 }).toBe(before + 1)
        await new Promise(resolve => setTimeout(resolve, LOOK_AFTER_MS))
        const open = await queryRows(
          database.db,
          sql`
        select query from pg_stat_activity
        where application_name = ${WORKER} and state like 'idle in transaction%' and state_change < now() - interval '1 s'`,
        )
        expect(open).toEqual([])
        expect((await running).state).toBe('complete')
        standIn.faults.clear()
      }
    } finally {
      await worker.close()
      await standIn.close()
    }
  },
  120_000,
)

test('a statement without an end and a transaction that nobody ends are ended by the database', async () => {
  const { db, close } = openDatabase(database.url, { connections: 1, applicationName: WORKER })
  try {
    const timeouts = async () =>
      queryRows(
        db,
        sql`select current_setting('statement_timeout') as statement, current_setting('idle_in_transaction_session_timeout') as idle`,
      )
    expect(await timeouts()).toEqual([{ statement: '1min', idle: '30s' }])
    // The same in little: what is cut off costs neither the pool nor its settings.
    const slow = db.transaction(async tx => {
      await tx.execute(sql`set local statement_timeout = '200ms'`)
      await tx.execute(sql`select pg_sleep(20)`)
    })
    await expect(slow).rejects.toThrow()
    const forgotten = db.transaction(async tx => {
      await tx.execute(sql`set local idle_in_transaction_session_timeout = '200ms'`)
      await new Promise(resolve => setTimeout(resolve, 1_000))
      await tx.execute(sql`select 1`)
    })
    await expect(forgotten).rejects.toThrow()
    expect(await timeouts()).toEqual([{ statement: '1min', idle: '30s' }])
  } finally {
    await close()
  }
}, 30_000)
