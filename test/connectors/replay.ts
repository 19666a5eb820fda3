import nock from 'nock'
import type { RequestNote, SourceIo } from '../../connectors/connector.ts'
import { openOwnAccess } from '../../connectors/own-access.ts'
import type { Exchange, Recordings } from '../../connectors/recording.ts'
import { openLoneShare } from '../../src/lone-share.ts'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Replay {
  /** Method and path of every request, in order. */
  readonly requests: string[]
  /** Requests that no exchange answers. */
  readonly unanswered: string[]
}

/** Takes the true answer and the number of the request (from 1); what it returns is sent instead. */
export type Disturb = (answer: Answer, requestNumber: number) => Answer

/** Answers every request of the recordings' hosts, and lets none reach the network. */
export function replay(recordings: Recordings, disturb: Disturb = answer => answer): Replay {
  const home = new URL(recordings.settings.baseUrl).origin
  const origins = new Set([home, ...recordings.exchanges.map(exchange => exchange.origin ?? home)])
  const seen: Replay = { requests: [], unanswered: [] }
  nock.cleanAll()
  nock.disableNetConnect()
  for (const origin of origins) {
    for (const method of ['GET', 'POST', 'PATCH', 'OPTIONS']) {
      nock(origin)
        .persist()
        .intercept(() => true, method)
        .reply((uri, body) => {
          const url = new URL(uri, origin)
          seen.requests.push(`${method} ${url.pathname}`)
          const exchange = recordings.exchanges.find(
            candidate => (candidate.origin ?? home) === origin && matches(candidate, method, url, body),
          )
          if (exchange === undefined) seen.unanswered.push(`${method} ${uri} ${JSON.stringify(body)}`)
          const answer = disturb(toAnswer(exchange), seen.requests.length)
          return [answer.status, answer.body, answer.headers]
        })
    }
  }
  return seen
}

function matches(exchange: Exchange, method: string, url: URL, body: unknown): boolean {
  if (exchange.method !== method || decodeURI(url.pathname) !== decodeURI(exchange.path)) return false
  const query = Object.entries(exchange.query ?? {})
  if (!query.every(([name, value]) => url.searchParams.getAll(name).includes(value))) return false
  const sent: unknown = typeof body === 'string' && body !== '' ? JSON.parse(body) : body
  const wanted = Object.entries(exchange.body ?? {})
  if (wanted.length === 0) return true
  if (typeof sent !== 'object' || sent === null) return false
  const properties = new Map(Object.entries(sent))
  return wanted.every(([name, value]) => JSON.stringify(properties.get(name)) === JSON.stringify(value))
}

function toAnswer(exchange: Exchange | undefined): Answer {
  const json = 'application/json;charset=UTF-8'
  if (exchange === undefined)
    return { status: 404, headers: { 'content-type': json }, body: '{"message":"not recorded"}' }
  return {
    status: exchange.status ?? 200,
    headers: { 'content-type': json, ...exchange.headers },
    body: typeof exchange.answer === 'string' ? exchange.answer : JSON.stringify(exchange.answer),
  }
}

export interface ReplayIo {
  readonly io: SourceIo
  readonly notes: RequestNote[]
  readonly turns: string[]
}

export function createReplayIo(recordings: Recordings, signal = new AbortController().signal): ReplayIo {
  const notes: RequestNote[] = []
  const turns: string[] = []
  const share = openLoneShare()
  const io: SourceIo = {
    signal,
    now: () => new Date(recordings.now),
    onRequest: note => {
      notes.push(note)
      share.onRequest(note)
    },
    takeTurn: async endpointClass => {
      await share.takeTurn(endpointClass)
      turns.push(endpointClass)
    },
    privateHosts: [],
    access: openOwnAccess(() => new Date(recordings.now)).access,
  }
  return { io, notes, turns }
}
