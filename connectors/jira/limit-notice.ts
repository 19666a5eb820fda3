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
  const resetMs = readResetMs(headers['x-ratelimit-reset'], nowMs)
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
  if (headers['x-ratelimit-remaining']?.trim() === '0' && resetMs !== null) {
    return { scope: 'connection', waitMs: resetMs }
  }
  if (/^true$/i.test(headers['x-ratelimit-nearlimit'] ?? '')) return { scope: 'connection', strain: 'near' }
  return undefined
}

/** So many tokens in each interval (https://github.com/ahungry/org-jira/issues/365 has a capture). */
function readRefill(headers: AnswerHead['headers']): LimitNotice['refill'] {
  const [interval, fill, burst, remaining] = ['interval-seconds', 'fillrate', 'limit', 'remaining'].map(name =>
    Number(headers[`x-ratelimit-${name}`] ?? Number.NaN),
  ) as [number, number, number, number]
  if (!(interval > 0) || !(fill > 0) || !(burst > 0)) return undefined
  return { perSecond: fill / interval, burst, remaining: Math.max(remaining || 0, 0) }
}
