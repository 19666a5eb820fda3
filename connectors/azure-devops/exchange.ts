import http, { type IncomingHttpHeaders, type IncomingMessage, type RequestOptions } from 'node:http'
import https from 'node:https'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { WebApi } from 'azure-devops-node-api'
import { guardedLookup } from '../address.ts'
import type { Trust } from '../certificates.ts'
import { RejectedError, UnavailableError } from '../errors.ts'
import { type AnswerHead, MAX_ANSWER_BYTES, REQUEST_DEADLINE_MS } from '../http.ts'

/** Microsoft asks for serial use, at most two requests at a time (research of rate limits: 200 TSTU in 5 minutes). */
const MAX_CONNECTIONS = 4
const MAX_PROBLEM_BYTES = 1024 * 1024
const USER_AGENT = 'milepost'
/** Asking again would bring the same bytes. */
const TOO_LARGE = `An answer is larger than ${MAX_ANSWER_BYTES / 1024 / 1024} MB; it was not read to its end.`

export interface ExchangedAnswer {
  readonly head: AnswerHead
  readonly text: string
}

export interface Exchange {
  /** Sends one request and reads the whole answer, whatever its status. */
  readonly send: (request: {
    readonly url: string
    readonly headers: Readonly<Record<string, string>>
    readonly body?: string
    /** POST where there is a body, else GET, when left out. */
    readonly method?: 'POST' | 'PUT' | 'DELETE'
    readonly signal: AbortSignal
  }) => Promise<ExchangedAnswer>
  readonly close: () => void
}

/**
 * One request and its answer through azure-devops-node-api, on one kept-alive agent. Only the library's raw client is
 * used: its typed methods drop the headers and turn 404, a sign-in page and a cut answer into null
 * (https://github.com/microsoft/azure-devops-node-api/issues/574, /646).
 */
export function openExchange(organizationUrl: string, trust: Trust, privateHosts: readonly string[]): Exchange {
  const agentOptions = { keepAlive: true, maxSockets: MAX_CONNECTIONS, lookup: guardedLookup(privateHosts) }
  const agent = organizationUrl.startsWith('https:')
    ? new https.Agent({ ...agentOptions, ...trust })
    : new http.Agent(agentOptions)

  return {
    close: () => agent.destroy(),
    send: async ({ url, headers, body, method = body === undefined ? 'GET' : 'POST', signal }) => {
      // The library knows neither signals nor agents, and opens a connection per request. A handler is the one place
      // where it lets us at the options of a request; the signal belongs to one request, hence a WebApi for each.
      const handler = {
        prepareRequest: (options: RequestOptions): void => {
          options.agent = agent
          options.signal = signal
        },
        canHandleAuthentication: (): boolean => false,
        handleAuthentication: (): Promise<never> =>
          Promise.reject(new Error('authentication is sent with each request')),
      }
      const { rest } = new WebApi(
        organizationUrl,
        handler,
        { allowRedirects: false, allowRetries: false, socketTimeout: REQUEST_DEADLINE_MS },
        { productName: USER_AGENT, productVersion: '', userAgent: USER_AGENT },
      )
      // Suppress: a bad token is told by its status instead of a page for people.
      const asked = { 'accept-encoding': 'gzip', 'x-tfs-fedauthredirect': 'Suppress', ...headers }
      const answer = await (body !== undefined
        ? rest.client.request(method, url, body, asked)
        : method === 'DELETE'
          ? rest.client.del(url, asked)
          : rest.client.get(url, asked))
      const message = answer.message
      const head = { status: message.statusCode ?? 0, headers: readHeaders(message.headers) }
      const isData = head.status === 200
      const text = await readText(message, isData ? MAX_ANSWER_BYTES : MAX_PROBLEM_BYTES, signal)
      if (text === null && isData) throw new RejectedError('unsupported', TOO_LARGE)
      return { head, text: text ?? '' }
    },
  }
}

function readHeaders(headers: IncomingHttpHeaders): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  )
}

/** Null when too large. Counts unpacked bytes while they arrive: a small answer may unpack into a huge one. */
async function readText(message: IncomingMessage, maxBytes: number, signal: AbortSignal): Promise<string | null> {
  const chunks: Buffer[] = []
  let size = 0
  const collect = async (source: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of source) {
      size += chunk.length
      if (size > maxBytes) throw new Error('too large')
      chunks.push(chunk)
    }
  }
  try {
    const decoder = openDecoder(message.headers['content-encoding'])
    if (decoder === null) await pipeline(message, collect, { signal })
    else await pipeline(message, decoder, collect, { signal })
  } catch (error) {
    // An answer that nobody reads would keep its connection for ever.
    message.destroy()
    // The pipeline reports that it was aborted, not why.
    if (size <= maxBytes) throw error
    return null
  }
  return Buffer.concat(chunks).toString('utf8')
}

function openDecoder(encoding: string | undefined) {
  switch ((encoding ?? 'identity').trim().toLowerCase()) {
    case '':
    case 'identity':
      return null
    case 'gzip':
    case 'x-gzip':
      return createGunzip()
    case 'deflate':
      return createInflate()
    case 'br':
      return createBrotliDecompress()
    default:
      throw new UnavailableError('The tracker answered in an encoding that we did not ask for.')
  }
}
