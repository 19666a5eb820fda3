import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Letter {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

/** Stands between the trackers and the server, and measures how long the server takes to answer. */
export interface Relay {
  readonly url: string
  /** Where deliveries go from now on. */
  lead(to: string): void
  /** How long each answer took since the last call, and how many were no 202. */
  drain(): { readonly tookMs: readonly number[]; readonly refused: number }
  /** Some of what was delivered, as it came. */
  readonly kept: readonly Letter[]
  /** As a tracker would. */
  send(to: string, letter: Letter): Promise<{ readonly status: number; readonly tookMs: number }>
  close(): Promise<void>
}

const MOST_KEPT = 200

export async function openRelay(): Promise<Relay> {
  const agent = new Agent({ keepAlive: true, maxSockets: 100 })
  const kept: Letter[] = []
  let target = ''
  let tookMs: number[] = []
  let refused = 0

  const send = (to: string, { path, headers, body }: Letter): Promise<{ status: number; tookMs: number }> =>
    new Promise((resolve, reject) => {
      const startedMs = performance.now()
      const { connection: _, 'transfer-encoding': __, host: ___, ...passed } = headers
      const own = { ...passed, 'content-length': body.length }
      const sent = request(`${to}${path}`, { method: 'POST', headers: own, agent }, answer => {
        answer.resume().on('end', () => {
          resolve({ status: answer.statusCode ?? 0, tookMs: performance.now() - startedMs })
        })
      })
      // Closed by the other side at the moment it was used again: every client tries once more.
      sent.on('error', error => {
        if (sent.reusedSocket) send(to, { path, headers, body }).then(resolve, reject)
        else reject(error)
      })
      sent.end(body)
    })

  async function pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const letter = { path: incoming.url ?? '', headers: incoming.headers, body: Buffer.concat(chunks) }
    if (kept.length < MOST_KEPT) kept.push(letter)
    const answer = await send(target, letter)
    tookMs.push(answer.tookMs)
    if (answer.status !== 202) refused += 1
    outgoing.writeHead(answer.status).end()
  }

  const server = createServer({ keepAliveTimeout: 60_000 }, (incoming, outgoing) => {
    pass(incoming, outgoing).catch(() => {
      refused += 1
      outgoing.writeHead(503).end()
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lead: to => {
      target = to
    },
    drain: () => {
      const drained = { tookMs, refused }
      tookMs = []
      refused = 0
      return drained
    },
    kept,
    send,
    close: async () => {
      agent.destroy()
      server.closeAllConnections()
      await new Promise<void>(resolve => server.close(() => resolve()))
    },
  }
}
