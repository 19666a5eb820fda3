import { randomBytes, randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { listPendingDeliveries, markDeliveriesProcessed } from '../../src/store/sync/webhook-deliveries.ts'
import { connectionBody, type Ground, problemOf, startApi } from './ground.ts'

let ground: Ground
let id: string
let secret: string

beforeAll(async () => {
  ground = await startApi()
})
afterAll(() => ground.close())
beforeEach(async () => {
  await ground.database.db.execute(sql`truncate connection cascade`)
  const response = await ground.request({ method: 'POST', url: '/api/v1/connections', payload: connectionBody() })
  const made = response.json<{ id: string; webhook: { secret: string } }>()
  id = made.id
  secret = made.webhook.secret
  ground.rings.length = 0
})

const deliver = (payload: string | Buffer, headers: Record<string, string> = {}, connectionId = id) =>
  ground.request({
    method: 'POST',
    url: `/api/v1/webhooks/${connectionId}`,
    payload,
    // A receiver has no token of ours.
    headers: { authorization: '', 'content-type': 'application/json', 'x-secret': secret, ...headers },
  })
const pending = () => listPendingDeliveries(ground.database.db, id, 100)

test('a delivery is kept before it is acknowledged, and then the doorbell rings', async () => {
  const response = await deliver('17,18', { 'x-delivery': 'd-1' })
  expect(response.statusCode).toBe(202)
  expect((await pending()).map(({ touched }) => touched)).toEqual([
    [
      { kind: 'work_item', externalId: '17' },
      { kind: 'work_item', externalId: '18' },
    ],
  ])
  expect(ground.rings).toEqual([{ name: 'refresh-records', payload: { connectionId: id } }])
})

test('a delivery that may move a milestone rings where no storm stands before it', async () => {
  await deliver('17,moved-18')
  expect(ground.rings).toEqual([{ name: 'refresh-moved', payload: { connectionId: id } }])
  expect((await pending()).flatMap(({ touched }) => touched)).toContainEqual({
    ...{ kind: 'work_item', externalId: 'moved-18', movesDate: true },
  })
})

test('the same delivery again, with or without an id of its own, is kept once', async () => {
  for (const headers of [{ 'x-delivery': 'd-1' }, {}]) {
    await Promise.all([1, 2, 3].map(() => deliver('17', headers)))
  }
  expect(await pending()).toHaveLength(2)
})

test.each([
  ['a wrong secret', { 'x-secret': 'guess' }],
  ['no secret', { 'x-secret': '' }],
])('a delivery with %s is 401 and leaves nothing', async (_, headers) => {
  expect(problemOf(await deliver('17', headers))).toMatchObject({ status: 401, code: 'forged_delivery' })
  expect(await pending()).toEqual([])
  expect(ground.rings).toEqual([])
})

test('a new secret is taken at once, the former one until its time has come, and never the one before', async () => {
  const renew = async (formerForHours: number): Promise<string> => {
    const url = `/api/v1/connections/${id}/webhook-secret`
    const answer = await ground.request({ method: 'POST', url, payload: { formerForHours } })
    return answer.json<{ webhook: { secret: string } }>().webhook.secret
  }
  const statusOf = async (used: string): Promise<number> => (await deliver('17', { 'x-secret': used })).statusCode
  const second = await renew(1)
  expect([await statusOf(secret), await statusOf(second)]).toEqual([202, 202])
  const third = await renew(1)
  expect([await statusOf(secret), await statusOf(second), await statusOf(third)]).toEqual([401, 202, 202])
  const fourth = await renew(0)
  expect([await statusOf(third), await statusOf(fourth)]).toEqual([401, 202])
})

test('the secret of another connection does not open this one', async () => {
  const other = await ground.request({
    method: 'POST',
    url: '/api/v1/connections',
    payload: connectionBody({ name: 'Other' }),
  })
  expect(
    (await deliver('17', { 'x-secret': other.json<{ webhook: { secret: string } }>().webhook.secret })).statusCode,
  ).toBe(401)
})

test.each([randomUUID(), 'nonsense', '..%2f..%2fetc'])(
  'a delivery to %s, which is no connection, is 404',
  async connectionId => {
    expect((await deliver('17', {}, connectionId)).statusCode).toBe(404)
  },
)

test('a delivery whose id is too long for an index is kept by its content, and fails none that comes with it', async () => {
  const longId = randomBytes(4_000).toString('hex')
  const answers = await Promise.all([deliver('17', { 'x-delivery': longId }), deliver('18'), deliver('19')])
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([202, 202, 202])
  expect((await deliver('17', { 'x-delivery': `${longId}0` })).statusCode).toBe(202)
  expect(await pending()).toHaveLength(3)
})

test('a delivery that names nothing is acknowledged and wakes nobody', async () => {
  expect((await deliver('')).statusCode).toBe(202)
  expect(ground.rings).toEqual([])
})

test('a delivery that cannot be read is 400 with the reason', async () => {
  expect(problemOf(await deliver('unreadable'))).toEqual({
    status: 400,
    code: 'unreadable_delivery',
    detail: 'The delivery names no item.',
  })
})

test('2 MB are taken, more than 25 MB are 413', async () => {
  expect((await deliver(Buffer.from('1,'.repeat(1024 * 1024)))).statusCode).toBe(202)
  expect(problemOf(await deliver(Buffer.alloc(25 * 1024 * 1024 + 1)))).toMatchObject({ status: 413, code: 'too_large' })
})

test('any content type is taken, because the bytes are checked and not their label', async () => {
  for (const type of [
    'text/plain',
    'application/json; charset=utf-8',
    'application/x-www-form-urlencoded',
    'application/octet-stream',
  ]) {
    expect((await deliver('17', { 'content-type': type, 'x-delivery': type })).statusCode).toBe(202)
  }
})

test('a queue that is down does not fail a delivery: it is stored', async () => {
  const broken = await startApi({ ring: () => Promise.reject(new Error('connection refused')) })
  try {
    const made = (
      await broken.request({ method: 'POST', url: '/api/v1/connections', payload: connectionBody() })
    ).json<{ id: string; webhook: { secret: string } }>()
    const response = await broken.request({
      method: 'POST',
      url: `/api/v1/webhooks/${made.id}`,
      payload: '17',
      headers: { 'x-secret': made.webhook.secret, 'content-type': 'text/plain' },
    })
    expect(response.statusCode).toBe(202)
    expect(await listPendingDeliveries(broken.database.db, made.id, 10)).toHaveLength(1)
    expect(broken.logged()).toContain('doorbell not heard')
  } finally {
    await broken.close()
  }
})

test('a captured delivery that is sent again and again is kept once and rings once, also when it was processed', async () => {
  const replay = () => deliver('17', { 'x-delivery': 'captured' })
  const send = async (times: number): Promise<void> => {
    for (let sent = 0; sent < times; sent += 50) {
      const answers = await Promise.all(Array.from({ length: 50 }, replay))
      expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([202]))
    }
  }
  await send(500)
  const kept = await pending()
  expect(kept).toHaveLength(1)
  await markDeliveriesProcessed(
    ground.database.db,
    kept.map(each => each.id),
  )
  await send(100)
  expect(await pending()).toEqual([])
  expect(ground.rings).toHaveLength(1)
}, 60_000)
