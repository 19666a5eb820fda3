import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listJiraOracle } from '../../demo/jira/oracle.ts'
import { type JiraStandIn, startJiraStandIn } from '../../demo/jira/server.ts'
import { findConnection } from '../../src/store/access/connections.ts'
import { type Database, openDatabase } from '../../src/store/database.ts'
import { listStoredIds } from '../../src/store/sync/stored-ids.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { masterKey, openWorkplace, pass, saveConnection } from './connections.ts'
import { createSmallSite } from './small-trackers.ts'

/** Each with a pool of its own, as processes have. */
const POOLS = 5
const SOURCES = 20

let database: TestDatabase
let pools: readonly Database[]
beforeAll(async () => {
  database = await createTestDatabase()
  pools = Array.from({ length: POOLS }, () => openDatabase(database.url, { applicationName: 'a pool', connections: 2 }))
})
afterAll(async () => {
  for (const { close } of pools) await close()
  await database.drop()
})

async function withConsent(
  options: { readonly lifetimeMs?: number; readonly leewayMs?: number },
  run: (standIn: JiraStandIn, connectionId: string) => Promise<void>,
): Promise<void> {
  const standIn = await startJiraStandIn({ site: createSmallSite(['WEB'], 30), feedLagMs: 0, oauth: options })
  const { clientId, clientSecret, refreshToken } = standIn.oauth
  const cloudId = standIn.site.data.cloudId
  const credentials = { type: 'oauth2', clientId, clientSecret, refreshToken, cloudId }
  const settings = { baseUrl: standIn.url, authority: standIn.url }
  try {
    await run(standIn, await saveConnection(database.db, 'jira', settings, credentials))
  } finally {
    await standIn.close()
  }
}

/** So many sources of one connection ask who we are at once; what each was told. */
async function askTogether(connectionId: string, now = () => new Date()): Promise<readonly string[]> {
  const asking = Array.from({ length: SOURCES }, async (_, index) => {
    const pool = pools[index % POOLS] ?? database
    const { context } = await openWorkplace(pool.db, now)
    const { source } = await context.open(connectionId, context.signal)
    try {
      return (await source.check()).identity
    } finally {
      await source.close()
    }
  })
  const told = await Promise.allSettled(asking)
  return told.map(each => (each.status === 'fulfilled' ? each.value : String(each.reason)))
}

const expectActive = async (id: string): Promise<void> =>
  expect(await findConnection(database.db, id)).toMatchObject({ state: 'active', stateReason: null })

const IDENTITY = expect.stringMatching(/^[^:]+$/)

test(
  'twenty readers over several processes whose token ends in the same instant refresh it once, and all go on',
  () =>
    withConsent({}, async (standIn, id) => {
      const { count } = standIn.oauth
      expect(await askTogether(id)).toEqual(Array(SOURCES).fill(IDENTITY))
      expect(count).toEqual({ given: 1, refused: 0 })
      // By their clocks it has ended.
      expect(await askTogether(id, () => new Date(Date.now() + 3_590_000))).toEqual(Array(SOURCES).fill(IDENTITY))
      expect(count).toEqual({ given: 2, refused: 0 })
      // By Jira's word it has ended.
      standIn.oauth.expire()
      expect(await askTogether(id, () => new Date(Date.now() + 3_590_000))).toEqual(Array(SOURCES).fill(IDENTITY))
      expect(count).toEqual({ given: 3, refused: 0 })
      await expectActive(id)
    }),
  60_000,
)

test(
  'tokens that live for a second carry a whole first sync',
  () =>
    withConsent({ lifetimeMs: 1_000 }, async (standIn, id) => {
      const { context } = await openWorkplace(database.db)
      const run = await pass(context, id)
      expect({ state: run.state, text: run.reasonText }).toEqual({ state: 'complete', text: null })
      await pause(1_000)
      expect((await pass(context, id)).state).toBe('complete')
      expect(standIn.oauth.count.given).toBeGreaterThan(1)
      expect(standIn.oauth.count.refused).toBe(0)
      const stored = await listStoredIds(database.db, id)
      expect([...stored.workItems].sort()).toEqual([...listJiraOracle(standIn.site).workItems].sort())
    }),
  60_000,
)

test(
  'a process that dies between the answer and its commit costs nothing: the used token is good for a while',
  () =>
    withConsent({}, async (standIn, id) => {
      const blocker = new pg.Client(database.url)
      await blocker.connect()
      const locked = new Promise<void>(resolve => {
        let isFirst = true
        standIn.faults.add({
          match: ({ path }) => {
            if (path !== '/oauth/token' || !isFirst) return false
            isFirst = false
            // Now the child can keep nothing of what it is about to be told.
            const lock = `begin; select 1 from connection_access where connection_id = '${id}' for update`
            void blocker.query(lock).then(() => resolve())
            return true
          },
          fault: 'delay',
          delayMs: 500,
        })
      })
      const script = fileURLToPath(new URL('killed-check.ts', import.meta.url))
      const child = spawn(process.execPath, ['--import', 'tsx', script, database.url, masterKey, id], {
        stdio: 'inherit',
      })
      const ended = once(child, 'close')
      await locked
      while (standIn.oauth.count.given === 0) await pause(20)
      const waiting = `select 1 from pg_stat_activity where application_name = 'to be killed' and wait_event_type = 'Lock'`
      while ((await database.db.execute(sql.raw(waiting))).length === 0) await pause(20)
      child.kill('SIGKILL')
      await ended
      // A backend does not see at once that its client is dead.
      await database.db.execute(
        sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'to be killed'`,
      )
      await blocker.query('rollback')
      await blocker.end()

      expect(await askTogether(id)).toEqual(Array(SOURCES).fill(IDENTITY))
      expect(standIn.oauth.count).toEqual({ given: 2, refused: 0 })
      await expectActive(id)
    }),
  60_000,
)

test(
  'who comes too late with a used token takes what the other one got, and suspends nothing',
  () =>
    withConsent({ leewayMs: -1 }, async (standIn, id) => {
      standIn.faults.add({ match: ({ path }) => path === '/oauth/token', fault: 'delay', delayMs: 2_000 })
      const { context } = await openWorkplace(database.db)
      const slow = (await context.open(id, context.signal)).source
      const asked = slow.check()
      while (!standIn.requests.some(({ path }) => path === '/oauth/token')) await pause(10)
      // As if its process had been frozen for so long that another one took over.
      await database.db.execute(sql`update connection_access set held_until = now() - interval '1 s'`)
      expect(await askTogether(id)).toEqual(Array(SOURCES).fill(IDENTITY))
      expect(standIn.oauth.count).toEqual({ given: 1, refused: 0 })
      expect((await asked).identity).toEqual(IDENTITY)
      expect(standIn.oauth.count).toEqual({ given: 1, refused: 1 })
      await slow.close()
      await expectActive(id)
    }),
  60_000,
)

test(
  'a consent that was withdrawn is found out by one, told to all and left alone until a person acts',
  () =>
    withConsent({}, async (standIn, id) => {
      await askTogether(id)
      standIn.oauth.revoke()
      const told = await askTogether(id)
      expect(new Set(told)).toEqual(new Set([expect.stringContaining('authorise the app again')]))
      expect(standIn.oauth.count.refused).toBe(1)
      const { context } = await openWorkplace(database.db)
      await expect(pass(context, id)).rejects.toThrow('the pass left no run')
      expect(standIn.oauth.count.refused).toBe(1)
      expect(await findConnection(database.db, id)).toMatchObject({
        state: 'suspended',
        stateReason: expect.stringContaining('enter the new refresh token'),
      })
    }),
  60_000,
)

test('a token with scopes carries a whole first sync through the address of the site, and its way is remembered', async () => {
  const credentials = { email: 'reader@halden.example', apiToken: 'a-token-with-scopes', scoped: true }
  const standIn = await startJiraStandIn({ site: createSmallSite(['WEB', 'OPS'], 60), feedLagMs: 0, credentials })
  try {
    const { email, apiToken } = credentials
    const settings = { baseUrl: standIn.url, authority: standIn.url }
    const id = await saveConnection(database.db, 'jira', settings, { type: 'api-token', email, apiToken })
    const { context } = await openWorkplace(database.db)
    for (const mode of ['incremental', 'incremental', 'census'] as const) {
      const run = await pass(context, id, mode)
      expect({ mode, state: run.state, text: run.reasonText }).toEqual({ mode, state: 'complete', text: null })
    }
    const stored = await listStoredIds(database.db, id)
    for (const entity of ['workItems', 'iterations', 'releases', 'worklogs', 'links'] as const)
      expect([...stored[entity]].sort()).toEqual([...listJiraOracle(standIn.site)[entity]].sort())
    expect(standIn.countFailedSignIns()).toBe(1)
    expect(JSON.stringify(await database.db.execute(sql`select * from work_item limit 5`))).not.toContain('/ex/jira/')
  } finally {
    await standIn.close()
  }
}, 60_000)
