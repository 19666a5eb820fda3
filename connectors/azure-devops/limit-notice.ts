import type { LimitNotice } from '../connector.ts'
import { type AnswerHead, isRefusedForNow, readAnswerTime, readRetryAfterMs } from '../http.ts'

/** Below this share of what is allowed we ask for less at once. */
const NEAR_SHARE = 0.2
const LONGEST_BREATHER_MS = 2_000

/**
 * What Azure DevOps says about its limit, which counts the load of an account over five minutes. Before it refuses, it
 * holds answers back for up to 30 s and says so, also with Retry-After on a good answer
 * (https://learn.microsoft.com/azure/devops/integrate/concepts/rate-limits).
 */
export function readLimitNotice(head: AnswerHead, ourMs: number): LimitNotice | undefined {
  const { status, headers } = head
  const scope = 'connection'
  const after = headers['retry-after']
  const afterMs = readRetryAfterMs(after, readAnswerTime(head, ourMs))
  if (isRefusedForNow(head)) return { scope, waitMs: afterMs, strain: 'held_back' }
  const remaining = readNumber(headers['x-ratelimit-remaining'])
  const limit = readNumber(headers['x-ratelimit-limit'])
  const delayMs = (readNumber(headers['x-ratelimit-delay']) ?? 0) * 1000
  const isHeldBack = delayMs > 0 || remaining === 0 || (afterMs !== null && status === 200 && after?.trim() !== '0')
  if (isHeldBack) {
    const breatherMs = Math.min(delayMs, LONGEST_BREATHER_MS)
    return { scope, strain: 'held_back', waitMs: Math.max(after?.trim() === '0' ? 0 : (afterMs ?? 0), breatherMs) }
  }
  if (remaining === null || limit === null || remaining >= limit * NEAR_SHARE) return undefined
  return { scope, strain: 'near' }
}

function readNumber(value: string | undefined): number | null {
  const number = Number(value?.trim() || Number.NaN)
  return Number.isNaN(number) ? null : number
}
