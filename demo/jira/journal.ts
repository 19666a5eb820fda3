import type { FastifyRequest } from 'fastify'
import type { JiraApp } from './stand-in.ts'

export interface JournalEntry {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly query: string
  /** 0 while no answer was finished, and for good when the connection was dropped. */
  readonly status: number
  readonly at: Date
}

export interface Journal {
  readonly requests: readonly JournalEntry[]
  readonly countConnections: () => number
}

/** Writes down every request and every connection. */
export function addJournal(app: JiraApp): Journal {
  const requests: JournalEntry[] = []
  const places = new WeakMap<FastifyRequest, number>()
  let connections = 0
  app.server.on('connection', () => {
    connections++
  })
  app.addHook('onRequest', async request => {
    const [path = '', query = ''] = request.originalUrl.split('?', 2)
    places.set(request, requests.length)
    requests.push({ method: request.method, path, query, status: 0, at: new Date() })
  })
  app.addHook('onResponse', async (request, reply) => {
    const place = places.get(request)
    const entry = place === undefined ? undefined : requests[place]
    if (entry && place !== undefined) requests[place] = { ...entry, status: reply.statusCode }
  })
  return { requests, countConnections: () => connections }
}
