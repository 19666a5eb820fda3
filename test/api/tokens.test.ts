import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { hasTokens, revokeToken } from '../../src/store/access/tokens.ts'
import { type Ground, problemOf, startApi } from './ground.ts'
import { signIn } from './sign-in.ts'

let ground: Ground

beforeEach(async () => {
  ground = await startApi()
})
afterEach(() => ground.close())

interface Token {
  readonly id: string
  readonly name: string
  readonly createdAt: string
  readonly lastUsedAt: string | null
  readonly expiresAt: string | null
  readonly isCurrent: boolean
}

const ask = (method: 'GET' | 'POST' | 'DELETE', path: string, headers = {}, payload?: object) =>
  ground.request({ method, url: `/api/v1/${path}`, headers, ...(payload === undefined ? {} : { payload }) })
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const list = async (headers = {}) => (await ask('GET', 'tokens', headers)).json<{ items: Token[] }>().items
async function make(payload: object): Promise<Token & { readonly token: string }> {
  const response = await ask('POST', 'tokens', {}, payload)
  expect(response.statusCode, response.body).toBe(201)
  expect(response.headers['cache-control']).toBe('no-store')
  return response.json()
}
const opens = async (token: string) => (await ask('GET', 'portfolios', bearer(token))).statusCode
const pass = (days: number) =>
  ground.database.db.execute(sql`update api_token set expires_at = expires_at - ${days} * interval '1 day'`)

test('a token is shown when it is made and never again, and whoever shows it sees which one it is', async () => {
  const { token, ...made } = await make({ name: 'Steering committee' })
  expect(made).toEqual({
    ...{ id: expect.any(String), name: 'Steering committee', createdAt: expect.stringMatching(/Z$/) },
    ...{ lastUsedAt: null, expiresAt: null, isCurrent: false },
  })
  const listed = await list(bearer(token))
  expect(listed).toMatchObject([
    { name: 'test', isCurrent: false, lastUsedAt: expect.stringMatching(/Z$/) },
    { id: made.id, name: 'Steering committee', isCurrent: true },
  ])
  expect(JSON.stringify(listed)).not.toContain(token)
  const { cookie } = await signIn({ request: ground.request, token })
  expect((await list({ authorization: '', cookie })).map(each => each.isCurrent)).toEqual([false, true])
})

test('a revoked token opens nothing from then on, nor does a session that was made of it', async () => {
  const { id, token } = await make({ name: 'Laptop' })
  const { cookie } = await signIn({ request: ground.request, token })
  expect((await ask('DELETE', `tokens/${id.toUpperCase()}`)).statusCode).toBe(204)
  expect(await opens(token)).toBe(401)
  expect((await ask('GET', 'portfolios', { authorization: '', cookie })).statusCode).toBe(401)
  expect((await list()).map(({ name }) => name)).toEqual(['test'])
  expect((await ask('DELETE', `tokens/${id}`)).statusCode).toBe(404)
})

test('a token ends when its days are over, with its sessions, and is still listed', async () => {
  const { token, expiresAt, createdAt } = await make({ name: 'Auditor', expiresInDays: 30 })
  expect(Date.parse(expiresAt ?? '') - Date.parse(createdAt)).toBe(30 * 86_400_000)
  const { cookie } = await signIn({ request: ground.request, token })
  await pass(29.99)
  expect(await opens(token)).toBe(200)
  await pass(0.02)
  expect(await opens(token)).toBe(401)
  expect((await ask('GET', 'portfolios', { authorization: '', cookie })).statusCode).toBe(401)
  expect((await ask('POST', 'session', { authorization: '' }, { token })).statusCode).toBe(401)
  expect((await list()).map(({ name }) => name)).toEqual(['test', 'Auditor'])
  for (const expiresInDays of [0, 3_651, 1.5]) {
    expect((await ask('POST', 'tokens', {}, { name: 'Auditor', expiresInDays })).statusCode).toBe(400)
  }
})

test('the last token that opens cannot be revoked, an expired one beside it does not count', async () => {
  const [first] = await list()
  const expired = await make({ name: 'Auditor', expiresInDays: 1 })
  await pass(2)
  const refused = await ask('DELETE', `tokens/${first?.id}`)
  expect(problemOf(refused)).toEqual({
    status: 409,
    code: 'conflict',
    detail: 'Nobody could sign in without it: make another token first, then revoke this one.',
  })
  expect((await ask('DELETE', `tokens/${expired.id}`)).statusCode).toBe(204)
  expect((await ask('DELETE', `tokens/${first?.id}`)).statusCode).toBe(409)
  await make({ name: 'Next' })
  expect((await ask('DELETE', `tokens/${first?.id}`)).statusCode).toBe(204)
})

test('of the last two tokens, revoked at the same time, one stays', async () => {
  await make({ name: 'Second' })
  const outcomes = await Promise.all((await list()).map(({ id }) => revokeToken(ground.database.db, id)))
  expect(outcomes.toSorted()).toEqual(['last', 'revoked'])
})

test('when all have expired, the next start makes a token, as the first one did', async () => {
  await ground.database.db.execute(sql`update api_token set expires_at = now()`)
  expect(await hasTokens(ground.database.db)).toBe(false)
})
