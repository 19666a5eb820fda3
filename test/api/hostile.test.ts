import fc from 'fast-check'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeErrors } from '../../src/api/validate.ts'
import { connectionBody, type Ground, problemOf, startApi } from './ground.ts'

let ground: Ground

beforeAll(async () => {
  ground = await startApi()
})
afterAll(() => ground.close())

const send = (payload: string | Buffer, headers: Record<string, string> = {}, url = '/api/v1/portfolios') =>
  ground.request({ method: 'POST', url, payload, headers: { 'content-type': 'application/json', ...headers } })
const nested = (depth: number, open = '[', close = ']') => open.repeat(depth) + close.repeat(depth)

test.each([33, 100_000])('JSON of %i levels is 400, not a stack overflow', async depth => {
  for (const body of [
    nested(depth),
    `{"name":${nested(depth)}}`,
    nested(depth, '{"a":', '}').replace('{"a":}', '{"a":1}'),
  ]) {
    expect(problemOf(await send(body))).toMatchObject({ status: 400, code: 'malformed_body' })
  }
})

test('brackets inside text are not depth', async () => {
  expect((await send(JSON.stringify({ name: `Growth ${'[{'.repeat(90)}` }))).statusCode).toBe(201)
  expect((await send('{"name":"quote \\" [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["}')).statusCode).toBe(201)
})

test.each([
  ['a value', '{"name":"a\\u0000b"}', 'body.name'],
  ['a name', '{"na\\u0000me":"a"}', 'a name in body'],
  ['half a character', '{"name":"a\\ud800"}', 'body.name'],
  [
    'a value deep inside',
    JSON.stringify(connectionBody({ settings: { list: [{ x: 'a\0' }] } })),
    'body.settings.list.0.x',
  ],
])('text that cannot be stored is 400 and named: %s', async (_, body, field) => {
  const response = await send(body, {}, body.includes('paper') ? '/api/v1/connections' : '/api/v1/portfolios')
  expect(problemOf(response)).toMatchObject({
    status: 400,
    code: 'invalid_request',
    detail: expect.stringContaining(field),
  })
})

test('text that cannot be stored is refused in a query as well', async () => {
  const response = await ground.request({ method: 'GET', url: '/api/v1/work-items?project=a%00b' })
  expect(problemOf(response)).toMatchObject({ status: 400, detail: expect.stringContaining('query.project') })
})

test.each([
  ['no JSON', '{"name":', 400, 'malformed_body'],
  ['nothing', '', 400, 'invalid_request'],
  ['a list', '[]', 400, 'invalid_request'],
  ['null', 'null', 400, 'invalid_request'],
  ['a number for text', '{"name":5}', 400, 'invalid_request'],
  ['text for a number', '{"name":"a","weight":"5"}', 400, 'invalid_request'],
  ['a prototype', '{"name":"a","__proto__":{"admin":true}}', 400, 'malformed_body'],
  ['a constructor', '{"name":"a","constructor":{"prototype":{}}}', 400, 'malformed_body'],
  ['a megabyte and more', JSON.stringify({ name: 'a'.repeat(1024 * 1024) }), 413, 'too_large'],
])('a body of %s is refused', async (_, body, status, code) => {
  expect(problemOf(await send(body))).toMatchObject({ status, code })
})

test.each([
  'text/plain',
  'application/xml',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/json5',
  'nonsense',
])('a body labelled %s is 415', async type => {
  expect(problemOf(await send('{"name":"a"}', { 'content-type': type }))).toMatchObject({
    status: 415,
    code: 'unsupported_media_type',
  })
})

test.each([
  ['limit=0', 'query.limit'],
  ['limit=1001', 'query.limit'],
  ['limit=5.5', 'query.limit'],
  ['limit=ten', 'query.limit'],
  ['limit=1&limit=2', 'query.limit'],
  ['updatedSicne=2027-01-01T00:00:00Z', 'query.updatedSicne is not known here'],
  ['updatedSince=yesterday', 'query.updatedSince must be an instant'],
  ['asOf=2027-02-30T00:00:00Z', 'query.asOf must be an instant'],
  ['asOf=2027-01-31', 'query.asOf must be an instant'],
  ['asOf=0000-01-01T00:00:00Z', 'query.asOf'],
  ['state=finished', 'query.state must be one of'],
  ['connection=abc', 'query.connection must be an id'],
  ['gone=maybe', 'query.gone'],
  ['cursor=abc', 'query.cursor must be the nextCursor'],
  [`cursor=${Buffer.from('["2026-99-99 00:00:00+00","x"]').toString('base64url')}`, 'query.cursor'],
  [
    `cursor=${Buffer.from('["2026-02-31 99:00:00+00","00000000-0000-0000-0000-000000000000"]').toString('base64url')}`,
    'query.cursor',
  ],
  [`cursor=${Buffer.from('{"__proto__":1}').toString('base64url')}`, 'query.cursor'],
])('the query %s is 400 and says what is wrong', async (query, text) => {
  const response = await ground.request({ method: 'GET', url: `/api/v1/work-items?${query}` })
  expect(problemOf(response)).toMatchObject({
    status: 400,
    code: 'invalid_request',
    detail: expect.stringContaining(text),
  })
})

test.each(['work-items', 'work-items/00000000-0000-0000-0000-000000000000'])(
  '/%s as of an instant that is still to come is 422',
  async path => {
    const url = (at: number) => `/api/v1/${path}?asOf=${new Date(at).toISOString()}`
    expect(problemOf(await ground.request({ method: 'GET', url: url(Date.now() + 60_000) }))).toMatchObject({
      status: 422,
      detail: expect.stringContaining('query.asOf is in the future'),
    })
    expect((await ground.request({ method: 'GET', url: url(Date.now() - 1_000) })).statusCode).not.toBe(422)
  },
)

test('what is expected of an instant is said in words, once', async () => {
  const response = await ground.request({ method: 'GET', url: '/api/v1/work-items?asOf=yesterday' })
  expect(response.json()).toMatchObject({
    errors: [{ field: 'query.asOf', expected: 'must be an instant such as 2027-01-31T09:00:00Z' }],
  })
  expect(response.json<{ errors: object[] }>().errors).toHaveLength(1)
})

test('a field without words for its pattern shows no pattern', () => {
  const schema = Type.Object({ code: Type.String({ pattern: '^[a-z]{3}$' }) })
  const errors = Value.Errors(schema, { code: '7' })
  expect(describeErrors(schema, errors, 'body')).toEqual([
    { field: 'body.code', expected: 'is not written as it should be' },
  ])
})

test.each(['+23:59', '-15:30', '+00:00'])('an instant with the offset %s is understood', async offset => {
  const asOf = encodeURIComponent(`2026-01-31T09:00:00${offset}`)
  expect((await ground.request({ method: 'GET', url: `/api/v1/work-items?asOf=${asOf}` })).statusCode).toBe(200)
})

test('an unknown page is a problem too, and a token in the query opens nothing', async () => {
  expect(problemOf(await ground.request({ method: 'GET', url: '/nowhere' }))).toMatchObject({
    status: 404,
    code: 'not_found',
  })
  expect(problemOf(await ground.request({ method: 'GET', url: '/api/v1/nowhere' }))).toMatchObject({ status: 404 })
  const response = await ground.request({
    method: 'GET',
    url: `/api/v1/portfolios?token=${ground.token}`,
    headers: { authorization: '' },
  })
  expect(problemOf(response)).toMatchObject({ status: 401, code: 'unauthenticated' })
})

test('no body, however strange, makes any route fail inside', async () => {
  const posts = ground.operations.filter(({ method, path }) => method === 'POST' && !path.includes('{'))
  expect(posts.length).toBeGreaterThan(4)
  const strange = fc.oneof(
    fc.jsonValue({ maxDepth: 4 }),
    fc.record(
      {
        name: fc.jsonValue(),
        kind: fc.jsonValue(),
        settings: fc.jsonValue(),
        credentials: fc.jsonValue(),
        parentId: fc.oneof(fc.uuid(), fc.jsonValue()),
      },
      { requiredKeys: [] },
    ),
    fc.record(
      {
        name: fc.string({ unit: 'binary' }),
        initiativeId: fc.uuid(),
        parentId: fc.uuid(),
        day: fc.string(),
        scope: fc.array(fc.jsonValue()),
      },
      { requiredKeys: [] },
    ),
  )
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...posts), strange, async ({ path }, body) => {
      const response = await send(JSON.stringify(body), {}, path)
      expect(response.statusCode, `${path}: ${JSON.stringify(body)} gave ${response.body}`).toBeLessThan(500)
      if (response.statusCode >= 400) expect(response.headers['content-type']).toContain('application/problem+json')
    }),
    { numRuns: 300 },
  )
  expect(ground.logged()).not.toContain('request failed')
})

test('a failure inside shows a code and nothing of its cause, which is in the log', async () => {
  const broken = await startApi({
    now: () => {
      throw new Error('secret-cause in /srv/milepost')
    },
  })
  try {
    const portfolio = (
      await broken.request({ method: 'POST', url: '/api/v1/portfolios', payload: { name: 'P' } })
    ).json<{ id: string }>()
    const response = await broken.request({ method: 'GET', url: `/api/v1/portfolios/${portfolio.id}/rollup` })
    expect(problemOf(response)).toEqual({
      status: 500,
      code: 'internal',
      detail: 'Something failed here; it is logged.',
    })
    expect(response.body).not.toContain('secret-cause')
    expect(broken.logged()).toContain('secret-cause')
  } finally {
    await broken.close()
  }
})
