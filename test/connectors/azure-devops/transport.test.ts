import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { Type } from 'typebox'
import { afterEach, describe, expect, it } from 'vitest'
import { openClient, type Question } from '../../../connectors/azure-devops/client.ts'
import { readOrganizationUrl } from '../../../connectors/azure-devops/organization-url.ts'
import { listProjects } from '../../../connectors/azure-devops/projects.ts'
import type { SourceIo } from '../../../connectors/connector.ts'
import { RejectedError, UnavailableError } from '../../../connectors/errors.ts'
import { openOwnAccess } from '../../../connectors/own-access.ts'
import { failureOf } from './opened-source.ts'

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

async function serve(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  {
    privateHosts = ['localhost', '127.0.0.1'],
    signal = new AbortController().signal,
    access = (async () => ({ value: '', expiresAt: null })) as SourceIo['access'],
  } = {},
) {
  server = createServer(answer)
  await new Promise<void>(resolve => server?.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const openAt = (host: string) =>
    openClient(
      { organizationUrl: `http://${host}:${port}/halden`, authority: null, trust: { rejectUnauthorized: true } },
      A_TOKEN,
      {
        signal,
        now: () => new Date(),
        onRequest: () => undefined,
        takeTurn: async () => undefined,
        privateHosts,
        access,
      },
    )
  return { openAt, client: openAt('127.0.0.1') }
}

const A_TOKEN = { type: 'personal-access-token', token: 'a-token' } as const

const sendJson = (response: ServerResponse, body: string | Buffer, headers = {}): void => {
  response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(body)
}
const QUESTION: Question = { path: '/_apis/x', where: 'testing', endpointClass: 'metadata' }
const AnythingSchema = Type.Record(Type.String(), Type.Unknown())

describe('the transport', () => {
  it('asks for gzip, unpacks it, and sends the token as the library does', async () => {
    const seen: IncomingMessage['headers'][] = []
    const { client } = await serve((request, response) => {
      seen.push(request.headers)
      sendJson(response, gzipSync('{"ok":true}'), { 'content-encoding': 'gzip' })
    })
    expect((await client.ask(AnythingSchema, QUESTION)).value).toEqual({ ok: true })
    expect(seen[0]).toMatchObject({
      'accept-encoding': 'gzip',
      'x-tfs-fedauthredirect': 'Suppress',
      authorization: `Basic ${Buffer.from('PAT:a-token').toString('base64')}`,
    })
    client.close()
  })

  it('keeps its connection and closes it at the end', async () => {
    let connections = 0
    const { client } = await serve((_, response) => sendJson(response, '{}'))
    server?.on('connection', () => {
      connections += 1
    })
    for (let asked = 0; asked < 5; asked++) await client.ask(AnythingSchema, QUESTION)
    expect(connections).toBe(1)
    client.close()
    await new Promise(resolve => setTimeout(resolve, 50))
    expect(await new Promise(resolve => server?.getConnections((_, count) => resolve(count)))).toBe(0)
  })

  it('stops at an answer that unpacks into more than the limit', async () => {
    const bomb = gzipSync(Buffer.alloc(80 * 1024 * 1024, 32))
    let answers = 0
    const { client } = await serve((_, response) => {
      answers += 1
      sendJson(response, bomb, { 'content-encoding': 'gzip' })
    })
    const error = await failureOf(() => client.ask(AnythingSchema, QUESTION))
    expect(error).toMatchObject({ reason: 'unsupported', message: expect.stringContaining('larger than 64 MB') })
    expect(answers).toBe(1)
    client.close()
  })

  it('reads JSON behind a byte order mark, and drops what would change a prototype', async () => {
    const { client } = await serve((_, response) =>
      sendJson(response, '\ufeff{"a":{"__proto__":{"admin":true},"b":1},"\\u005f_proto__":{"c":2}}'),
    )
    const { value } = await client.ask(AnythingSchema, QUESTION)
    expect(Object.keys(value)).toEqual(['a'])
    expect(JSON.stringify(value)).toBe('{"a":{"b":1}}')
    client.close()
  })

  it('refuses a name that leads to a private address nobody has listed', async () => {
    const { openAt } = await serve((_, response) => sendJson(response, '{}'), { privateHosts: [] })
    const client = openAt('localhost')
    expect(await failureOf(() => client.ask(AnythingSchema, QUESTION))).toMatchObject({ reason: 'bad_settings' })
    client.close()
  })

  it('says which host does not exist', async () => {
    const { openAt } = await serve((_request, response) => sendJson(response, '{}'))
    const client = openAt('no-such-host.invalid')
    const failure = await failureOf(() => client.ask(AnythingSchema, QUESTION))
    client.close()
    expect(failure).toBeInstanceOf(UnavailableError)
    expect(String(failure)).toContain('no-such-host.invalid does not exist; check the base URL.')
  })

  it('ends at once when it is stopped while the tracker says nothing', async () => {
    const stop = new AbortController()
    const { client } = await serve(() => stop.abort(), { signal: stop.signal })
    const started = Date.now()
    expect(await failureOf(() => client.ask(AnythingSchema, QUESTION))).toBeInstanceOf(UnavailableError)
    expect(Date.now() - started).toBeLessThan(1_000)
    await new Promise(resolve => setTimeout(resolve, 50))
    expect(await new Promise(resolve => server?.getConnections((_, count) => resolve(count)))).toBe(0)
    client.close()
  })

  it('refuses encodings it did not ask for, and keeps no connection for an answer it does not read', async () => {
    const { client } = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'zstd' }).write('never ends')
    })
    expect(await failureOf(() => client.ask(AnythingSchema, QUESTION))).toBeInstanceOf(UnavailableError)
    await new Promise(resolve => setTimeout(resolve, 50))
    expect(await new Promise(resolve => server?.getConnections((_, count) => resolve(count)))).toBe(0)
    client.close()
  })
})

describe('the list of projects', () => {
  it('is read to its end, page by page', async () => {
    const all = Array.from({ length: 230 }, (_, index) => ({
      id: `id-${index}`,
      name: `Project ${index}`,
      state: 'wellFormed',
    }))
    const { client } = await serve((request, response) => {
      const skip = Number(new URL(request.url ?? '', 'http://x').searchParams.get('$skip'))
      sendJson(response, JSON.stringify({ value: all.slice(skip, skip + 100) }))
    })
    expect((await listProjects(client)).map(({ id }) => id)).toEqual(all.map(({ id }) => id))
    client.close()
  })

  it('that repeats itself is refused rather than read for ever', async () => {
    const page = Array.from({ length: 100 }, (_, index) => ({ id: `id-${index}`, name: `Project ${index}` }))
    const { client } = await serve((_, response) => sendJson(response, JSON.stringify({ value: page })))
    expect(await failureOf(() => listProjects(client))).toBeInstanceOf(UnavailableError)
    client.close()
  })
})

describe('the address of an organisation', () => {
  it('is taken in its two forms, without a slash at its end', () => {
    expect(readOrganizationUrl('https://dev.azure.com/halden/', [])).toBe('https://dev.azure.com/halden')
    expect(readOrganizationUrl(' https://halden.visualstudio.com/ ', [])).toBe('https://halden.visualstudio.com')
    expect(readOrganizationUrl('http://127.0.0.1:8080/halden', ['127.0.0.1'])).toBe('http://127.0.0.1:8080/halden')
    expect(readOrganizationUrl('https://tfs.halden.example:8443/tfs/Halden/', [])).toBe(
      'https://tfs.halden.example:8443/tfs/Halden',
    )
    expect(readOrganizationUrl('https://10.1.2.3/Halden', ['10.1.2.3'])).toBe('https://10.1.2.3/Halden')
  })

  it.each([
    'dev.azure.com/halden',
    'ftp://dev.azure.com/halden',
    'https://dev.azure.com',
    'https://dev.azure.com/halden/Core%20Platform',
    'https://maren:secret@dev.azure.com/halden',
    'http://dev.azure.com/halden',
    'https://127.0.0.1/halden',
    'https://10.1.2.3/tfs/Halden',
    'https://tfs.halden.example/',
    'https://tfs.halden.example/tfs/Halden/_settings',
    'https://[::1]/halden',
    'https://169.254.169.254/halden',
    'https://0x7f000001/halden',
  ])('is refused when it is %s', url => {
    expect(() => readOrganizationUrl(url, [])).toThrow(RejectedError)
  })
})

describe('a token that has to be shown to be taken', () => {
  const pathOf = ({ url }: IncomingMessage): string => /_apis[^?]*/.exec(url ?? '')?.[0] ?? ''
  const startAsking = async (answer: (path: string, response: ServerResponse) => void) => {
    const asked: string[] = []
    const { client } = await serve(
      (request, response) => {
        asked.push(pathOf(request))
        answer(pathOf(request), response)
      },
      { access: openOwnAccess(() => new Date()).access },
    )
    const ask = (path: string) => client.askUnless([404], AnythingSchema, { ...QUESTION, path })
    return { asked, client, ask }
  }

  it('is shown by the first question: the others wait for its answer, and nothing else is asked', async () => {
    const askedBefore: number[] = []
    const { asked, client, ask } = await startAsking((_, response) => {
      setTimeout(() => {
        askedBefore.push(asked.length)
        sendJson(response, '{}')
      }, 30)
    })
    await Promise.all(['/_apis/a', '/_apis/b', '/_apis/c'].map(ask))
    expect(askedBefore[0]).toBe(1)
    expect([...asked].sort()).toEqual(['_apis/a', '_apis/b', '_apis/c'])
    client.close()
  })

  it('and is refused is refused once, however many questions there are', async () => {
    const { asked, client, ask } = await startAsking((_, response) => response.writeHead(401).end())
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, (_, at) => ask(`/_apis/${at}`)))
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(10)
    expect(outcomes[9]).toMatchObject({ reason: expect.any(RejectedError) })
    expect(asked).toEqual(['_apis/0'])
    client.close()
  })

  it('is not shown by a question that is refused for itself: then the tracker is asked who we are', async () => {
    const { asked, client, ask } = await startAsking((path, response) => {
      if (path === '_apis/gone') response.writeHead(404).end()
      else sendJson(response, '{}')
    })
    expect(await ask('/_apis/gone')).toMatchObject({ status: 404 })
    await ask('/_apis/gone')
    expect(asked).toEqual(['_apis/gone', '_apis/connectionData', '_apis/gone'])
    client.close()
  })

  it('and is refused when we ask who we are is refused', async () => {
    const { client, ask } = await startAsking((path, response) => {
      response.writeHead(path === '_apis/gone' ? 404 : 401).end()
    })
    expect(await failureOf(() => ask('/_apis/gone'))).toBeInstanceOf(RejectedError)
    client.close()
  })
})
