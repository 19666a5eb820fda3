import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { appendAuditEntry } from '../../src/store/access/audit-entries.ts'
import { openDatabase } from '../../src/store/database.ts'
import { connectionBody, type Ground, startApi } from './ground.ts'
import { signIn } from './sign-in.ts'

let ground: Ground
let clockFails: boolean

beforeEach(async () => {
  clockFails = false
  ground = await startApi({
    now: () => {
      if (clockFails) throw new Error('the clock stands')
      return new Date()
    },
  })
})
afterEach(() => ground.close())

interface Entry {
  readonly entry: number
  readonly createdAt: string
  readonly createdBy: string
  readonly tokenId: string
  readonly method: string
  readonly route: string
  readonly subjects: readonly string[]
  readonly asked: number | null
  readonly status: number | null
  readonly previousHash: string
  readonly hash: string
}

const list = async (query = '') =>
  ground.ask<{ readonly items: readonly Entry[]; readonly nextCursor: string | null }>(
    'GET',
    `audit?limit=1000${query}`,
  )
const outcomes = async () => (await list()).items.filter(({ status }) => status !== null).reverse()
const verify = () =>
  ground.ask<{ holds: boolean; entries: number; brokenAt: number | null }>('GET', 'audit/verification')
const run = (statement: string) => ground.database.db.execute(sql.raw(statement))
const send = (method: 'POST' | 'PATCH' | 'DELETE', path: string, payload?: object, headers = {}) =>
  ground.request({ method, url: `/api/v1/${path}`, headers, ...(payload === undefined ? {} : { payload }) })
const change = { createdBy: 'script', method: 'POST', route: '/api/v1/portfolios', subjects: [] }
const tokenId = '11111111-1111-4111-8111-111111111111'
const unguarded = async (statement: string) => {
  await run('alter table audit_entry disable trigger refuse_change')
  await run(statement)
  await run('alter table audit_entry enable trigger refuse_change')
}

test('a change is written down when it is asked for and when it is answered, with who, what and about what', async () => {
  const portfolio = await ground.ask<{ id: string }>('POST', 'portfolios', { name: 'Growth' })
  const program = await ground.ask<{ id: string }>('POST', 'programs', { name: 'Digital', parentId: portfolio.id })
  const { items } = await list()
  const by = { createdBy: 'test', method: 'POST', createdAt: expect.stringMatching(/Z$/) }
  const made = { ...by, route: '/api/v1/programs' }
  expect(items).toMatchObject([
    { ...made, entry: 4, subjects: [portfolio.id, program.id], asked: 3, status: 201 },
    { ...made, entry: 3, subjects: [portfolio.id], asked: null, status: null },
    { ...by, entry: 2, route: '/api/v1/portfolios', subjects: [portfolio.id], asked: 1, status: 201 },
    { ...by, entry: 1, route: '/api/v1/portfolios', subjects: [], asked: null, status: null, previousHash: '' },
  ])
  expect(items.map(({ previousHash }) => previousHash)).toEqual([...items.slice(1).map(({ hash }) => hash), ''])
})

test('refusals and failures are written down as such; what changes nothing is not', async () => {
  const missing = '22222222-2222-4222-8222-222222222222'
  await send('PATCH', `portfolios/${missing}`, { name: 'Growth' })
  clockFails = true
  await send('POST', 'channels', { name: 'PMO', kind: 'http', settings: { url: 'https://hook.example/x' } })
  clockFails = false
  expect(await outcomes()).toMatchObject([
    { route: '/api/v1/portfolios/:id', subjects: [missing], status: 404 },
    { route: '/api/v1/channels', status: 500 },
  ])
  await send('POST', 'portfolios', { title: 'not valid' })
  await send('POST', 'portfolios', { name: 'Growth' }, { authorization: 'Bearer wrong' })
  await ground.ask('GET', 'portfolios')
  const { id, webhook } = await ground.ask<{ id: string; webhook: { secret: string } }>(
    ...(['POST', 'connections', connectionBody()] as const),
  )
  await ground.request({
    ...{ method: 'POST', url: `/api/v1/webhooks/${id}`, payload: '1' },
    headers: { 'x-secret': webhook.secret, 'content-type': 'text/plain' },
  })
  expect((await outcomes()).map(({ route }) => route).slice(2)).toEqual(['/api/v1/connections'])
  expect(JSON.stringify(await list())).not.toMatch(new RegExp(`hunter2-canary|${webhook.secret}`))
})

test('what is sent again with its key and not done again is written down once', async () => {
  for (const _ of [1, 2]) await send('POST', 'portfolios', { name: 'Growth' }, { 'idempotency-key': 'k-1' })
  expect(await outcomes()).toHaveLength(1)
})

test('signing in and out is written down, a wrong token is not', async () => {
  const { cookie, csrfToken } = await signIn(ground)
  await send('DELETE', 'session', undefined, { authorization: '', cookie, 'x-csrf-token': csrfToken })
  await send('POST', 'session', { token: 'wrong' }, { authorization: '' })
  expect(await outcomes()).toMatchObject([
    { createdBy: 'test', method: 'POST', route: '/api/v1/session', status: 201 },
    { createdBy: 'test', method: 'DELETE', route: '/api/v1/session', status: 204 },
  ])
})

test('nothing is changed that cannot be written down', async () => {
  await run('alter table audit_entry rename to gone')
  expect((await send('POST', 'portfolios', { name: 'Growth' })).statusCode).toBe(500)
  expect((await ground.ask<{ items: object[] }>('GET', 'portfolios')).items).toEqual([])
})

test('entries are found by who, about what and when, and are paged', async () => {
  const { id } = await ground.ask<{ id: string }>('POST', 'portfolios', { name: 'Growth' })
  await ground.ask('PATCH', `portfolios/${id}`, { owner: 'Wei Zhang' })
  await appendAuditEntry(ground.database.db, { ...change, tokenId }, null)
  const numbers = async (query: string) => (await list(query)).items.map(({ entry }) => entry)
  expect(await numbers('&actor=script')).toEqual([5])
  expect(await numbers(`&actor=${tokenId.toUpperCase()}`)).toEqual([5])
  expect(await numbers('&actor=test')).toEqual([4, 3, 2, 1])
  expect(await numbers(`&subject=${id}`)).toEqual([4, 3, 2])
  const third = (await list()).items.find(({ entry }) => entry === 3)?.createdAt ?? ''
  expect(await numbers(`&to=${third}`)).toEqual([2, 1])
  expect((await numbers(`&from=${third}`)).slice(0, 2)).toEqual([5, 4])
  const { nextCursor } = await ground.ask<{ nextCursor: string }>('GET', 'audit?limit=2')
  expect(await numbers(`&cursor=${nextCursor}`)).toEqual([3, 2, 1])
})

test('entries cannot be changed, removed or cleared away', async () => {
  await ground.ask('POST', 'portfolios', { name: 'Growth' })
  for (const statement of [
    `update audit_entry set created_by = 'nobody'`,
    'delete from audit_entry',
    'truncate audit_entry',
  ])
    await expect(run(statement)).rejects.toThrow()
  expect(await verify()).toMatchObject({ holds: true, entries: 2, brokenAt: null })
})

test('whoever changes or removes an entry all the same is found out', async () => {
  const { db } = ground.database
  for (let nth = 0; nth < 6; nth += 1) await appendAuditEntry(db, { ...change, tokenId }, null)
  expect(await verify()).toMatchObject({ holds: true, entries: 6 })
  await unguarded(`update audit_entry set created_by = 'nobody' where entry = 5`)
  expect(await verify()).toMatchObject({ holds: false, brokenAt: 5 })
  await unguarded('update audit_entry set status = 200 where entry = 3')
  await unguarded('update audit_entry e set hash = hash_audit_entry(e) where entry = 3')
  expect(await verify()).toMatchObject({ holds: false, brokenAt: 4 })
  await unguarded('delete from audit_entry where entry = 2')
  expect(await verify()).toMatchObject({ holds: false, brokenAt: 3 })
})

test('that the newest entries were cut off shows against the hash that was noted before', async () => {
  for (let nth = 0; nth < 3; nth += 1) await appendAuditEntry(ground.database.db, { ...change, tokenId }, null)
  const [newest, before] = (await list()).items
  expect(await verify()).toMatchObject({ holds: true, entries: 3, lastHash: newest?.hash })
  await unguarded('delete from audit_entry where entry = 3')
  expect(await verify()).toMatchObject({ holds: true, entries: 2, lastHash: before?.hash })
})

test('many who write at once, in several processes, write one chain', async () => {
  const other = openDatabase(ground.database.url, { applicationName: 'other process', connections: 4 })
  try {
    const writers = [ground.database.db, other.db]
    const numbers = await Promise.all(
      Array.from({ length: 200 }, (_, nth) =>
        appendAuditEntry(writers[nth % 2] ?? other.db, { ...change, tokenId }, null),
      ),
    )
    expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, nth) => nth + 1))
    expect(await verify()).toMatchObject({ holds: true, entries: 200 })
  } finally {
    await other.close()
  }
})
