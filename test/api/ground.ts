import { randomBytes } from 'node:crypto'
import type { Server } from 'node:http'
import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import { pino } from 'pino'
import { Type } from 'typebox'
import { expect } from 'vitest'
import { type Connector, defineConnector } from '../../connectors/connector.ts'
import { RejectedError, UnavailableError, UnreadableRecordError } from '../../connectors/errors.ts'
import { buildApp } from '../../src/api/app.ts'
import type { Dependencies } from '../../src/api/dependencies.ts'
import { channelKinds } from '../../src/delivery/kinds.ts'
import { openChannels } from '../../src/open-channels.ts'
import { openTrial } from '../../src/open-connection.ts'
import { openOutgoing } from '../../src/outgoing.ts'
import { findConnection } from '../../src/store/access/connections.ts'
import { type Sealer, sealer } from '../../src/store/access/sealed.ts'
import { createToken } from '../../src/store/access/tokens.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { type Operation, readOperations, requireDocumented } from './operations.ts'

/** A tracker made of paper: its settings, credentials and deliveries are real, it has nothing to read. */
const paper = defineConnector({
  kind: 'paper',
  name: 'Paper',
  settings: Type.Object(
    { baseUrl: Type.String({ pattern: '^https?://', 'x-expected': 'must begin with https://' }) },
    { additionalProperties: false },
  ),
  credentials: Type.Union([
    Type.Object({ type: Type.Literal('token'), token: Type.String({ minLength: 1 }) }, { additionalProperties: false }),
    Type.Object(
      { type: Type.Literal('password'), user: Type.String(), password: Type.String() },
      { additionalProperties: false },
    ),
  ]),
  limits: { concurrency: 1, perSecond: null },
  open: (settings, credentials) => {
    if (settings.baseUrl.includes('intranet'))
      throw new RejectedError('bad_settings', 'intranet is a private address. List it in PRIVATE_HOSTS.')
    return {
      check: async () => {
        if (settings.baseUrl.includes('nowhere'))
          throw new UnavailableError('nowhere does not exist; check the base URL. We try again.')
        if (credentials.type === 'token' && credentials.token === 'expired')
          throw new RejectedError('credentials', 'The tracker refused the credentials. Enter a valid token.')
        return {
          identity: 'Paper Reader',
          timeZone: 'Europe/Oslo',
          instanceId: settings.baseUrl.includes('second') ? 'paper-2' : 'paper-1',
          permissions: [{ name: 'read', granted: true, neededFor: 'everything' }],
          problems: [],
        }
      },
      discover: async function* () {},
      listProjects: async () => [{ externalId: '1', key: 'PAY', name: 'Payments' }],
      read: async function* () {},
      fetch: async () => [],
      census: async function* () {},
      listQuery: async function* () {},
      close: async () => {},
    }
  },
  parse: () => [],
  webhook: {
    verify: ({ headers }, secret) => headers['x-secret'] === secret,
    deliveryId: ({ headers }) => (typeof headers['x-delivery'] === 'string' ? headers['x-delivery'] : null),
    touched: ({ body }) => {
      const text = body.toString()
      if (text === 'unreadable') throw new UnreadableRecordError('The delivery names no item.')
      return text
        .split(',')
        .filter(id => id !== '')
        .map(externalId => ({
          ...{ kind: 'work_item' as const, externalId },
          ...(externalId.startsWith('moved') && { movesDate: true as const }),
        }))
    },
  },
})

export interface Ring {
  readonly name: string
  readonly payload: object
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface Ground {
  readonly database: TestDatabase
  readonly sealer: Sealer
  /** What the doorbell was rung for, in order. */
  readonly rings: Ring[]
  /** What the log says, as text. */
  readonly logged: () => string
  readonly token: string
  /** What the OpenAPI document lists, and which of it was answered as documented. */
  readonly operations: readonly Operation[]
  readonly answered: ReadonlySet<Operation>
  /** Asks with the token; an answer that is not as documented fails the test. */
  readonly request: (options: InjectOptions) => Promise<LightMyRequestResponse>
  /** The answer to a path below /api/v1; a refusal fails the test. */
  readonly ask: <Answer>(method: Method, path: string, payload?: object) => Promise<Answer>
  readonly server: Server
  /** Answers on a real port; for clients that need an address. */
  readonly listen: () => Promise<string>
  readonly close: () => Promise<void>
}

/** The API on a database of its own, with a token, a paper tracker and a doorbell that remembers. */
export async function startApi(change: Partial<Dependencies> = {}): Promise<Ground> {
  const database = await createTestDatabase()
  const seal = sealer(randomBytes(32).toString('hex'))
  const rings: Ring[] = []
  const lines: string[] = []
  const connectors: ReadonlyMap<string, Connector> = new Map([['paper', paper]])
  const outgoing = openOutgoing(['127.0.0.1'])
  const kinds = new Map(channelKinds.map(kind => [kind.kind, kind]))
  const app = buildApp({
    db: database.db,
    connectors,
    sealer: seal,
    channelKinds: kinds,
    channels: openChannels(kinds, seal, outgoing),
    ring: async (name, payload) => void rings.push({ name, payload }),
    openSource: async id => {
      const stored = await findConnection(database.db, id)
      const credentials: unknown = JSON.parse(
        seal.open(stored?.sealedCredentials ?? '', `connection:${id}:credentials`),
      )
      return (connectors.get('paper') ?? paper).open(stored?.settings, credentials, {
        signal: AbortSignal.timeout(1_000),
        now: () => new Date(),
        onRequest: () => {},
        takeTurn: async () => {},
        privateHosts: [],
        access: async () => ({ value: '', expiresAt: null }),
      })
    },
    openTrial: (...entered) =>
      openTrial({ db: database.db, sealer: seal, privateHosts: [], now: () => new Date() }, ...entered),
    publicUrl: () => 'https://milepost.example',
    webFolder: null,
    now: () => new Date(),
    log: pino({ level: 'debug' }, { write: line => void lines.push(line) }),
    queueReady: async () => {},
    ...change,
  })
  await app.ready()
  const { token } = await createToken(database.db, 'test')
  const operations = readOperations((await app.inject('/openapi.json')).json())
  const answered = new Set<Operation>()
  const request: Ground['request'] = async options => {
    const response = await app.inject({ ...options, headers: { authorization: `Bearer ${token}`, ...options.headers } })
    const operation = requireDocumented(operations, options, response)
    if (operation !== null && response.statusCode < 300) answered.add(operation)
    return response
  }
  return {
    database,
    sealer: seal,
    rings,
    logged: () => lines.join(''),
    token,
    operations,
    answered,
    request,
    async ask<Answer>(method: Method, path: string, payload?: object) {
      const response = await request({
        method,
        url: `/api/v1/${path}`,
        ...(payload === undefined ? {} : { payload }),
      })
      expect(response.statusCode, response.body).toBeLessThan(300)
      return response.json<Answer>()
    },
    server: app.server,
    listen: () => app.listen({ host: '127.0.0.1', port: 0 }),
    close: async () => {
      await app.close()
      await outgoing.close()
      await database.drop()
    },
  }
}

export const connectionBody = (more: object = {}) => ({
  name: 'Paper',
  kind: 'paper',
  settings: { baseUrl: 'https://paper.example' },
  credentials: { type: 'token', token: 'hunter2-canary' },
  ...more,
})

/** The problem of an answer, for comparison: status, code and sentence. */
export const problemOf = (response: LightMyRequestResponse) => {
  const { status, code, detail } = response.json<{ status: number; code: string; detail: string }>()
  return { status, code, detail }
}
