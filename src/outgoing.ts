import { connect as connectSocket, type Socket } from 'node:net'
import { Agent, fetch } from 'undici'
import { guardedLookup, vetHost } from '../connectors/address.ts'
import { RejectedError } from '../connectors/errors.ts'
import type { Outgoing } from './delivery/channel.ts'
import { NotTakenError } from './delivery/not-taken-error.ts'

const DEADLINE_MS = 15_000
const CONNECT_MS = 5_000
/** Of a refusal; the codes that channels know stand at its beginning. */
const REFUSAL_BYTES = 4_096

/** Leads to receivers outside: addresses vetted where the socket connects, redirects not followed, one deadline. */
export function openOutgoing(privateHosts: readonly string[]): Outgoing & { readonly close: () => Promise<void> } {
  const lookup = guardedLookup(privateHosts)
  const agent = new Agent({ connect: { lookup, timeout: CONNECT_MS }, connections: 4 })
  return {
    async post(url, headers, body) {
      try {
        vetHost(new URL(url), privateHosts)
        const response = await fetch(url, {
          method: 'POST',
          headers,
          body,
          redirect: 'manual',
          dispatcher: agent,
          signal: AbortSignal.timeout(DEADLINE_MS),
        })
        const refusal = response.ok ? '' : await readStart(response.body)
        if (response.ok) await response.body?.cancel()
        return { status: response.status, retryAfter: response.headers.get('retry-after'), refusal }
      } catch (error) {
        throw explain(error)
      }
    },
    connect: async (host, port) => {
      try {
        // Parsed as part of an address, numbers in all their forms become what a socket would connect to.
        const url = new URL(`http://${host.includes(':') ? `[${host}]` : host}`)
        vetHost(url, privateHosts)
        return await openSocket(url.hostname.replace(/^\[|\]$/g, ''), port, lookup)
      } catch (error) {
        throw explain(error)
      }
    },
    close: () => agent.close(),
  }
}

/** What breaks off has been answered all the same: its status is known. */
async function readStart(body: AsyncIterable<Uint8Array> | null): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of body ?? []) {
      chunks.push(chunk)
      size += chunk.length
      if (size >= REFUSAL_BYTES) break
    }
  } catch {
    // The status alone tells what to do.
  }
  return Buffer.concat(chunks).toString('utf8', 0, Math.min(size, REFUSAL_BYTES))
}

function openSocket(host: string, port: number, lookup: ReturnType<typeof guardedLookup>): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectSocket({ host, port, lookup, timeout: CONNECT_MS })
    socket.once('connect', () => {
      socket.setTimeout(0)
      socket.off('error', reject)
      resolve(socket)
    })
    socket.once('timeout', () => socket.destroy(new NotTakenError(SILENT)))
    socket.once('error', reject)
  })
}

const SILENT = 'The receiver did not answer in time.'

/** A sentence for whoever runs the channel. It holds no address, which may be a credential. */
function explain(error: unknown): Error {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof NotTakenError) return cause
    if (cause instanceof RejectedError) return new NotTakenError(cause.message)
    if (cause.name === 'TimeoutError') return new NotTakenError(SILENT)
    const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : null
    if (code === 'ENOTFOUND') return new NotTakenError('The receiver’s host does not exist; check its address.')
    if (code === 'ERR_INVALID_URL') return new NotTakenError('The receiver’s address is none; enter it again.')
    if (code !== null)
      return new NotTakenError(`The receiver cannot be reached (${code}); check its address and the network.`)
  }
  return new NotTakenError('The receiver cannot be reached; check its address and the network.')
}
