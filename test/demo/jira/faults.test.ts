import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { FaultRule } from '../../../demo/faults.ts'
import { type JiraStandIn, startJiraStandIn } from '../../../demo/jira/server.ts'
import { ask, authorize, openDemoSite } from './demo-site.ts'

const PATH = '/rest/api/3/status'
let standIn: JiraStandIn

beforeAll(async () => {
  standIn = await startJiraStandIn({ site: openDemoSite() })
})
afterAll(() => standIn.close())
beforeEach(() => standIn.faults.clear())

const get = (path = PATH, signal?: AbortSignal): Promise<Response> =>
  fetch(standIn.url + path, {
    headers: {
      authorization: authorize(standIn),
    },
    ...(signal ? { signal } : {}),
  })
const add = (rule: Omit<FaultRule, 'match'>): void =>
  standIn.faults.add({ match: request => request.path === PATH, ...rule })

describe('the script', () => {
  it('breaks from the nth matching request on, as often as told, and no other', async () => {
    add({
      fault: 'status',
      status: 429,
      nth: 2,
      times: 2,
      headers: { 'Retry-After': '1', 'RateLimit-Reason': 'jira-burst-based' },
    })
    const statuses: number[] = []
    for (let count = 0; count < 5; count++) statuses.push((await get()).status)
    expect(statuses).toEqual([200, 429, 429, 200, 200])
    expect((await get('/rest/api/3/field')).status).toBe(200)
  })

  it('can look at the body of a request', async () => {
    standIn.faults.add({
      match: ({ body }) => typeof body === 'object' && body !== null && 'nextPageToken' in body,
      fault: 'status',
      status: 503,
    })
    const first = await ask<{ nextPageToken: string }>(standIn, '/rest/api/3/search/jql', {
      jql: 'project = PAY',
      maxResults: 5,
    })
    expect(first.status).toBe(200)
    const { nextPageToken } = first.body
    expect((await get()).status).toBe(200)
    const second = await fetch(`${standIn.url}/rest/api/3/search/jql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jql: 'project = PAY', nextPageToken }),
    })
    expect(second.status).toBe(503)
  })
})

describe('the faults', () => {
  it('a login page comes as 200 and HTML', async () => {
    add({ fault: 'html_login' })
    const response = await get()
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toContain('text/html')
    expect(await response.text()).toContain('Log in')
  })

  it('an empty body, and a body that is not JSON', async () => {
    add({ fault: 'empty_body' })
    expect(await (await get()).text()).toBe('')
    add({ fault: 'bad_json' })
    await expect((await get()).json()).rejects.toThrow()
  })

  it('a list is missing from an answer that is otherwise right', async () => {
    standIn.faults.add({ match: request => request.path.endsWith('/project/search'), fault: 'missing_list' })
    const { body } = await ask<object>(standIn, '/rest/api/3/project/search')
    expect(body).toMatchObject({ total: 4 })
    expect(body).not.toHaveProperty('values')
  })

  it('an answer that breaks off half-way fails while it is read', async () => {
    add({ fault: 'truncated' })
    const response = await get()
    expect(response.status).toBe(200)
    await expect(response.text()).rejects.toThrow()
  })

  it('a dropped connection fails before any answer, and the journal says so', async () => {
    add({ fault: 'drop_connection' })
    await expect(get()).rejects.toThrow()
    expect(standIn.requests.at(-1)).toMatchObject({ method: 'GET', path: PATH, status: 0 })
  })

  it('a slow answer arrives whole, in its time', async () => {
    add({ fault: 'slow_drip', delayMs: 1 })
    const slow = await (await get()).json()
    expect(slow).toEqual(await (await get()).json())
  })

  it('a huge answer goes on until the reader leaves', async () => {
    add({ fault: 'huge' })
    const leaving = new AbortController()
    const response = await get(PATH, leaving.signal)
    const reader = response.body?.getReader()
    let bytes = 0
    while (bytes < 5_000_000) bytes += (await reader?.read())?.value?.length ?? 0
    leaving.abort()
    expect((await get()).status).toBe(200)
  })
})

it('the journal counts requests and connections', async () => {
  const before = standIn.requests.length
  await (await get('/rest/api/3/field?x=1')).text()
  expect(standIn.requests.length).toBe(before + 1)
  expect(standIn.requests.at(-1)).toMatchObject({
    method: 'GET',
    path: '/rest/api/3/field?x=1',
    status: 200,
    at: expect.any(Date),
  })
  expect(standIn.connectionsOpened()).toBeGreaterThan(0)
})
