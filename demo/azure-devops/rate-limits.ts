import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { type Traffic, watchTraffic } from '../traffic.ts'

/** The service's limit: the load an account causes, counted over a sliding window. */
export interface LoadRule {
  /** Units of load that are free of delay (200 in the service). */
  readonly units: number
  /** Over which they are forgotten again (5 minutes in the service). */
  readonly windowMs: number
  /** What one request costs (default 1). */
  readonly unitsOf?: (path: string) => number
  /** The delay of a request that finds the load at twice the limit; 30 s in the service. */
  readonly longestDelayMs: number
}

export interface AzureDevOpsRateLimits extends Omit<Traffic, 'close' | 'noteRefusal'> {
  /** Null takes the limit away. */
  readonly set: (rule: LoadRule | null) => void
}

/** From this share of the limit on it is told how much is left. */
const TOLD_FROM = 0.8
const BLOCKED_TEXT =
  'TF400733: The request has been canceled: Request was blocked due to exceeding usage of resource in namespace User.'

/** Holds answers back when the load is too high, then refuses, and says so in the headers of the service. */
export function addRateLimits(app: FastifyInstance): AzureDevOpsRateLimits {
  const traffic = watchTraffic(app, () => 'any')
  let rule: LoadRule | null = null
  let load = 0
  let at = 0

  app.addHook('onRequest', async (request, reply) => {
    if (rule === null) return undefined
    const { units, windowMs, longestDelayMs, unitsOf = () => 1 } = rule
    const now = Date.now()
    load = Math.max(0, load - ((now - at) / windowMs) * units)
    at = now
    const share = load / units
    if (share >= TOLD_FROM) {
      reply.headers({
        'x-ratelimit-resource': 'Core/TSTU',
        'x-ratelimit-limit': String(units),
        'x-ratelimit-remaining': String(Math.max(0, Math.floor(units - load))),
        'x-ratelimit-reset': String(Math.ceil((now + share * windowMs) / 1000)),
      })
    }
    if (share >= 2) {
      const seconds = Math.max(1, Math.ceil(((load - units) / units) * (windowMs / 1000)))
      traffic.noteRefusal()
      traffic.close('', now + seconds * 1000)
      return reply
        .code(429)
        .headers({ 'retry-after': String(seconds) })
        .type('application/json; charset=utf-8')
        .send(JSON.stringify({ message: BLOCKED_TEXT, typeKey: 'RequestBlockedException' }))
    }
    load += unitsOf(request.url)
    if (share < 1) return undefined
    const delayMs = (share - 1) * longestDelayMs
    await wait(delayMs)
    reply.header('x-ratelimit-delay', (delayMs / 1000).toFixed(3))
    return undefined
  })
  return {
    report: traffic.report,
    forget: traffic.forget,
    set: changed => {
      rule = changed
      load = 0
      at = Date.now()
    },
  }
}
