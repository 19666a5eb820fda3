import { setTimeout as wait } from 'node:timers/promises'
import fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFaults, type Faults } from '../../demo/faults.ts'
import { injectFaults } from '../../demo/inject-faults.ts'
import { keepRequestJournal, type RequestJournal } from '../../demo/request-journal.ts'

const ROWS = Array.from({ length: 500 }, (_, id) => ({ id }))
const any = (): boolean => true

describe('a fault script', () => {
  let app: FastifyInstance
  let url: string
  let faults: Faults
  let journal: RequestJournal

  beforeEach(async () => {
    app = fastify({ forceCloseConnections: true })
    journal = keepRequestJournal(app)
    faults = createFaults()
    injectFaults(app, { faults, latencyMs: 0, signInPage: { status: 203, html: '<html>Sign In</html>' } })
    app.get('/rows', () => ({ count: ROWS.length, value: ROWS }))
    url = `${await app.listen({ host: '127.0.0.1', port: 0 })}/rows`
  })
  afterEach(() => app.close())

  const statusOf = async (): Promise<number> => {
    const response = await fetch(url)
    await response.arrayBuffer()
    return response.status
  }

  it('fails the nth matching request, as often as it says, and no other', async () => {
    faults.add({
      match: ({ method, path }) => method === 'GET' && path === '/rows',
      nth: 2,
      times: 2,
      fault: 'status',
      status: 429,
    })
    expect([await statusOf(), await statusOf(), await statusOf(), await statusOf()]).toEqual([200, 429, 429, 200])
  })

  it('stops when it is cleared', async () => {
    faults.add({
      match: any,
      times: Number.POSITIVE_INFINITY,
      fault: 'status',
      status: 503,
      headers: { 'retry-after': '7' },
      body: 'stopped',
    })
    const failed = await fetch(url)
    expect([failed.status, failed.headers.get('retry-after'), await failed.text()]).toEqual([503, '7', 'stopped'])
    faults.clear()
    expect(await statusOf()).toBe(200)
  })

  it('sends a sign-in page, an empty body, or text that is no JSON', async () => {
    faults.add({ match: any, fault: 'html_login' })
    const page = await fetch(url)
    expect([page.status, page.headers.get('content-type'), await page.text()]).toEqual([
      203,
      'text/html; charset=utf-8',
      '<html>Sign In</html>',
    ])
    faults.add({ match: any, fault: 'empty_body' })
    const empty = await fetch(url)
    expect([empty.status, await empty.text()]).toEqual([200, ''])
    faults.add({ match: any, fault: 'bad_json' })
    await expect((await fetch(url)).json()).rejects.toThrow(SyntaxError)
  })

  it('leaves the list out of the real answer', async () => {
    faults.add({ match: any, fault: 'missing_list' })
    expect(await (await fetch(url)).json()).toEqual({ count: 500 })
  })

  it('cuts the real answer before its promised length', async () => {
    faults.add({ match: any, fault: 'truncated' })
    const response = await fetch(url)
    expect(Number(response.headers.get('content-length'))).toBeGreaterThan(1_000)
    await expect(response.text()).rejects.toThrow('terminated')
  })

  it('closes the connection without an answer, and notes the request without a status', async () => {
    faults.add({ match: any, fault: 'drop_connection' })
    await expect(fetch(url)).rejects.toThrow('fetch failed')
    expect(journal.requests.map(({ status }) => status)).toEqual([0])
  })

  it('sends the real answer in slow pieces', async () => {
    faults.add({ match: any, fault: 'slow_drip', delayMs: 10 })
    const startedMs = performance.now()
    expect(((await (await fetch(url)).json()) as { value: unknown }).value).toEqual(ROWS)
    expect(performance.now() - startedMs).toBeGreaterThan(150)
  })

  it('sends far more than anybody should read', async () => {
    faults.add({ match: any, fault: 'huge' })
    const response = await fetch(url)
    expect(Number(response.headers.get('content-length'))).toBeGreaterThan(60_000_000)
    await response.body?.cancel()
  })

  it('waits before a fault when told to', async () => {
    faults.add({ match: any, fault: 'status', status: 504, delayMs: 60 })
    const startedMs = performance.now()
    expect(await statusOf()).toBe(504)
    expect(performance.now() - startedMs).toBeGreaterThan(55)
  })

  it('adds headers to the real answer', async () => {
    faults.add({ match: any, fault: 'added_headers', headers: { 'retry-after': '3' } })
    const response = await fetch(url)
    expect([response.status, response.headers.get('retry-after')]).toEqual([200, '3'])
    expect(await response.json()).toHaveProperty('count', 500)
  })

  it('is noted: each request with its status, and the connections they took', async () => {
    faults.add({ match: any, nth: 2, fault: 'status', status: 500 })
    await statusOf()
    await statusOf()
    await wait(5)
    expect(journal.requests.map(({ method, path, status }) => [method, path, status])).toEqual([
      ['GET', '/rows', 200],
      ['GET', '/rows', 500],
    ])
    expect(journal.connectionsOpened).toBeGreaterThanOrEqual(1)
  })
})
