import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Ground, problemOf, startApi } from './ground.ts'

let ground: Ground

beforeAll(async () => {
  ground = await startApi()
})
afterAll(() => ground.close())

const get = (url: string, headers = {}) => ground.request({ method: 'GET', url, headers: { authorization: '', ...headers } })

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
    expect(problemOf(await broken.request({ method: 'GET', url: '/readyz' })).detail).toBe('The migrations have not all been applied.')
  } finally {
    await broken.close()
  }
})

test('the document is OpenAPI 3.1 and readable without a token; every operation has a summary and a tag', async () => {
  const document = (await get('/openapi.json')).json<{ openapi: string; paths: Record<string, Record<string, { summary?: string; tags?: string[] }>> }>()
  expect(document.openapi).toBe('3.1.0')
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, { summary, tags }] of Object.entries(methods)) expect([summary, tags?.length], `${method} ${path}`).toEqual([expect.any(String), 1])
  }
})

test('the readable page comes with its script, and may run only that', async () => {
  const page = await get('/docs/')
  expect(page.statusCode).toBe(200)
  expect(page.headers['content-security-policy']).toMatch(/script-src 'self'/)
  const script = /src="\.?\/?([\w./-]*swagger-ui-bundle\.js)"/.exec(page.body)?.[1]
  const asset = await get(`/docs/${script?.replace('static/', 'static/').split('docs/').at(-1) ?? 'missing'}`)
  expect(asset.statusCode).toBe(200)
  expect(asset.body.length).toBeGreaterThan(100_000)
})

test('metrics need a token, time requests by route, and count what waits', async () => {
  expect((await get('/metrics')).statusCode).toBe(401)
  await ground.request({ method: 'GET', url: '/api/v1/portfolios/00000000-0000-0000-0000-000000000000' })
  const text = (await ground.request({ method: 'GET', url: '/metrics' })).body
  expect(text).toContain('milepost_http_request_seconds_count{method="GET",route="/api/v1/portfolios/:id",status="404"} 1')
  expect(text).toContain('milepost_waiting{what="assessments"} 0')
  expect(text).not.toContain('00000000-0000')
})

test('answers carry the headers that keep browsers from misreading them', async () => {
  const { headers } = await get('/livez')
  expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none';frame-ancestors 'none'" })
  expect(headers['x-powered-by']).toBeUndefined()
})
