import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { Agent, request } from 'undici'
import { seededRandom } from '../../../demo/random.ts'

/** A delivery as a tracker sent it. */
export interface Letter {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export interface PostOffice {
  /** What trackers are told as our address. */
  readonly url: string
  /** What has come from the trackers since the last call. */
  readonly collect: () => readonly Letter[]
  /** Delivers it until it is answered by more than an excuse, and gives the status of that answer. */
  readonly deliver: (letter: Letter, to: string) => Promise<number>
  /** How often a letter had to be delivered again, because nobody answered or the answer was an excuse. */
  readonly countRetries: () => number
  readonly close: () => Promise<void>
}

/** As trackers do, but in seconds: Jira tries again 5 times within an hour, service hooks 8 times within three minutes. */
const RETRY_AFTER_MS = [100, 300, 1_000, 2_000] as const
const ANSWER_WITHIN_MS = 20_000
const GIVE_UP_AFTER_MS = 180_000
const EXCUSES = [408, 425, 429, 502, 503, 504]

/** Stands between trackers and us, so that real deliveries can be copied, mixed and forged. */
export async function openPostOffice(): Promise<PostOffice> {
  let collected: Letter[] = []
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      collected.push({
        path: incoming.url ?? '',
        headers: keepHeaders(incoming.headers),
        body: Buffer.concat(chunks),
      })
      outgoing.writeHead(202).end()
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const agent = new Agent({ connections: 32, pipelining: 1 })
  const random = seededRandom(1)
  let retries = 0
  const post = async ({ path, headers, body }: Letter, to: string): Promise<number | null> => {
    try {
      const signal = AbortSignal.timeout(ANSWER_WITHIN_MS)
      const answer = await request(`${to}${path}`, { method: 'POST', headers, body, dispatcher: agent, signal })
      await answer.body.dump()
      return answer.statusCode
    } catch {
      return null
    }
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    collect: () => {
      const taken = collected
      collected = []
      return taken
    },
    deliver: async (letter, to) => {
      const giveUpAt = Date.now() + GIVE_UP_AFTER_MS
      for (let attempt = 0; ; attempt += 1) {
        const status = await post(letter, to)
        if (status !== null && !EXCUSES.includes(status)) return status
        if (Date.now() > giveUpAt) throw new Error(`nobody takes a delivery any more; the last answer was ${status}`)
        retries += 1
        const waitMs = RETRY_AFTER_MS[Math.min(attempt, RETRY_AFTER_MS.length - 1)] ?? 0
        await pause(waitMs * (0.5 + random.next()))
      }
    },
    countRetries: () => retries,
    close: async () => {
      await agent.destroy()
      server.closeAllConnections()
      await new Promise<void>(resolve => server.close(() => resolve()))
    },
  }
}

const OWN = ['host', 'connection', 'content-length', 'transfer-encoding', 'accept-encoding']

const keepHeaders = (headers: IncomingHttpHeaders): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' && !OWN.includes(name) ? [[name, value]] : [],
    ),
  )
