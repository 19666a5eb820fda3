import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { claimKey, RENEW_HOLD_EVERY_MS } from '../../src/store/access/idempotency-keys.ts'
import { createToken, listTokens } from '../../src/store/access/tokens.ts'
import { type Ground, problemOf, startApi } from './ground.ts'

let ground: Ground
let clockFails: boolean
/** What holds up a message to a channel until it is called. */
let letGo: () => void
let sent: number

beforeEach(async () => {
  clockFails = false
  sent = 0
  const held = new Promise<void>(resolve => {
    letGo = resolve
  })
  ground = await startApi({
    now: () => {
      if (clockFails) throw new Error('the clock stands')
      return new Date()
    },
    channels: {
      send: async () => {
        sent += 1
        await held
        return undefined
      },
    },
  })
})
afterEach(async () => {
  vi.useRealTimers()
  await ground.close()
})

const post = (path: string, key: string, payload: object = {}, headers = {}) =>
  ground.request({ method: 'POST', url: `/api/v1/${path}`, payload, headers: { 'idempotency-key': key, ...headers } })
const replayed = 'idempotent-replayed'
const tokenNames = async () => (await listTokens(ground.database.db)).map(({ name }) => name)

test('50 requests at once with one key do it once, and get its answer or are told to wait', async () => {
  const answers = await Promise.all(Array.from({ length: 50 }, () => post('tokens', 'k-1', { name: 'Committee' })))
  expect(await tokenNames()).toEqual(['test', 'Committee'])
  const done = answers.filter(({ statusCode }) => statusCode === 201)
  const [first] = done
  expect(done.filter(({ headers }) => headers[replayed] === undefined)).toHaveLength(1)
  for (const answer of answers) {
    if (answer.statusCode === 201) expect(answer.body).toBe(first?.body)
    else {
      expect(problemOf(answer)).toMatchObject({ status: 409, code: 'idempotency_key_in_use' })
      expect(answer.headers['retry-after']).toBe('1')
    }
  }
  const later = await post('tokens', 'k-1', { name: 'Committee' })
  expect([later.statusCode, later.body]).toEqual([201, first?.body])
  expect(later.headers).toMatchObject({
    [replayed]: 'true',
    'cache-control': 'no-store',
    'content-type': first?.headers['content-type'],
  })
})

test('a secret that is answered, and a password that is sent, stand nowhere in the database as they are', async () => {
  const channel = { name: 'PMO', kind: 'http', settings: { url: 'https://hook.example/canary' } }
  const made = await post('channels', 'k-1', channel)
  const { secret } = made.json<{ secret: string }>()
  const kept = await ground.database.db.execute(sql`select k::text as row from idempotency_key k`)
  expect(kept).toHaveLength(1)
  expect(JSON.stringify(kept)).not.toContain(secret)
  expect(JSON.stringify(kept)).not.toContain('canary')
  expect((await post('channels', 'k-1', channel)).json()).toEqual(made.json())
})

test('another body or another address with the same key is refused, and so is a key that is none', async () => {
  expect((await post('tokens', 'k-1', { name: 'Committee' })).statusCode).toBe(201)
  for (const refused of [
    await post('tokens', 'k-1', { name: 'Other' }),
    await post('portfolios', 'k-1', { name: 'Committee' }),
  ])
    expect(problemOf(refused)).toMatchObject({ status: 422, code: 'idempotency_key_reused' })
  for (const key of ['', 'a b', 'é', 'x'.repeat(256)])
    expect(problemOf(await post('tokens', key, { name: 'Committee' })), `the key "${key}"`).toMatchObject({
      status: 400,
    })
  expect(await tokenNames()).toEqual(['test', 'Committee'])
})

test('what another token sends with the same key is another thing', async () => {
  const { token } = await createToken(ground.database.db, 'other')
  await post('tokens', 'k-1', { name: 'Committee' })
  const others = await post('tokens', 'k-1', { name: 'Committee' }, { authorization: `Bearer ${token}` })
  expect([others.statusCode, others.headers[replayed]]).toEqual([201, undefined])
})

test('what was refused for what it says may be put right; what does not fit what is there stays refused', async () => {
  expect((await post('portfolios', 'k-1', { title: 'Growth' })).statusCode).toBe(400)
  expect((await post('portfolios', 'k-1', { name: 'Growth' })).statusCode).toBe(201)
  const channel = { name: 'PMO', kind: 'http', settings: { url: 'https://hook.example/x' } }
  expect((await post('channels', 'k-2', { ...channel, kind: 'pigeon' })).statusCode).toBe(400)
  expect((await post('channels', 'k-2', channel)).statusCode).toBe(201)
  const refused = await post('channels', 'k-3', channel)
  expect(problemOf(refused)).toMatchObject({ status: 409, code: 'duplicate_name' })
  const again = await post('channels', 'k-3', channel)
  expect([again.statusCode, again.body, again.headers[replayed]]).toEqual([409, refused.body, 'true'])
})

test('what failed here may be tried again with its key', async () => {
  const channel = { name: 'PMO', kind: 'http', settings: { url: 'https://hook.example/x' } }
  clockFails = true
  expect((await post('channels', 'k-1', channel)).statusCode).toBe(500)
  clockFails = false
  const made = await post('channels', 'k-1', channel)
  expect([made.statusCode, made.headers[replayed]]).toEqual([201, undefined])
})

test('a key whose process is gone is free half a minute later', async () => {
  const { db } = ground.database
  const [test] = await listTokens(db)
  const gone = { tokenId: test?.id ?? '', key: 'k-1', holder: randomUUID() }
  const sealed = ground.sealer.seal('of another body', `idempotency_key:${gone.tokenId}:k-1:request`)
  expect(await claimKey(db, gone, sealed)).toBe(true)
  const [row] = await db.execute(
    sql`select extract(epoch from held_until - now())::float as seconds from idempotency_key`,
  )
  expect(row?.seconds).toBeLessThanOrEqual(30)
  expect((await post('tokens', 'k-1', { name: 'Committee' })).statusCode).toBe(422)
  await db.execute(sql`update idempotency_key set held_until = now() - interval '1 ms'`)
  expect((await post('tokens', 'k-1', { name: 'Committee' })).statusCode).toBe(201)
  expect((await post('tokens', 'k-1', { name: 'Committee' })).headers[replayed]).toBe('true')
  expect(await tokenNames()).toEqual(['test', 'Committee'])
})

test('who went away before a long answer gets it later, however long it takes, and it is done once', async () => {
  const { db } = ground.database
  const { id } = await ground.ask<{ id: string }>('POST', 'channels', {
    ...{ name: 'PMO', kind: 'http', settings: { url: 'https://hook.example/x' } },
  })
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const url = await ground.listen()
  const leaving = new AbortController()
  const headers = { authorization: `Bearer ${ground.token}`, 'idempotency-key': 'k-1' }
  const asked = fetch(`${url}/api/v1/channels/${id}/test`, { method: 'POST', headers, signal: leaving.signal })
  await vi.waitFor(() => expect(sent).toBe(1))
  leaving.abort()
  await expect(asked).rejects.toThrow()
  await db.execute(sql`update idempotency_key set held_until = now() - interval '1 ms'`)
  vi.advanceTimersByTime(RENEW_HOLD_EVERY_MS)
  const isHeld = sql`select 1 from idempotency_key where held_until > now() + interval '20 seconds'`
  await vi.waitFor(async () => expect(await db.execute(isHeld)).toHaveLength(1))
  const path = `channels/${id}/test`
  expect(problemOf(await post(path, 'k-1'))).toMatchObject({ status: 409, code: 'idempotency_key_in_use' })
  letGo()
  let later = await post(path, 'k-1')
  for (; later.statusCode === 409; later = await post(path, 'k-1')) await pause(10)
  expect([later.statusCode, later.headers[replayed]]).toEqual([200, 'true'])
  expect(sent).toBe(1)
})

test('every POST of the document says that it takes a key, but the sign-in and the receivers of trackers', async () => {
  interface Documented {
    readonly post?: { readonly parameters?: readonly { readonly name: string; readonly in: string }[] }
  }
  const document = (await ground.request({ method: 'GET', url: '/openapi.json' })).json<{
    paths: Record<string, Documented>
  }>()
  const without = Object.entries(document.paths).flatMap(([path, { post: operation }]) =>
    operation === undefined || operation.parameters?.some(each => each.name === 'idempotency-key') ? [] : [path],
  )
  expect(without.sort()).toEqual(['/api/v1/session', '/api/v1/webhooks/{connectionId}'])
})
