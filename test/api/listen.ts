import { setTimeout as pause } from 'node:timers/promises'

export interface HeardEvent {
  readonly event: string
  readonly id: string
  readonly data: {
    readonly at?: string
    readonly topics?: readonly string[]
    readonly initiativeIds?: readonly string[]
    readonly connectionIds?: readonly string[]
  }
}

export interface LiveEvents {
  readonly status: number
  readonly headers: Headers
  readonly heard: readonly HeardEvent[]
  /** The bytes as they came. */
  readonly text: () => string
  /** The first event that is as wanted, within two seconds unless told otherwise. */
  readonly waitFor: (isWanted: (event: HeardEvent) => boolean, withinMs?: number) => Promise<HeardEvent>
  /** Done when the service ends the stream; what broke it, else null. */
  readonly ended: Promise<unknown>
  readonly leave: () => Promise<void>
}

/** Listens as a page does, until it leaves. */
export async function listenTo(
  url: string,
  headers: Readonly<Record<string, string>>,
  since?: string,
): Promise<LiveEvents> {
  const leaving = new AbortController()
  const response = await fetch(
    `${url}/api/v1/events${since === undefined ? '' : `?since=${encodeURIComponent(since)}`}`,
    { headers, signal: leaving.signal },
  )
  const heard: HeardEvent[] = []
  let text = ''
  let read = 0
  const listen = async (): Promise<unknown> => {
    try {
      for await (const chunk of response.body ?? []) {
        text += Buffer.from(chunk).toString()
        for (let end = text.indexOf('\n\n', read); end !== -1; end = text.indexOf('\n\n', read)) {
          const [, event, id = '', data] = /^event: (.*)\nid: (.*)\ndata: (.*)$/.exec(text.slice(read, end)) ?? []
          if (event !== undefined) heard.push({ event, id, data: JSON.parse(data ?? '') })
          read = end + 2
        }
      }
      return null
    } catch (error) {
      return error
    }
  }
  const ended = listen()
  return {
    status: response.status,
    headers: response.headers,
    heard,
    text: () => text,
    async waitFor(isWanted, withinMs = 2_000) {
      const deadline = Date.now() + withinMs
      for (;;) {
        const found = heard.find(isWanted)
        if (found !== undefined) return found
        if (Date.now() > deadline) throw new Error(`not heard within ${withinMs} ms, but: ${JSON.stringify(heard)}`)
        await pause(10)
      }
    },
    ended,
    async leave() {
      leaving.abort()
      await ended
    },
  }
}

export const isAbout =
  (topic: string, id?: string) =>
  ({ event, data }: HeardEvent): boolean =>
    event === 'changed' &&
    data.topics?.includes(topic) === true &&
    (id === undefined || [...(data.initiativeIds ?? []), ...(data.connectionIds ?? [])].includes(id))
