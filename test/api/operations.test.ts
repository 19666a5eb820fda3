import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeRateShare } from '../../src/store/sync/rate-shares.ts'
import { saveConnection } from '../flows/connections.ts'
import { type Ground, problemOf, startApi } from './ground.ts'

let ground: Ground

beforeAll(async () => {
  ground = await startApi()
})
afterAll(() => ground.close())

const get = (url: string, headers = {}) =>
  ground.request({ method: 'GET', url, headers: { authorization: '', ...headers } })

test('the probes answer without a token', async () => {
  expect((await get('/livez')).json()).toEqual({ status: 'ok' })
  expect((await get('/readyz')).json()).toEqual({ status: 'ok' })
})

test('a service whose queue is down, or whose migrations are missing, is alive but not ready, and says which', async () => {
  const broken = await startApi({ queueReady: () => Promise.reject(new Error('ECONNREFUSED 10.1.2.3')) })
  try {
    expect((await broken.request({ method: 'GET', url: '/livez' })).statusCode).toBe(200)
    const response = await broken.request({ method: 'GET', url: '/readyz' })
    expect(problemOf(response)).toEqual({ status: 503, code: 'unavailable', detail: 'The queue is not ready.' })
    await broken.database.db.execute(sql`delete from drizzle.__drizzle_migrations`)
    expect(problemOf(await broken.request({ method: 'GET', url: '/readyz' })).detail).toBe(
      'The migrations have not all been applied.',
    )
  } finally {
    await broken.close()
  }
})

test('the document is OpenAPI 3.1 and readable without a token; every operation has a summary and a tag', async () => {
  const document = (await get('/openapi.json')).json<{
    openapi: string
    paths: Record<string, Record<string, { summary?: string; tags?: string[] }>>
  }>()
  expect(document.openapi).toBe('3.1.0')
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, { summary, tags }] of Object.entries(methods))
      expect([summary, tags?.length], `${method} ${path}`).toEqual([expect.any(String), 1])
  }
})

test('the readable page comes with its script, and may run only that', async () => {
  const page = await get('/docs/')
  expect(page.statusCode).toBe(200)
  expect(page.headers['content-security-policy']).toMatch(/script-src 'self';/)
  const script = /src="\.?\/?([\w./-]*swagger-ui-bundle\.js)"/.exec(page.body)?.[1]
  const asset = await get(`/docs/${script?.replace('static/', 'static/').split('docs/').at(-1) ?? 'missing'}`)
  expect(asset.statusCode).toBe(200)
  expect(asset.body.length).toBeGreaterThan(100_000)
})

test('over plain HTTP nothing sends a browser to https; where the service is reached through TLS, it stays there', async () => {
  const plain = await startApi({ publicUrl: () => 'http://10.0.0.7:8080' })
  try {
    for (const url of ['/docs/', '/docs/static/swagger-ui-bundle.js', '/livez', '/nowhere']) {
      const { headers } = await plain.request({ method: 'GET', url })
      expect(headers['strict-transport-security'], url).toBeUndefined()
      expect(headers['content-security-policy'], url).toMatch(/^default-src 'none'/)
      expect(headers['content-security-policy'], url).not.toContain('upgrade-insecure-requests')
    }
  } finally {
    await plain.close()
  }
  expect((await get('/docs/')).headers['strict-transport-security']).toBe('max-age=31536000')
})

test('the document names no host: whoever could read it reaches the API at the same address', async () => {
  expect((await get('/openapi.json')).json()).toMatchObject({ servers: [{ url: '/' }] })
})

test('each kind of tracker is listed with the settings and credentials it takes', async () => {
  const response = await ground.request({ method: 'GET', url: '/api/v1/connectors' })
  expect(response.json()).toMatchObject({
    items: [
      {
        kind: 'paper',
        name: 'Paper',
        hasWebhooks: true,
        settings: { type: 'object', required: ['baseUrl'], properties: { baseUrl: { type: 'string' } } },
        credentials: { anyOf: [{ required: ['type', 'token'] }, { required: ['type', 'user', 'password'] }] },
      },
    ],
    nextCursor: null,
  })
  const document = (await get('/openapi.json')).json<{
    paths: Record<
      string,
      { post: { requestBody: { content: Record<string, { schema: { properties: Record<string, object> } }> } } }
    >
  }>()
  const { properties } =
    document.paths['/api/v1/connections']?.post.requestBody.content['application/json']?.schema ?? {}
  const pointer = { description: expect.stringContaining('GET /api/v1/connectors') }
  expect(properties).toMatchObject({ kind: pointer, settings: pointer, credentials: pointer })
})

test('metrics need a token, time requests by route, and count what waits', async () => {
  expect((await get('/metrics')).statusCode).toBe(401)
  await ground.request({ method: 'GET', url: '/api/v1/portfolios/00000000-0000-0000-0000-000000000000' })
  const text = (await ground.request({ method: 'GET', url: '/metrics' })).body
  expect(text).toContain(
    'milepost_http_request_seconds_count{method="GET",route="/api/v1/portfolios/:id",status="404"} 1',
  )
  expect(text).toContain('milepost_waiting{what="assessments"} 0')
  expect(text).not.toContain('00000000-0000')
})

test('metrics tell for each connection how many requests were made, refused and had to wait', async () => {
  const id = await saveConnection(ground.database.db, 'paper', {}, {})
  const counts = { requests: 7, limited: 2, waitedMs: 1_500 }
  await changeRateShare(ground.database.db, id, counts, () => ({
    budget: {},
    closedForMs: 60_000,
    news: null,
    result: null,
  }))
  const text = (await ground.request({ method: 'GET', url: '/metrics' })).body
  const read = (name: string) => new RegExp(`milepost_tracker_${name}\\{connection="${id}"\\} (\\S+)`).exec(text)?.[1]
  expect([read('requests_total'), read('limited_total'), read('waited_seconds_total')]).toEqual(['7', '2', '1.5'])
  expect(Number(read('closed_seconds'))).toBeGreaterThan(50)
})

test('answers carry the headers that keep browsers from misreading them', async () => {
  const { headers } = await get('/livez')
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  })
  expect(headers['x-powered-by']).toBeUndefined()
})
