import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { Type } from 'typebox'
import { afterEach, describe, expect, it } from 'vitest'
import type { RequestNote, SourceIo } from '../../../connectors/connector.ts'
import { RateLimitedError, RejectedError, UnavailableError } from '../../../connectors/errors.ts'
import { createClient, type JiraClient } from '../../../connectors/jira/client.ts'
import { AnswerTooLargeError } from '../../../connectors/jira/failures.ts'
import type { Credentials } from '../../../connectors/jira/settings.ts'

const apiToken: Credentials = { type: 'api-token', email: 'reader@lumen.example', apiToken: 'never-in-an-error' }
/** As if another process had proven the credentials a moment ago. */
const PROVEN: SourceIo['access'] = async () => ({ value: '', expiresAt: null })
const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

interface Served {
  readonly client: JiraClient
  readonly notes: RequestNote[]
  readonly requests: IncomingMessage[]
  readonly stop: AbortController
  readonly server: Server
}

async function serve(answer: RequestListener, credentials?: Credentials): Promise<Served> {
  const requests: IncomingMessage[] = []
  const server = createServer((request, response) => {
    requests.push(request)
    answer(request, response)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const stop = new AbortController()
  const notes: RequestNote[] = []
  const client = open(`http://127.0.0.1:${port}`, {
    signal: stop.signal,
    notes,
    ...(credentials === undefined ? {} : { credentials }),
  })
  closing.push(async () => {
    client.close()
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  })
  return { client, notes, requests, stop, server }
}

function open(
  baseUrl: string,
  {
    signal = new AbortController().signal,
    notes = [] as RequestNote[],
    privateHosts = ['127.0.0.1'],
    takeTurn = async () => {},
    credentials = apiToken,
  } = {},
): JiraClient {
  const onRequest = (note: RequestNote): void => void notes.push(note)
  const io = { signal, now: () => new Date(), onRequest, takeTurn, privateHosts, access: PROVEN }
  return createClient({ baseUrl }, credentials, io)
}

const request = {
  path: '/rest/api/3/myself',
  endpointClass: 'myself',
  where: 'asking Jira who we are',
  schema: Type.Record(Type.String(), Type.Unknown()),
}
const sendJson = (response: ServerResponse, value: unknown, headers: Record<string, string> = {}): void => {
  response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value))
}
const failureOf = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  )

describe('the Jira client', () => {
  it('sends the credentials, asks for gzip and keeps its connection', async () => {
    const { client, requests, server } = await serve((_, response) => {
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
        .end(gzipSync('{"a":1}'))
    })
    let connections = 0
    server.on('connection', () => {
      connections += 1
    })
    for (let index = 0; index < 5; index += 1) expect(await client.ask(request)).toEqual({ a: 1 })
    expect(connections).toBe(1)
    expect(requests[0]?.headers['accept-encoding']).toMatch(/gzip/)
    expect(requests[0]?.headers.authorization).toBe(
      `Basic ${Buffer.from('reader@lumen.example:never-in-an-error').toString('base64')}`,
    )
  })

  it('repeats a parameter instead of joining its values, and escapes it', async () => {
    const { client, requests } = await serve((_, response) => sendJson(response, {}))
    await client.ask({
      ...request,
      query: [
        ['keys', 'A'],
        ['keys', 'B&c=d'],
      ],
    })
    expect(requests[0]?.url).toBe('/rest/api/3/myself?keys=A&keys=B%26c%3Dd')
  })

  it('keeps the path of the base URL', async () => {
    const { server, requests } = await serve((_, response) => sendJson(response, {}))
    const client = open(`http://127.0.0.1:${(server.address() as AddressInfo).port}/ex/jira/4711/`)
    await client.ask(request)
    client.close()
    expect(requests[0]?.url).toBe('/ex/jira/4711/rest/api/3/myself')
  })

  it('tries three times when the tracker is down, then says so', async () => {
    const { client, requests, notes } = await serve((_, response) => response.writeHead(502).end())
    expect(await failureOf(client.ask(request))).toBeInstanceOf(UnavailableError)
    expect(requests.length).toBe(3)
    expect(notes.map(({ status }) => status)).toEqual([502, 502, 502])
  })

  it('goes on when the second attempt succeeds', async () => {
    let count = 0
    const { client, notes } = await serve((_, response) => {
      count += 1
      if (count === 1) response.destroy()
      else sendJson(response, { fine: true })
    })
    expect(await client.ask(request)).toEqual({ fine: true })
    expect(notes.map(({ status }) => status)).toEqual([null, 200])
  })

  it('never repeats a request that was refused', async () => {
    for (const status of [400, 401, 403, 404, 410]) {
      const { client, requests, notes } = await serve((_, response) => response.writeHead(status).end())
      expect(await failureOf(client.ask(request))).toBeInstanceOf(RejectedError)
      expect(requests.length).toBe(1)
      expect(notes[0]).not.toHaveProperty('limit')
    }
  })

  it('repeats a request that came too soon only after another turn, and not for ever', async () => {
    let turns = 0
    const { server, requests, notes } = await serve((_, response) => response.writeHead(429).end('<html>Slow</html>'))
    const takeTurn = async (): Promise<void> => {
      turns += 1
    }
    const client = open(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { takeTurn, notes })
    expect(await failureOf(client.ask(request))).toBeInstanceOf(RateLimitedError)
    client.close()
    expect({ turns, requests: requests.length }).toEqual({ turns: 5, requests: 5 })
    expect(notes[0]).toMatchObject({ rateLimited: true, limit: { scope: 'connection', waitMs: null } })
  })

  it('leaves a longer pause to the queue', async () => {
    const { client, requests } = await serve((_, response) => response.writeHead(503, { 'retry-after': '7' }).end())
    expect(await failureOf(client.ask(request))).toMatchObject({ reason: 'rate_limited', retryAfterMs: 7_000 })
    expect(requests.length).toBe(1)
  })

  it('waits until the quota is renewed when that is all Jira tells', async () => {
    const reset = new Date(Date.now() + 600_000).toISOString()
    const { client } = await serve((_, response) => {
      response.writeHead(429, { 'x-ratelimit-reset': reset, 'ratelimit-reason': 'jira-quota-global-based' }).end()
    })
    const error = await failureOf(client.ask(request))
    expect(error).toBeInstanceOf(RateLimitedError)
    expect(error instanceof RateLimitedError && error.retryAfterMs).toBeGreaterThan(590_000)
  })

  it('takes an empty answer to a failed login for what it is', async () => {
    const { client, requests } = await serve((_, response) => {
      sendJson(response, { values: [], total: 0 }, { 'x-seraph-loginreason': 'AUTHENTICATED_FAILED' })
    })
    expect(await failureOf(client.ask(request))).toMatchObject({ reason: 'credentials' })
    expect(requests.length).toBe(1)
  })

  it('follows no redirect, not even to the same host', async () => {
    const { client, requests } = await serve((_, response) => response.writeHead(302, { location: '/login' }).end())
    expect(await failureOf(client.ask(request))).toMatchObject({ reason: 'bad_settings' })
    expect(requests.length).toBe(1)
  })

  it('refuses a body that unpacks to more than the cap', async () => {
    const bomb = gzipSync(Buffer.alloc(80 * 1024 * 1024, 'x'))
    const { client } = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(bomb)
    })
    expect(await failureOf(client.ask(request))).toBeInstanceOf(AnswerTooLargeError)
  })

  it('takes a body that ends early for a failure', async () => {
    const { client } = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
      response.write('{"issues":[]}')
      setTimeout(() => response.destroy(), 5)
    })
    expect(await failureOf(client.ask(request))).toBeInstanceOf(UnavailableError)
  })

  it('stops in the middle of an answer when the reader stops', async () => {
    const { client, stop, requests } = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.write('{"a":')
      setTimeout(() => stop.abort(), 20)
    })
    const startedMs = performance.now()
    expect(await failureOf(client.ask(request))).toBeInstanceOf(UnavailableError)
    expect(performance.now() - startedMs).toBeLessThan(2_000)
    expect(requests.length).toBe(1)
  })

  it('drops keys that reach for the prototype, however they are written', async () => {
    const { client } = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end('{"a":{"__proto__":{"isAdmin":true}},"\\u005f_proto__":{"isAdmin":true},"b":1}')
    })
    const answer = await client.ask(request)
    expect(Object.keys(answer)).toEqual(['a', 'b'])
    expect(Object.keys(answer.a as object)).toEqual([])
  })

  it('connects to no private address that is not listed, by number or by name', async () => {
    for (const baseUrl of ['https://127.0.0.1', 'https://0x7f000001', 'https://[::1]', 'https://169.254.169.254']) {
      expect(() => open(baseUrl, { privateHosts: [] }), baseUrl).toThrow(RejectedError)
    }
    const client = open('https://localhost:1', { privateHosts: [] })
    expect(await failureOf(client.ask(request))).toMatchObject({ reason: 'bad_settings' })
    client.close()
  })

  it('says which host does not exist', async () => {
    const client = open('https://no-such-host.invalid')
    closing.push(async () => client.close())
    const failure = await failureOf(client.ask(request))
    expect(failure).toBeInstanceOf(UnavailableError)
    expect(String(failure)).toContain('no-such-host.invalid does not exist; check the base URL.')
  })

  it('sends no token in the clear, except to a listed host', () => {
    expect(() => open('http://lumen-rail.atlassian.net')).toThrow(/https/)
  })

  it('leaves waiting for a turn to the caller', async () => {
    const limited = new RateLimitedError('later', 5_000)
    const takeTurn = async (): Promise<void> => {
      throw limited
    }
    const client = open('http://127.0.0.1:1', { takeTurn })
    expect(await failureOf(client.ask(request))).toBe(limited)
    client.close()
  })

  it('sends a personal access token as bearer', async () => {
    const { client, requests } = await serve((_, response) => sendJson(response, {}), {
      type: 'personal-access-token',
      token: 'a-token-of-data-center',
    })
    await client.ask(request)
    expect(requests[0]?.headers.authorization).toBe('Bearer a-token-of-data-center')
  })
})
