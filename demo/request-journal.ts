import type { FastifyInstance, FastifyRequest } from 'fastify'

export interface JournalEntry {
  readonly method: string
  /** Path and query as the client sent them. */
  readonly path: string
  /** 0 until the answer leaves; stays 0 when the connection is dropped instead. */
  status: number
  readonly at: Date
}

export interface RequestJournal {
  readonly requests: JournalEntry[]
  connectionsOpened: number
}

/** Notes every request a stand-in answers, and how many connections it took, so that tests can count both. */
export function keepRequestJournal(app: FastifyInstance): RequestJournal {
  const journal: RequestJournal = { requests: [], connectionsOpened: 0 }
  app.server.on('connection', () => {
    journal.connectionsOpened += 1
  })
  const open = new WeakMap<FastifyRequest, JournalEntry>()
  app.addHook('onRequest', (request, _reply, done) => {
    const entry = { method: request.method, path: request.originalUrl, status: 0, at: new Date() }
    journal.requests.push(entry)
    open.set(request, entry)
    done()
  })
  // 'onSend' and not 'onResponse': the status is noted before the client can have read the answer.
  app.addHook('onSend', (request, reply, payload, done) => {
    const entry = open.get(request)
    if (entry !== undefined) entry.status = reply.statusCode
    done(null, payload)
  })
  return journal
}
