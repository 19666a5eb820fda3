import { Agent, fetch } from 'undici'
import { guardedLookup, vetHost } from '../connectors/address.ts'
import type { Post } from './delivery/channel.ts'

const DEADLINE_MS = 15_000

/** Posts to receivers outside: addresses vetted where the socket connects, redirects refused, one deadline. */
export function openPost(privateHosts: readonly string[]): {
  readonly post: Post
  readonly close: () => Promise<void>
} {
  const agent = new Agent({ connect: { lookup: guardedLookup(privateHosts), timeout: 5_000 }, connections: 4 })
  return {
    async post(url, headers, body) {
      vetHost(new URL(url), privateHosts)
      const response = await fetch(url, {
        method: 'POST',
        headers,
        body,
        redirect: 'manual',
        dispatcher: agent,
        signal: AbortSignal.timeout(DEADLINE_MS),
      })
      await response.body?.cancel()
      return response.status
    },
    close: () => agent.close(),
  }
}
