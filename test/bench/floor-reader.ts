import type { TrackerAddress } from './synthetic-tracker.ts'

/** As many requests as the services recommend at most. */
const AT_ONCE = 8

export interface FloorReader {
  readonly get: (path: string) => Promise<Answer>
  readonly post: (path: string, body: object) => Promise<Answer>
}

/** Parsed and not looked at any further than the plan of the requests needs. */
export interface Answer {
  readonly values?: readonly { readonly id: string | number; readonly worklogId?: number }[]
  readonly value?: readonly { readonly id: string }[]
  readonly issues?: readonly { readonly id: string }[]
  readonly nextPageToken?: string
  readonly continuationToken?: string
  readonly nextLink?: string
  readonly isLastBatch?: boolean
  readonly isLast?: boolean
  readonly lastPage?: boolean
  readonly until?: number
}

/** Plain fetch with kept-alive connections and JSON.parse, 8 at a time, first come first served. */
export function openFloorReader(address: TrackerAddress, onAnswer: () => void): FloorReader {
  const { email = '', apiToken, token } = address.credentials
  const authorization = `Basic ${Buffer.from(`${email}:${apiToken ?? token}`).toString('base64')}`
  const waiting: (() => void)[] = []
  let running = 0

  async function ask(path: string, body: object | null): Promise<Answer> {
    if (running >= AT_ONCE) await new Promise<void>(resolve => waiting.push(resolve))
    else running += 1
    try {
      const response = await fetch(address.settings.baseUrl + path, {
        method: body === null ? 'GET' : 'POST',
        headers: {
          authorization,
          accept: 'application/json',
          'accept-encoding': 'gzip',
          ...(body === null ? {} : { 'content-type': 'application/json' }),
        },
        body: body === null ? null : JSON.stringify(body),
      })
      if (!response.ok) throw new Error(`${response.status} for ${path}`)
      const answer = JSON.parse(await response.text()) as Answer
      onAnswer()
      return answer
    } finally {
      const next = waiting.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }

  return { get: path => ask(path, null), post: ask }
}
