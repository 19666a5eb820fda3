import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { setTimeout as wait } from 'node:timers/promises'
import { Version3Client } from 'jira.js'
import type { Static, TSchema } from 'typebox'
import type { Json } from '../../src/work/raw-record.ts'
import { guardedLookup, vetAuthority, vetHost } from '../address.ts'
import { openTrust } from '../certificates.ts'
import type { SourceIo } from '../connector.ts'
import { ConnectorError, RejectedError, UnavailableError } from '../errors.ts'
import { fits } from '../fits.ts'
import {
  type AnswerHead,
  deadlineIn,
  isRefusedForNow,
  MAX_ANSWER_BYTES,
  mayAskAgain,
  REQUEST_DEADLINE_MS,
  raiseForStatus,
  requireJson,
} from '../http.ts'
import { openAuthentication } from './authentication.ts'
import { createStoppedError, describeFailure, type RequestFailure, raiseForLogin } from './failures.ts'
import { parseJsonText } from './json-text.ts'
import { readLimitNotice } from './limit-notice.ts'
import type { Credentials, Settings } from './settings.ts'
import type { Answer, WayIn } from './way-in.ts'

/** All our requests but those that say so are reads, also the POST ones, so each may be repeated. */
const RETRY_DELAYS_MS = [300, 1_200]
const SIGN_IN_DEADLINE_MS = 20_000
/** Jira asks for at most 5 to 10 at once (https://developer.atlassian.com/cloud/jira/platform/rate-limiting/). */
const MAX_CONNECTIONS = 5

export interface JiraRequest<Schema extends TSchema> {
  readonly method?: 'POST'
  /** Changes something there, by this method. It is sent once: a failure may come after it was carried out. */
  readonly write?: 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  /** A name may be repeated; jira.js would join the values by commas. */
  readonly query?: readonly (readonly [name: string, value: string])[]
  readonly body?: Json
  /** Jira's burst limit counts per endpoint. */
  readonly endpointClass: string
  /** For a person: "reading Jira projects". */
  readonly where: string
  readonly schema: Schema
}

type Sendable = Omit<JiraRequest<TSchema>, 'schema'> & { readonly isSignIn?: true }

export type Asked<T> = { readonly status: 200; readonly value: T } | { readonly status: number; readonly value: null }

export interface JiraClient {
  ask<Schema extends TSchema>(request: JiraRequest<Schema>): Promise<Static<Schema>>
  /** Statuses named here are an answer, not an error. */
  askUnless<Schema extends TSchema>(
    request: JiraRequest<Schema>,
    expected: readonly number[],
  ): Promise<Asked<Static<Schema>>>
  /** The site's id, when its requests go through Atlassian's gateway. */
  findGatewayId(): Promise<string | null>
  close(): void
}

export function createClient(settings: Settings, credentials: Credentials, io: SourceIo): JiraClient {
  const baseUrl = vetBaseUrl(settings.baseUrl, io.privateHosts)
  const authority = vetAuthority(settings.authority, io.privateHosts)
  const trust = openTrust(settings.caCertificates, io.now())
  const agentOptions = { keepAlive: true, maxSockets: MAX_CONNECTIONS, lookup: guardedLookup(io.privateHosts) }
  const agents = { httpAgent: new HttpAgent(agentOptions), httpsAgent: new HttpsAgent({ ...agentOptions, ...trust }) }
  const jira = new Version3Client({
    host: baseUrl,
    baseRequestConfig: {
      ...agents,
      // A redirect would carry the credentials along; a proxy from the environment would hide the vetted address.
      maxRedirects: 0,
      proxy: false,
      validateStatus: () => true,
      responseType: 'text',
      transformResponse: (text: unknown) => text,
      maxContentLength: MAX_ANSWER_BYTES,
      headers: {
        Accept: 'application/json',
        'Accept-Encoding': 'gzip, deflate',
        'User-Agent': 'Milepost',
        // Data Center takes some POST requests for forged without it.
        'X-Atlassian-Token': 'no-check',
      },
    },
  })
  /** Each further request would count against the account. */
  let refused: RejectedError | null = null
  const authentication = openAuthentication({ ...settings, baseUrl, authority }, credentials, io, (request, way) =>
    repeat(request.where, () => exchange(request, way)),
  )

  async function exchange(request: Sendable, way: WayIn): Promise<Answer | RequestFailure> {
    if (io.signal.aborted) return { error: createStoppedError(request.where), retry: false }
    const isSignIn = request.isSignIn === true
    if (!isSignIn) await io.takeTurn(request.endpointClass)
    const startedMs = performance.now()
    const deadline = deadlineIn(isSignIn ? SIGN_IN_DEADLINE_MS : REQUEST_DEADLINE_MS)
    const note = (head: AnswerHead | null): void => {
      // Where tokens are made is not the tracker: it has limits of its own.
      if (isSignIn) return
      const limit = head === null ? undefined : readLimitNotice(head, io.now().getTime())
      io.onRequest({
        endpointClass: request.endpointClass,
        status: head?.status ?? null,
        rateLimited: head !== null && isRefusedForNow(head),
        durationMs: Math.round(performance.now() - startedMs),
        ...(limit === undefined ? {} : { limit }),
      })
    }
    let response: { status: number; headers: object; data: unknown }
    try {
      response = await jira.sendRequestFullResponse<unknown>({
        baseURL: way.baseUrl,
        url: writeUrl(request),
        headers: { ...(way.authorization === null ? {} : { Authorization: way.authorization }) },
        method: request.write ?? request.method ?? (request.body === undefined ? 'GET' : 'POST'),
        signal: isSignIn ? deadline : AbortSignal.any([io.signal, deadline]),
        ...(request.body === undefined ? {} : { data: request.body }),
      })
    } catch (thrown) {
      note(null)
      return describeFailure(thrown, request.where, { reader: io.signal, deadline })
    }
    const head = { status: response.status, headers: readHeaders(response.headers) }
    note(head)
    if (io.signal.aborted && !isSignIn) return { error: createStoppedError(request.where), retry: false }
    return { head, text: typeof response.data === 'string' ? response.data : '' }
  }

  async function attempt<Schema extends TSchema>(
    request: JiraRequest<Schema>,
    expected: readonly number[],
  ): Promise<Asked<Static<Schema>> | RequestFailure> {
    if (refused !== null) return { error: refused, retry: false }
    const way = await authentication.enter()
    const first = await exchange(request, way)
    if ('error' in first) return first
    try {
      const newWay = await authentication.enterAgain(way, first)
      const answer = newWay === null ? first : await exchange(request, newWay)
      if ('error' in answer) return answer
      // What is refused to a write says nothing about the credentials where that is expected.
      if (answer.head.status === 401 && expected.includes(401)) return { status: 401, value: null }
      raiseForLogin(answer.head, answer.text, request.where)
      if (expected.includes(answer.head.status)) return { status: answer.head.status, value: null }
      const isDone = request.write !== undefined && [201, 202, 204].includes(answer.head.status)
      if (isDone || request.write === 'DELETE') {
        if (!isDone) raiseForStatus(answer.head, request.where, io.now().getTime())
        return { status: 200, value: readAnswer(answer.text.trim() === '' ? '{}' : answer.text, request) }
      }
      raiseForStatus(answer.head, request.where, io.now().getTime())
      requireJson(answer.head, request.where)
      return { status: 200, value: readAnswer(answer.text, request) }
    } catch (error) {
      if (error instanceof RejectedError && error.reason === 'credentials') refused = error
      if (error instanceof ConnectorError) return { error, retry: error instanceof UnavailableError }
      throw error
    }
  }

  async function repeat<T extends object>(where: string, run: () => Promise<T | RequestFailure>): Promise<T> {
    let refusals = 0
    for (let tried = 0; ; ) {
      const result = await run()
      if (!('error' in result)) return result
      if (mayAskAgain(result.error, refusals)) {
        refusals += 1
        continue
      }
      const delayMs = RETRY_DELAYS_MS[tried]
      if (!result.retry || delayMs === undefined) throw result.error
      // Full jitter, so that readers that failed together do not come back together.
      tried += 1
      await wait(Math.random() * delayMs, undefined, { signal: io.signal }).catch(() => {
        throw createStoppedError(where)
      })
    }
  }

  const askUnless: JiraClient['askUnless'] = (request, expected) =>
    repeat(request.where, async () => {
      const result = await attempt(request, expected)
      return 'error' in result && request.write !== undefined ? { ...result, retry: false } : result
    })

  return {
    askUnless,
    ask: async request => {
      const { value } = await askUnless(request, [])
      if (value === null) throw new UnavailableError(`The tracker answered with nothing while ${request.where}.`)
      return value
    },
    findGatewayId: async () => /\/ex\/jira\/([\w-]+)$/.exec((await authentication.enter()).baseUrl)?.[1] ?? null,
    close: () => {
      agents.httpAgent.destroy()
      agents.httpsAgent.destroy()
    },
  }
}

function vetBaseUrl(text: string, privateHosts: readonly string[]): string {
  const url = new URL(text)
  vetHost(url, privateHosts)
  if (url.protocol !== 'https:' && !privateHosts.includes(url.hostname)) {
    throw new RejectedError(
      'bad_settings',
      `The base URL must begin with https:// so that the token is not sent in the clear.`,
    )
  }
  return text.replace(/\/+$/, '')
}

function writeUrl({ path, query = [] }: Sendable): string {
  const parameters = new URLSearchParams(query.map(([name, value]): [string, string] => [name, value]))
  return query.length === 0 ? path : `${path}?${parameters}`
}

function readHeaders(headers: object): Record<string, string | undefined> {
  const read: Record<string, string | undefined> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === 'string' || typeof value === 'number') read[name.toLowerCase()] = String(value)
  }
  // A quota that is used up names its end here, with no Retry-After from some layers.
  const reset = read['x-ratelimit-reset']
  if (read['retry-after'] === undefined && reset !== undefined && /^\d{4}-\d{2}-\d{2}T/.test(reset))
    read['retry-after'] = reset
  return read
}

function readAnswer<Schema extends TSchema>(text: string, { schema, where }: JiraRequest<Schema>): Static<Schema> {
  let value: unknown
  try {
    value = parseJsonText(text)
  } catch {
    throw new UnavailableError(`The tracker's answer is not complete JSON while ${where}. We try again.`)
  }
  if (fits(schema, value)) return value as Static<Schema>
  throw new UnavailableError(`The tracker's answer has not the documented shape while ${where}. We try again.`)
}
