import { setTimeout as pause } from 'node:timers/promises'
import { Agent, request } from 'undici'

export interface Latencies {
  readonly count: number
  readonly p50: number
  readonly p99: number
  readonly perSecond: number
}

export interface Reading {
  readonly url: string
  readonly token: string
  readonly readers: number
  readonly seconds: number
  /** Between two questions of one reader; 0: the next as soon as the answer is there. */
  readonly thinkMs: number
  readonly path: () => string
}

/** Several people ask the same kind of question for a while. Throws when an answer is not 200. */
export async function readFor({ url, token, readers, seconds, thinkMs, path }: Reading): Promise<Latencies> {
  const agent = new Agent({ connections: readers, pipelining: 1 })
  const tookMs: number[] = []
  const endMs = performance.now() + seconds * 1000
  const read = async (): Promise<void> => {
    // Not all at the same moment.
    await pause(Math.random() * thinkMs)
    while (performance.now() < endMs) {
      const startedMs = performance.now()
      const asked = `${url}/api/v1${path()}`
      const { statusCode, body } = await request(asked, {
        dispatcher: agent,
        headers: { authorization: `Bearer ${token}` },
      })
      const text = await body.text()
      if (statusCode !== 200) throw new Error(`${asked} answered ${statusCode}: ${text.slice(0, 300)}`)
      tookMs.push(performance.now() - startedMs)
      if (thinkMs > 0) await pause(thinkMs * (0.5 + Math.random()))
    }
  }
  try {
    await Promise.all(Array.from({ length: readers }, read))
  } finally {
    await agent.close()
  }
  const sorted = tookMs.toSorted((a, b) => a - b)
  return {
    count: sorted.length,
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
    perSecond: sorted.length / seconds,
  }
}

export const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
