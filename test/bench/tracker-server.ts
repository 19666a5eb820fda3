import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import { type GzipPiece, joinPieces } from './gzip-piece.ts'

export interface Asked {
  readonly path: string
  readonly query: URLSearchParams
  /** Of a POST, parsed; null else. */
  readonly body: unknown
}

/** What a tracker answers from parts that are ready; everything else its stand-in answers. */
export interface FastAnswers {
  /** Null for what the stand-in is to answer. */
  answer(asked: Asked): readonly GzipPiece[] | null
  /** Compresses every part that the requests seen so far lead to. */
  prepare(): void
  /** The tracker's data have changed. */
  forget(): void
}

export interface TrackerServer {
  readonly origin: string
  latencyMs: number
  /** `METHOD path`, in the order of their arrival. */
  readonly requests: { readonly method: string; readonly path: string; readonly body: unknown }[]
  readonly connectionsOpened: () => number
  readonly close: () => Promise<void>
}

/** Stands before a stand-in tracker: answers the large readings itself, passes the rest on, delays each answer and counts. */
export async function startTrackerServer(standInOrigin: string, answers: FastAnswers): Promise<TrackerServer> {
  const agent = new Agent({ keepAlive: true })
  let connections = 0

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const arrivedMs = performance.now()
    const bytes = await readAll(incoming)
    const url = new URL(incoming.url ?? '/', standInOrigin)
    const body: unknown = bytes.length === 0 ? null : JSON.parse(bytes.toString('utf8'))
    server.requests.push({ method: incoming.method ?? 'GET', path: url.pathname, body })
    const asked: Asked = { path: decodeURIComponent(url.pathname), query: url.searchParams, body }
    const pieces = answers.answer(asked)
    const joined = pieces === null ? null : joinPieces(pieces)
    const leftMs = server.latencyMs - (performance.now() - arrivedMs)
    if (leftMs > 0) await pause(leftMs)
    if (joined === null) await passOn(new URL(incoming.url ?? '/', standInOrigin), incoming, bytes, outgoing, agent)
    else send(incoming, outgoing, joined)
  }

  const http = createServer({ keepAliveTimeout: 60_000 }, (incoming, outgoing) => {
    answer(incoming, outgoing).catch((error: unknown) => {
      process.stderr.write(
        `the tracker failed at ${incoming.url}: ${error instanceof Error ? error.stack : String(error)}\n`,
      )
      outgoing.writeHead(500).end()
    })
  })
  http.on('connection', () => {
    connections += 1
  })
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve))
  const address = http.address()
  const port = typeof address === 'object' ? address?.port : 0
  const server: TrackerServer = {
    origin: `http://127.0.0.1:${port}`,
    latencyMs: 0,
    requests: [],
    connectionsOpened: () => connections,
    close: async () => {
      agent.destroy()
      http.closeAllConnections()
      await new Promise(resolve => http.close(resolve))
    },
  }
  return server
}

function send(incoming: IncomingMessage, outgoing: ServerResponse, joined: Buffer): void {
  const takesGzip = String(incoming.headers['accept-encoding'] ?? '').includes('gzip')
  const bytes = takesGzip ? joined : gunzipSync(joined)
  outgoing.writeHead(200, {
    'content-type': 'application/json;charset=UTF-8',
    'content-length': bytes.length,
    ...(takesGzip ? { 'content-encoding': 'gzip' } : {}),
  })
  outgoing.end(bytes)
}

async function readAll(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function passOn(
  url: URL,
  incoming: IncomingMessage,
  body: Buffer,
  outgoing: ServerResponse,
  agent: Agent,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const { connection: _, 'transfer-encoding': __, ...headers } = incoming.headers
    const passed = request(url, { method: incoming.method ?? 'GET', headers, agent }, answered => {
      const { connection: ___, ...answeredHeaders } = answered.headers
      outgoing.writeHead(answered.statusCode ?? 502, answeredHeaders)
      answered.pipe(outgoing).on('finish', resolve).on('error', reject)
    })
    passed.on('error', reject)
    passed.end(body)
  })
}
