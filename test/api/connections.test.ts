import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { connectionBody, type Ground, problemOf, startApi } from './ground.ts'

let ground: Ground

beforeAll(async () => {
  ground = await startApi()
})
afterAll(() => ground.close())
beforeEach(async () => {
  await ground.database.db.execute(sql`truncate connection cascade`)
  ground.rings.length = 0
})

const post = (payload: object, url = '/api/v1/connections') => ground.request({ method: 'POST', url, payload })
const stored = async () =>
  (await ground.request({ method: 'GET', url: '/api/v1/connections' })).json<{ items: { id: string }[] }>().items

test('a new connection is checked, stored with sealed credentials, and its first pass is asked for', async () => {
  const response = await post(connectionBody())
  expect(response.statusCode, response.body).toBe(201)
  const made = response.json<{
    id: string
    identity: string
    timeZone: string
    webhook: { url: string; secret: string }
  }>()
  expect(made).toMatchObject({
    identity: 'Paper Reader',
    timeZone: 'Europe/Oslo',
    webhook: { url: `https://milepost.example/api/v1/webhooks/${made.id}` },
  })
  expect(ground.rings).toEqual([{ name: 'sync-connection', payload: { connectionId: made.id, mode: 'incremental' } }])
  const rows = JSON.stringify(await ground.database.db.execute(sql`select * from connection`))
  expect(rows).not.toContain('hunter2-canary')
  expect(rows).not.toContain(made.webhook.secret)
})

test('a connection whose projects are still to be chosen tells them, and reads nothing meanwhile', async () => {
  const response = await post(connectionBody(), '/api/v1/connections?read=false')
  const { id, nextSyncAt } = response.json<{ id: string; nextSyncAt: string }>()
  expect(ground.rings).toEqual([])
  expect(Date.parse(nextSyncAt)).toBeGreaterThan(Date.now() + 23 * 3_600_000)
  const runs = await ground.request({ method: 'GET', url: `/api/v1/sync-runs?connection=${id}` })
  expect(runs.json()).toMatchObject({ items: [] })
  const check = await post({}, `/api/v1/connections/${id}/check`)
  expect(check.json()).toMatchObject({ ok: true, projects: [{ externalId: '1', key: 'PAY', name: 'Payments' }] })
  await post({ mode: 'incremental' }, `/api/v1/connections/${id}/syncs`)
  expect(ground.rings).toEqual([{ name: 'sync-connection', payload: { connectionId: id, mode: 'incremental' } }])
})

test('credentials and the webhook secret are shown by no later answer and by no log line', async () => {
  const { id, webhook } = (await post(connectionBody())).json<{ id: string; webhook: { secret: string } }>()
  const answers = await Promise.all([
    ground.request({ method: 'GET', url: '/api/v1/connections' }),
    ground.request({ method: 'GET', url: `/api/v1/connections/${id}` }),
    ground.request({ method: 'PATCH', url: `/api/v1/connections/${id}`, payload: { name: 'Renamed' } }),
    ground.request({ method: 'POST', url: `/api/v1/connections/${id}/check` }),
  ])
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200])
  const all = answers.map(({ body }) => body).join() + ground.logged()
  for (const secret of ['hunter2-canary', webhook.secret, 'sealed']) expect(all).not.toContain(secret)
})

test.each([
  ['a kind that does not exist', { kind: 'trello' }, 400, 'body.kind must be one of "paper".'],
  ['settings without an address', { settings: {} }, 400, 'body.settings.baseUrl is missing.'],
  [
    'settings with an unknown field',
    { settings: { baseUrl: 'https://paper.example', colour: 'red' } },
    400,
    'body.settings.colour is not known here.',
  ],
  [
    'credentials of no known type',
    { credentials: { type: 'magic' } },
    400,
    'body.credentials.type must be one of "token", "password".',
  ],
  [
    'credentials that lack a part',
    { credentials: { type: 'password', user: 'me' } },
    400,
    'body.credentials.password is missing.',
  ],
  [
    'a private address',
    { settings: { baseUrl: 'https://intranet' } },
    422,
    'intranet is a private address. List it in PRIVATE_HOSTS.',
  ],
  [
    'a token the tracker refuses',
    { credentials: { type: 'token', token: 'expired' } },
    422,
    'The tracker refused the credentials. Enter a valid token.',
  ],
  [
    'an address that leads nowhere',
    { settings: { baseUrl: 'https://nowhere' } },
    422,
    'nowhere does not exist; check the base URL.',
  ],
  [
    'an address without its beginning',
    { settings: { baseUrl: 'paper.example' } },
    400,
    'body.settings.baseUrl must begin with https://.',
  ],
  ['a blank name', { name: '  ' }, 400, 'body.name must not be blank.'],
  ['a field nobody knows', { admin: true }, 400, 'body.admin is not known here.'],
])('%s gives one clear sentence and stores nothing', async (_, change, status, detail) => {
  expect(problemOf(await post(connectionBody(change)))).toMatchObject({ status, detail })
  expect(await stored()).toEqual([])
  expect(ground.rings).toEqual([])
})

test('with check=false the tracker is not asked, but a wrong address is still refused', async () => {
  const url = '/api/v1/connections?check=false'
  expect((await post(connectionBody({ credentials: { type: 'token', token: 'expired' } }), url)).statusCode).toBe(201)
  expect(
    (await post(connectionBody({ name: 'Other', settings: { baseUrl: 'https://intranet' } }), url)).statusCode,
  ).toBe(422)
})

test('two connections cannot have one name, whatever the case', async () => {
  await post(connectionBody())
  const other = (await post(connectionBody({ name: 'Other' }))).json<{ id: string }>()
  expect(problemOf(await post(connectionBody({ name: 'PAPER' })))).toMatchObject({
    status: 409,
    code: 'duplicate_name',
  })
  expect(
    problemOf(
      await ground.request({ method: 'PATCH', url: `/api/v1/connections/${other.id}`, payload: { name: 'paper' } }),
    ),
  ).toMatchObject({ status: 409 })
})

test('changed credentials are checked first, and end a suspension', async () => {
  const { id } = (await post(connectionBody())).json<{ id: string }>()
  await ground.database.db.execute(sql`update connection set state = 'suspended', state_reason = 'refused'`)
  const patch = (token: string) =>
    ground.request({
      method: 'PATCH',
      url: `/api/v1/connections/${id}`,
      payload: { credentials: { type: 'token', token } },
    })
  expect((await patch('expired')).statusCode).toBe(422)
  expect((await ground.request({ method: 'GET', url: `/api/v1/connections/${id}` })).json()).toMatchObject({
    state: 'suspended',
  })
  expect((await patch('fresh')).json()).toMatchObject({ state: 'active', stateReason: null })
})

test('the address of another tracker is refused and changes nothing; a new address of the same tracker is taken', async () => {
  const { id } = (await post(connectionBody())).json<{ id: string }>()
  const patch = (settings: object) =>
    ground.request({ method: 'PATCH', url: `/api/v1/connections/${id}`, payload: { name: 'Moved', settings } })
  const rows = () => ground.database.db.execute(sql`select * from connection`)
  const before = await rows()
  ground.rings.length = 0
  expect(problemOf(await patch({ baseUrl: 'https://second.example' }))).toEqual({
    status: 422,
    code: 'unprocessable',
    detail: 'This address is another tracker (instance paper-2, before paper-1). Add a new connection for it.',
  })
  expect([await rows(), ground.rings]).toEqual([before, []])
  expect((await patch({ baseUrl: 'https://renamed.example' })).json()).toMatchObject({
    name: 'Moved',
    settings: { baseUrl: 'https://renamed.example' },
  })
})

test('a connection whose tracker was not asked yet takes the first one that answers', async () => {
  const { id } = (await post(connectionBody(), '/api/v1/connections?check=false')).json<{ id: string }>()
  const response = await ground.request({
    method: 'PATCH',
    url: `/api/v1/connections/${id}`,
    payload: { settings: { baseUrl: 'https://second.example' } },
  })
  expect(response.statusCode, response.body).toBe(200)
})

test('a tracker that cannot be reached has a code of its own', async () => {
  const response = await post(connectionBody({ settings: { baseUrl: 'https://nowhere' } }))
  expect(problemOf(response)).toMatchObject({ status: 422, code: 'tracker_unreachable' })
})

test('a check that fails says why instead of failing itself', async () => {
  const { id } = (
    await post(connectionBody({ credentials: { type: 'token', token: 'expired' } }), '/api/v1/connections?check=false')
  ).json<{ id: string }>()
  const response = await ground.request({ method: 'POST', url: `/api/v1/connections/${id}/check` })
  expect(response.json()).toEqual({
    ok: false,
    identity: null,
    timeZone: null,
    permissions: [],
    problems: ['The tracker refused the credentials. Enter a valid token.'],
    projects: null,
  })
})

test('asking twice for a pass gives the one that is under way, and rings twice', async () => {
  const { id } = (await post(connectionBody())).json<{ id: string }>()
  ground.rings.length = 0
  const start = () => post({ mode: 'full' }, `/api/v1/connections/${id}/syncs`)
  const [first, second] = [await start(), await start()]
  expect([first.statusCode, second.statusCode]).toEqual([202, 202])
  expect(first.json<{ id: string }>().id).toBe(second.json<{ id: string }>().id)
  expect(ground.rings).toHaveLength(2)
  const run = await ground.request({ method: 'GET', url: `/api/v1/sync-runs/${first.json<{ id: string }>().id}` })
  expect(run.json()).toMatchObject({ mode: 'full', state: 'queued', gaps: [] })
  expect(
    (await ground.request({ method: 'GET', url: `/api/v1/sync-runs?connection=${id}` })).json<{ items: unknown[] }>()
      .items,
  ).toHaveLength(2)
})

test('a deleted connection is gone with its runs, and deleting it again is 404', async () => {
  const { id } = (await post(connectionBody())).json<{ id: string }>()
  const remove = () => ground.request({ method: 'DELETE', url: `/api/v1/connections/${id}` })
  expect((await remove()).statusCode).toBe(204)
  expect((await remove()).statusCode).toBe(404)
  expect((await ground.request({ method: 'GET', url: '/api/v1/sync-runs' })).json()).toEqual({
    items: [],
    nextCursor: null,
  })
})

test.each(['check', 'syncs', 'completeness'])('/connections/:id/%s of an unknown connection is 404', async path => {
  const method = path === 'completeness' ? 'GET' : 'POST'
  for (const id of [randomUUID(), 'nonsense']) {
    const response = await ground.request({
      method,
      url: `/api/v1/connections/${id}/${path}`,
      ...(path === 'syncs' ? { payload: { mode: 'full' } } : {}),
    })
    expect(problemOf(response)).toMatchObject({ status: 404, code: 'not_found' })
  }
})
