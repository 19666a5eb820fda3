import type { LimitNotice } from '../connector.ts'
import { type AnswerHead, isRefusedForNow, readAnswerTime, readResetMs, readRetryAfterMs } from '../http.ts'

/**
 * What Jira says about its limits. Cloud counts a burst for each endpoint, and points for the whole site
 * (https://developer.atlassian.com/cloud/jira/platform/rate-limiting/); Data Center counts requests of the account and
 * tells its bucket with every answer (https://confluence.atlassian.com/adminjiraserver/_RateLimiting_HTTPheaders).
 */
export function readLimitNotice(head: AnswerHead, ourMs: number): LimitNotice | undefined {
  const { status, headers } = head
  const nowMs = readAnswerTime(head, ourMs)
  const refill = readRefill(headers)
  const quotas = readQuotas(headers, nowMs)
  const spent = quotas.filter(({ remaining, resetMs }) => remaining === 0 && resetMs !== null)
  const spentMs = spent.length === 0 ? null : Math.max(...spent.map(quota => quota.resetMs ?? 0))
  const resetMs = readResetMs(headers['x-ratelimit-reset'], nowMs) ?? spentMs
  if (isRefusedForNow(head)) {
    const reason = headers['ratelimit-reason'] ?? ''
    const afterMs = readRetryAfterMs(headers['retry-after'], nowMs)
    // A quota is renewed at its reset; Retry-After may be shorter.
    const waitMs = /quota/i.test(reason) ? Math.max(afterMs ?? 0, resetMs ?? 0) || null : (afterMs ?? resetMs)
    return {
      // A reason that nobody has documented may mean everything.
      scope: /burst|per-issue/i.test(reason) ? 'endpoint_class' : 'connection',
      waitMs: waitMs ?? (refill === undefined ? null : 1_000 / refill.perSecond),
      ...(refill === undefined ? {} : { refill }),
    }
  }
  if (refill !== undefined) return { scope: 'connection', refill }
  if (status !== 200) return undefined
  if ((headers['x-ratelimit-remaining']?.trim() === '0' || spentMs !== null) && resetMs !== null) {
    return { scope: 'connection', waitMs: resetMs }
  }
  const isNear = quotas.some(({ remaining, limit }) => limit !== null && remaining < limit * NEAR)
  if (isNear || /^true$/i.test(headers['x-ratelimit-nearlimit'] ?? '')) return { scope: 'connection', strain: 'near' }
  return undefined
}

interface Quota {
  readonly remaining: number
  readonly limit: number | null
  readonly resetMs: number | null
}

/** Jira's own X-RateLimit-NearLimit is true below this share. */
const NEAR = 0.2

/**
 * `RateLimit: "global-app-quota";r=120;t=1800` and `RateLimit-Policy: "global-app-quota";q=65000;w=3600`: what is left, until
 * when, and of how much. Those that begin with Beta- are not enforced yet, and are not looked at.
 */
function readQuotas(headers: AnswerHead['headers'], nowMs: number): readonly Quota[] {
  const policies = new Map(readItems(headers['ratelimit-policy']).map(item => [item.name, item]))
  return readItems(headers.ratelimit).flatMap(({ name, numberOf }) => {
    const remaining = numberOf('r')
    if (remaining === null) return []
    const resetS = numberOf('t')
    const resetMs = resetS === null ? null : readResetMs(String(resetS), nowMs)
    return [{ remaining, limit: policies.get(name)?.numberOf('q') ?? null, resetMs }]
  })
}

/** The items of a structured field (RFC 9651), as far as these headers use it. */
function readItems(value: string | undefined) {
  return [...(value ?? '').matchAll(/"([^"]*)"((?:\s*;\s*[a-z]+=[^;,\s]*)*)/g)].map(([, name, parameters = '']) => ({
    name,
    numberOf: (key: string): number | null => {
      const digits = new RegExp(`;\\s*${key}=(\\d+)`).exec(parameters)?.[1]
      return digits === undefined ? null : Number(digits)
    },
  }))
}

/** So many tokens in each interval (https://github.com/ahungry/org-jira/issues/365 has a capture). */
function readRefill(headers: AnswerHead['headers']): LimitNotice['refill'] {
  const [interval, fill, burst, remaining] = ['interval-seconds', 'fillrate', 'limit', 'remaining'].map(name =>
    Number(headers[`x-ratelimit-${name}`] ?? Number.NaN),
  ) as [number, number, number, number]
  if (!(interval > 0) || !(fill > 0) || !(burst > 0)) return undefined
  return { perSecond: fill / interval, burst, remaining: Math.max(remaining || 0, 0) }
}
