import type { FastifyReply, FastifyRequest } from 'fastify'
import { openTokenBucket, type TokenBucket, type TokenBucketRule } from '../token-bucket.ts'
import { type Traffic, watchTraffic } from '../traffic.ts'
import type { JiraApp } from './stand-in.ts'

/** Jira's limits, each left out until a test asks for it. */
export interface JiraRateLimitRules {
  /** Cloud's burst limit: a bucket for each method and endpoint. */
  readonly perEndpoint?: TokenBucketRule
  /** Cloud's quota: so many points in each window, then nothing until its end. */
  readonly quota?: { readonly points: number; readonly windowMs: number }
  /** Data Center's bucket of the account, told with every answer. */
  readonly account?: TokenBucketRule
  /** A gateway before Jira that counts everything and says nothing but 429. */
  readonly gateway?: TokenBucketRule
}

export interface JiraRateLimits extends Omit<Traffic, 'close' | 'noteRefusal'> {
  readonly set: (rules: JiraRateLimitRules) => void
}

interface Refusal {
  /** What is refused until then; empty for everything. */
  readonly kind: string
  readonly waitMs: number
  readonly headers: Readonly<Record<string, string>>
  readonly html?: true
}

const kindOf = (request: FastifyRequest): string => `${request.method} ${request.routeOptions.url ?? ''}`
const inSeconds = (ms: number): string => String(Math.max(1, Math.ceil(ms / 1000)))

/** Refuses what comes too fast, as Jira does, and says so in its headers. */
export function addRateLimits(app: JiraApp): JiraRateLimits {
  const traffic = watchTraffic(app, kindOf)
  let rules: JiraRateLimitRules = {}
  let buckets = new Map<string, TokenBucket>()
  let quota = { left: 0, endsAt: 0 }
  const bucketOf = (kind: string, rule: TokenBucketRule): TokenBucket => {
    const bucket = buckets.get(kind) ?? openTokenBucket(rule)
    buckets.set(kind, bucket)
    return bucket
  }

  const judge = (kind: string, reply: FastifyReply): Refusal | null => {
    const { perEndpoint, account, gateway } = rules
    if (gateway !== undefined && !bucketOf('gateway', gateway).take()) {
      return { kind: '', waitMs: bucketOf('gateway', gateway).waitMs(), headers: {}, html: true }
    }
    if (account !== undefined) {
      const bucket = bucketOf('account', account)
      const isTaken = bucket.take()
      const headers = {
        'x-ratelimit-limit': String(account.burst),
        'x-ratelimit-remaining': String(bucket.left()),
        'x-ratelimit-interval-seconds': '1',
        'x-ratelimit-fillrate': String(account.perSecond),
        'retry-after': isTaken ? '0' : inSeconds(bucket.waitMs()),
      }
      reply.headers(headers)
      if (!isTaken) return { kind: '', waitMs: Number(headers['retry-after']) * 1000, headers }
    }
    const overdrawn = takeFromQuota()
    if (overdrawn !== null) return overdrawn
    if (perEndpoint === undefined || bucketOf(kind, perEndpoint).take()) return null
    const after = inSeconds(bucketOf(kind, perEndpoint).waitMs())
    return {
      kind,
      waitMs: Number(after) * 1000,
      headers: { 'retry-after': after, 'ratelimit-reason': 'jira-burst-based' },
    }
  }

  const takeFromQuota = (): Refusal | null => {
    if (rules.quota === undefined) return null
    const now = Date.now()
    if (now >= quota.endsAt) quota = { left: rules.quota.points, endsAt: now + rules.quota.windowMs }
    quota.left -= 1
    if (quota.left >= 0) return null
    const headers = {
      'x-ratelimit-reset': new Date(quota.endsAt).toISOString(),
      'ratelimit-reason': 'jira-quota-tenant-based',
    }
    return { kind: '', waitMs: quota.endsAt - now, headers }
  }

  app.addHook('onRequest', async (request, reply) => {
    const kind = kindOf(request)
    const refusal = judge(kind, reply)
    if (refusal === null) return undefined
    traffic.noteRefusal()
    traffic.close(refusal.kind, Date.now() + refusal.waitMs)
    return reply
      .status(429)
      .headers(refusal.headers)
      .type(refusal.html === undefined ? 'application/json;charset=UTF-8' : 'text/html')
      .send(
        refusal.html === undefined ? '{"errorMessages":["Rate limit exceeded."]}' : '<html>Too many requests</html>',
      )
  })
  return {
    report: traffic.report,
    forget: traffic.forget,
    set: changed => {
      rules = changed
      buckets = new Map()
      quota = { left: 0, endsAt: 0 }
    },
  }
}
