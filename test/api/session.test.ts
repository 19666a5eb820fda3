import { sql } from 'drizzle-orm'
import type { InjectOptions } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createToken } from '../../src/store/access/tokens.ts'
import { type Ground, problemOf, startApi } from './ground.ts'
import { signIn } from './sign-in.ts'

let ground: Ground

beforeAll(async () => {
  ground = await startApi()
})
afterAll(() => ground.close())

const SESSION = '/api/v1/session'
type Headers = Readonly<Record<string, string>>

/** Asks as a browser does: with a cookie and without a token. */
const ask = (method: 'GET' | 'POST' | 'DELETE', url: string, headers: Headers, payload?: object) => {
  const options: InjectOptions = { method, url, headers: { authorization: '', ...headers } }
  return ground.request(payload === undefined ? options : { ...options, payload })
}
let portfolios = 0
const create = (headers: Headers) => ask('POST', '/api/v1/portfolios', headers, { name: `Portfolio ${++portfolios}` })
const readRows = () => ground.database.db.execute(sql`select * from session`)

test('a token becomes a cookie that scripts and other sites cannot reach, and the cookie opens what the token opens', async () => {
  const { cookie, csrfToken, response } = await signIn(ground)
  expect(response.headers['set-cookie']).toMatch(
    /^milepost_session=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
  )
  const session = await ask('GET', SESSION, { cookie })
  expect(session.json()).toEqual({
    name: 'test',
    csrfToken,
    expiresAt: expect.stringMatching(/^\d.*Z$/),
    changesSince: expect.stringMatching(/^\d{13}~\d+:\d+:/),
  })
  expect(session.headers['cache-control']).toBe('no-store')
  expect((await ask('GET', '/api/v1/portfolios', { cookie })).statusCode).toBe(200)
  expect(JSON.stringify(await readRows())).not.toContain(cookie.split('=')[1])
})

test('over plain HTTP the cookie is sent without TLS as well', async () => {
  const plain = await startApi({ publicUrl: () => 'http://127.0.0.1:8080' })
  try {
    expect((await signIn(plain)).response.headers['set-cookie']).not.toContain('Secure')
  } finally {
    await plain.close()
  }
})

test('a wrong token is refused after a while, with what to do, and sets no cookie', async () => {
  const beganAt = performance.now()
  const response = await ask('POST', SESSION, {}, { token: `${ground.token}x` })
  expect(performance.now() - beganAt).toBeGreaterThan(450)
  expect(problemOf(response)).toMatchObject({
    status: 401,
    code: 'unauthenticated',
    detail: expect.stringContaining('Enter the one that its first start printed'),
  })
  expect(response.headers['set-cookie']).toBeUndefined()
  expect((await ask('POST', SESSION, {}, { token: 'a'.repeat(5_000) })).statusCode).toBe(413)
})

test('with a cookie, what changes something needs the token of the session', async () => {
  const { cookie, csrfToken } = await signIn(ground)
  const other = await signIn(ground)
  for (const shown of ['', csrfToken.slice(1), other.csrfToken]) {
    const refused = await create({ cookie, 'x-csrf-token': shown })
    expect(problemOf(refused)).toMatchObject({ status: 403, code: 'forged_request' })
  }
  expect((await create({ cookie })).statusCode).toBe(403)
  expect((await create({ cookie, 'x-csrf-token': csrfToken })).statusCode).toBe(201)
})

test.each([
  [{ 'sec-fetch-site': 'cross-site' }, 403],
  [{ 'sec-fetch-site': 'same-site' }, 403],
  [{ 'sec-fetch-site': 'same-origin', origin: 'https://proxied.example' }, 201],
  [{ 'sec-fetch-site': 'none' }, 201],
  [{ origin: 'https://elsewhere.example' }, 403],
  [{ origin: 'null' }, 403],
  [{ origin: 'https://milepost.example' }, 201],
  [{ host: 'proxy.example:8443', origin: 'https://proxy.example:8443' }, 201],
  [{ host: 'proxy.example:8443', origin: 'https://proxy.example' }, 403],
])('a page that says %o gets %i, signing in and signed in', async (headers, status) => {
  const { cookie, csrfToken } = await signIn(ground)
  expect((await create({ cookie, 'x-csrf-token': csrfToken, ...headers })).statusCode).toBe(status)
  const again = await ask('POST', SESSION, headers, { token: ground.token })
  expect(again.statusCode).toBe(status)
  if (status === 403) expect(again.headers['set-cookie']).toBeUndefined()
})

test('a bearer token works as ever, whatever the page, and wins over a cookie', async () => {
  const { cookie } = await signIn(ground)
  const { token } = await createToken(ground.database.db, 'script')
  const bearer = { authorization: `Bearer ${token}`, cookie, 'sec-fetch-site': 'cross-site' }
  expect((await create(bearer)).statusCode).toBe(201)
  expect(problemOf(await ask('GET', SESSION, bearer))).toMatchObject({ status: 404, code: 'not_found' })
  for (const authorization of ['Bearer wrong', 'Bearer', 'bearer ???']) {
    expect((await ask('GET', '/api/v1/portfolios', { cookie, authorization })).statusCode).toBe(401)
  }
  // What a proxy asks for is not ours.
  const proxied = await ask('GET', '/api/v1/portfolios', { cookie, authorization: 'Basic cHJveHk6cHJveHk=' })
  expect(proxied.statusCode).toBe(200)
})

test('signing out ends the session in every process and takes the cookie back', async () => {
  const second = await startApi({ db: ground.database.db })
  try {
    const { cookie, csrfToken } = await signIn(ground)
    const read = () => second.request({ method: 'GET', url: SESSION, headers: { authorization: '', cookie } })
    expect((await read()).statusCode).toBe(200)
    expect((await ask('DELETE', SESSION, { cookie })).statusCode).toBe(403)
    const out = await ask('DELETE', SESSION, { cookie, 'x-csrf-token': csrfToken })
    expect(out.statusCode).toBe(204)
    expect(out.headers['set-cookie']).toMatch(/^milepost_session=; .*Expires=Thu, 01 Jan 1970 00:00:00 GMT/)
    expect((await read()).statusCode).toBe(401)
  } finally {
    await second.close()
  }
})

test('what an uncommon cookie says opens nothing', async () => {
  const { cookie } = await signIn(ground)
  for (const strange of ['', 'milepost_session=', 'milepost_session=%ff', `${cookie}x`, `x${cookie}`, '=;;=,\u00ff']) {
    expect((await ask('GET', SESSION, { cookie: strange })).statusCode, strange).toBe(401)
  }
})
