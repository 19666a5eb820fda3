import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { gzipSync } from 'node:zlib'
import { Type } from 'typebox'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openClient } from '../../connectors/azure-devops/client.ts'
import azureDevOps from '../../connectors/azure-devops/index.ts'
import type { Source, SourceIo } from '../../connectors/connector.ts'
import { UnavailableError } from '../../connectors/errors.ts'
import { createClient } from '../../connectors/jira/client.ts'
import jira from '../../connectors/jira/index.ts'
import { startAzureDevOpsStandIn } from '../../demo/azure-devops/server.ts'
import { startJiraStandIn } from '../../demo/jira/server.ts'
import { type FaultyNetwork, startFaultyNetwork } from '../faulty-network.ts'
import { createSmallOrganization, createSmallSite } from '../flows/small-trackers.ts'
import { hurry } from '../soak/hurry.ts'

const NOW = new Date('2026-11-22T09:00:00Z')
const TOKEN = { type: 'personal-access-token', token: 'a-token' } as const

const io: SourceIo = {
  signal: new AbortController().signal,
  now: () => NOW,
  onRequest: () => {},
  takeTurn: async () => {},
  privateHosts: ['127.0.0.1'],
  access: async () => ({ value: '', expiresAt: null }),
}

// Pauses between attempts and the deadline of a request would take minutes.
let calmDown = (): void => {}
beforeAll(() => {
  calmDown = hurry(200)
})
afterAll(() => calmDown())

describe('an answer that is cut at any of its bytes', () => {
  const AnswerSchema = Type.Object({ values: Type.Array(Type.Object({ id: Type.String() })) })
  const whole = { values: [{ id: '10001' }, { id: '10002' }] }
  const plain = Buffer.from(JSON.stringify(whole))
  const packed = gzipSync(plain)
  const question = { path: '/rest/api/3/x', endpointClass: 'metadata', where: 'testing', schema: AnswerSchema } as const

  const ASK: Readonly<Record<string, (port: number) => Promise<unknown>>> = {
    Jira: async port => {
      const client = createClient({ baseUrl: `http://127.0.0.1:${port}` }, TOKEN, io)
      return await client.ask(question).finally(() => client.close())
    },
    'Azure DevOps': async port => {
      const client = openClient(
        { organizationUrl: `http://127.0.0.1:${port}/halden`, authority: null, trust: { rejectUnauthorized: true } },
        TOKEN,
        io,
      )
      return await client
        .ask(AnswerSchema, question)
        .then(({ value }) => value)
        .finally(() => client.close())
    },
  }

  const head = (...lines: readonly string[]): Buffer =>
    Buffer.from(['HTTP/1.1 200 OK', 'Content-Type: application/json', ...lines, '', ''].join('\r\n'))
  const chunk = (part: Buffer): Buffer =>
    Buffer.concat([Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n')])
  const frame = (body: Buffer, ...lines: readonly string[]): Readonly<Record<string, Buffer>> => ({
    'of a told length': Buffer.concat([head(`Content-Length: ${body.length}`, ...lines), body]),
    'in chunks': Buffer.concat([
      head('Transfer-Encoding: chunked', ...lines),
      chunk(body.subarray(0, 20)),
      chunk(body.subarray(20)),
      chunk(Buffer.alloc(0)),
    ]),
    'that ends with its connection': Buffer.concat([head('Connection: close', ...lines), body]),
  })
  const answers = [
    ...Object.entries(frame(plain)).map(([name, bytes]) => [name, bytes] as const),
    ...Object.entries(frame(packed, 'Content-Encoding: gzip')).map(
      ([name, bytes]) => [`${name}, packed`, bytes] as const,
    ),
  ]

  test.each(
    Object.entries(ASK).flatMap(([tracker, ask]) => answers.map(([name, bytes]) => ({ tracker, name, bytes, ask }))),
  )(
    'is taken by $tracker for no answer: $name (T2)',
    async ({ bytes, ask }) => {
      let length = bytes.length
      const server = createServer(socket => {
        const cut = length
        socket.on('error', () => {})
        socket.once('data', () => socket.end(bytes.subarray(0, cut)))
      })
      await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
      const { port } = server.address() as AddressInfo
      expect(await ask(port)).toEqual(whole)
      for (length = 0; length < bytes.length; length++) {
        const result = await ask(port).catch((error: unknown) => error)
        // Where only the end mark is missing, all of it is there.
        if (result instanceof Error) expect(result, `after ${length} bytes`).toBeInstanceOf(UnavailableError)
        else expect(result, `after ${length} bytes`).toEqual(whole)
      }
      server.close()
    },
    60_000,
  )
})

interface Reached {
  readonly port: number
  readonly open: (port: number) => Source
  readonly close: () => Promise<void>
}

async function startJira(): Promise<Reached> {
  const standIn = await startJiraStandIn({ site: createSmallSite(['WEB'], 250, 7, NOW), feedLagMs: 0 })
  const credentials = { type: 'api-token', ...standIn.credentials } as const
  return {
    port: Number(new URL(standIn.url).port),
    open: port => jira.open({ baseUrl: `http://127.0.0.1:${port}` }, credentials, io),
    close: standIn.close,
  }
}

async function startAzureDevOps(): Promise<Reached> {
  const standIn = await startAzureDevOpsStandIn({
    organization: createSmallOrganization(60, 7, NOW),
    personalAccessToken: TOKEN.token,
    pageSize: 100,
  })
  const url = new URL(standIn.url)
  return {
    port: Number(url.port),
    open: port => azureDevOps.open({ baseUrl: Object.assign(new URL(url), { port: String(port) }).href }, TOKEN, io),
    close: standIn.close,
  }
}

describe.each([
  { name: 'Jira', start: startJira },
  { name: 'Azure DevOps', start: startAzureDevOps },
])('a reading of $name', ({ start }) => {
  let tracker: Reached
  let network: FaultyNetwork
  let expected: readonly string[]
  const closing: (() => Promise<void>)[] = []

  beforeAll(async () => {
    tracker = await start()
    expected = await read(tracker.port, () => {})
    expect(expected.length).toBeGreaterThan(20)
  })
  afterEach(async () => {
    for (const close of closing.splice(0)) await close()
  })
  afterAll(() => tracker.close())

  /** The ids of all items in their order; something happens after each page. A failure that passes may come this often. */
  async function read(port: number, afterPage: () => void, mostFailures = 0): Promise<readonly string[]> {
    const source = tracker.open(port)
    const ids: string[] = []
    let failures = 0
    try {
      for await (const scope of source.discover()) {
        if (!scope.streams.includes('work_items')) continue
        let cursor: string | null = null
        for (let isOver = false; !isOver; ) {
          try {
            for await (const page of source.read('work_items', scope, cursor)) {
              ids.push(...page.records.map(({ kind, externalId }) => `${kind} ${externalId}`))
              cursor = page.cursor
              afterPage()
            }
            isOver = true
          } catch (error) {
            failures += 1
            if (!(error instanceof UnavailableError) || failures > mostFailures) throw error
          }
        }
      }
      return ids
    } finally {
      await source.close()
    }
  }

  async function openNetwork(): Promise<FaultyNetwork> {
    network = await startFaultyNetwork(tracker.port)
    closing.push(network.close)
    return network
  }

  test('brings everything although every connection is reset after each page (T8)', async () => {
    const { port, reset, countConnections } = await openNetwork()
    expect(await read(port, reset)).toEqual(expected)
    expect(countConnections()).toBeGreaterThan(2)
  })

  test('goes on from its last page when the connections fall silent after each and nobody is told (T8)', async () => {
    const { port, silence, countConnections } = await openNetwork()
    expect(await read(port, silence, 10)).toEqual(expected)
    expect(countConnections()).toBeGreaterThan(2)
  })

  test.each([
    ['is reset in the midst of an answer', 'RST', 700],
    ['is closed in the midst of an answer', 'FIN', 700],
    ['is reset as soon as something is said', 'RST', 1],
  ] as const)(
    'over a network on which every connection %s ends as one to try again later (T8)',
    async (_, end, bytes) => {
      const { port, cutAfter } = await openNetwork()
      cutAfter(bytes, end)
      await expect(read(port, () => {})).rejects.toBeInstanceOf(UnavailableError)
    },
  )

  test('over a network on which nothing arrives any more ends at its deadline as one to try again later (T8)', async () => {
    const { port, silenceAll } = await openNetwork()
    await expect(read(port, silenceAll)).rejects.toBeInstanceOf(UnavailableError)
  })
})
