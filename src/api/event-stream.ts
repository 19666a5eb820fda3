import { Readable } from 'node:stream'

/** What a client may leave unread: hundreds of events. One that has stopped reading costs no more than that. */
const MOST_UNREAD_BYTES = 64 * 1024
/** Until the browser connects again. */
const RETRY_MS = 2_000

export interface EventStream {
  /** The body of the answer; destroyed when the client is gone, or reads too slowly. */
  readonly body: Readable
  /** `id`: what the client gives back when it comes again. */
  readonly tell: (event: string, data: object, id: string) => void
  /** Keeps proxies from taking the silence for the end. */
  readonly beat: () => void
  readonly end: () => void
}

/** Server-sent events for one client: https://html.spec.whatwg.org/multipage/server-sent-events.html */
export function openEventStream(): EventStream {
  let hasEnded = false
  // The socket takes what it has room for; the rest stays here.
  const body = new Readable({ read() {} })
  const write = (text: string): void => {
    if (hasEnded || body.destroyed) return
    if (body.readableLength > MOST_UNREAD_BYTES) body.destroy()
    else body.push(text)
  }
  write(`retry: ${RETRY_MS}\n\n`)
  return {
    body,
    tell: (event, data, id) => write(`event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`),
    beat: () => write(':\n\n'),
    end: () => {
      if (!hasEnded && !body.destroyed) body.push(null)
      hasEnded = true
    },
  }
}
