import { randomBytes } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadConnectors } from '../../connectors/load.ts'
import { type JiraStandIn, startJiraStandIn } from '../../demo/jira/server.ts'
import { createRateShares } from '../../jobs/rate/rate-share.ts'
import { openConnection, openTrial } from '../../src/open-connection.ts'
import { type Ground, problemOf, startApi } from '../api/ground.ts'
import { createSmallSite } from './small-trackers.ts'

let ground: Ground
let standIn: JiraStandIn
let open: (asks: 'job' | 'person', id: string) => ReturnType<typeof openConnection>

beforeAll(async () => {
  standIn = await startJiraStandIn({ site: createSmallSite(['WEB'], 10), feedLagMs: 0 })
  const connectors = await loadConnectors()
  const opening = () => ({
    db: ground.database.db,
    sealer: ground.sealer,
    connectors,
    privateHosts: ['127.0.0.1'],
    now: () => new Date(),
    shares: createRateShares(ground.database.db),
  })
  open = (asks, id) => openConnection(opening(), id, AbortSignal.timeout(60_000), { asks })
  ground = await startApi({
    connectors,
    openTrial: (...entered) => openTrial(opening(), ...entered),
    openSource: async id => (await open('person', id)).source,
  })
})
afterAll(async () => {
  await ground.close()
  await standIn.close()
})

const call = async (method: 'GET' | 'POST' | 'PATCH', path: string, payload?: object) =>
  ground.request({ method, url: `/api/v1/connections${path}`, ...(payload === undefined ? {} : { payload }) })

async function add(credentials: object): Promise<string> {
  const settings = { baseUrl: standIn.url, authority: standIn.url }
  const name = randomBytes(4).toString('hex')
  const response = await call('POST', '', { name, kind: 'jira', settings, credentials })
  expect(response.statusCode, response.body).toBe(201)
  return response.json<{ id: string }>().id
}

const show = async (id: string) => (await call('GET', `/${id}`)).json<{ state: string; stateReason: string | null }>()

/** As a job does it; the sentence of its refusal, or null. */
async function readAsJob(id: string): Promise<string | null> {
  const { source } = await open('job', id)
  try {
    await source.check()
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    await source.close()
  }
}

const consent = (refreshToken: string) => ({
  type: 'oauth2',
  clientId: standIn.oauth.clientId,
  clientSecret: standIn.oauth.clientSecret,
  cloudId: standIn.site.data.cloudId,
  refreshToken,
})

test('a consent outlives being tried, changed settings and a withdrawal, and none of its tokens can be read', async () => {
  const { count, refreshToken } = standIn.oauth
  const id = await add(consent(refreshToken))
  // The token it was tried with is the one that is read with.
  expect(await readAsJob(id)).toBeNull()
  expect(count.given).toBe(1)
  const patched = await call('PATCH', `/${id}`, {
    settings: { baseUrl: standIn.url, authority: standIn.url, projects: ['WEB'] },
  })
  expect(patched.statusCode, patched.body).toBe(200)
  expect(await readAsJob(id)).toBeNull()
  expect(count.given).toBe(1)

  standIn.oauth.revoke()
  expect(await readAsJob(id)).toContain('authorise the app again')
  expect(await show(id)).toMatchObject({ state: 'suspended', stateReason: expect.stringContaining('refresh token') })
  expect(problemOf(await call('POST', `/${id}/syncs`, { mode: 'full' }))).toMatchObject({
    status: 409,
    code: 'conflict',
  })
  expect((await call('POST', `/${id}/syncs`, { mode: 'replay' })).statusCode).toBe(202)

  const renewed = standIn.oauth.consent()
  const entered = await call('PATCH', `/${id}`, { credentials: consent(renewed) })
  expect(entered.json(), entered.body).toMatchObject({ state: 'active', stateReason: null })
  expect(await readAsJob(id)).toBeNull()

  const { rows } = { rows: JSON.stringify(await ground.database.db.execute(sql`select * from connection_access`)) }
  const everything = rows + ground.logged() + JSON.stringify(await show(id))
  for (const secret of [refreshToken, renewed, 'demo-client-secret', 'accessToken'])
    expect(everything).not.toContain(secret)
}, 30_000)

test('settings that the tracker refuses leave the connection as it was', async () => {
  const id = await add({ type: 'api-token', ...standIn.credentials })
  const other = await startJiraStandIn({
    site: createSmallSite(['OPS'], 5),
    credentials: { email: 'somebody@else.example', apiToken: 'another' },
  })
  try {
    const settings = { baseUrl: other.url, authority: other.url }
    expect(problemOf(await call('PATCH', `/${id}`, { settings }))).toMatchObject({ code: 'tracker_refused' })
    expect(await show(id)).toMatchObject({ state: 'active', settings: { baseUrl: standIn.url } })
    expect(await readAsJob(id)).toBeNull()
  } finally {
    await other.close()
  }
})

test('a check that succeeds ends a suspension and has the connection read', async () => {
  const id = await add({ type: 'api-token', ...standIn.credentials })
  const { db } = ground.database
  // Long enough ago to be proven again.
  await db.execute(
    sql`update connection_access set obtained_at = now() - interval '1 hour' where connection_id = ${id}`,
  )
  standIn.faults.add({ match: () => true, fault: 'status', status: 401, times: Infinity })
  expect(await readAsJob(id)).toContain('API token')
  standIn.faults.clear()
  expect(await readAsJob(id)).toContain('API token')
  ground.rings.length = 0
  expect((await call('POST', `/${id}/check`)).json()).toMatchObject({ ok: true })
  expect(await show(id)).toMatchObject({ state: 'active', stateReason: null })
  expect(ground.rings).toEqual([{ name: 'sync-connection', payload: { connectionId: id, mode: 'incremental' } }])
  expect(await readAsJob(id)).toBeNull()
})

test('a person who checks wrong credentials again and again does not lock the account', async () => {
  const id = await add({ type: 'api-token', ...standIn.credentials })
  const wrong = { type: 'api-token', email: standIn.credentials.email, apiToken: 'wrong' }
  const url = `/api/v1/connections/${id}?check=false`
  await ground.request({ method: 'PATCH', url, payload: { credentials: wrong } })
  for (let click = 0; click < 3; click += 1)
    expect((await call('POST', `/${id}/check`)).json()).toMatchObject({ ok: false })
  const before = standIn.countFailedSignIns()
  const last = (await call('POST', `/${id}/check`)).json<{ ok: boolean; problems: string[] }>()
  expect(last).toMatchObject({ ok: false, problems: [expect.stringContaining('Enter the credentials again')] })
  expect(standIn.countFailedSignIns()).toBe(before)
  const right = await call('PATCH', `/${id}`, { credentials: { type: 'api-token', ...standIn.credentials } })
  expect(right.json()).toMatchObject({ state: 'active' })
})
