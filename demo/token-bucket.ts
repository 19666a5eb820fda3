export interface TokenBucketRule {
  readonly perSecond: number
  /** How many tokens it holds; it begins full. */
  readonly burst: number
}

export interface TokenBucket {
  /** Takes a token; false when there is none. */
  readonly take: () => boolean
  readonly left: () => number
  /** Until there is a token again. */
  readonly waitMs: () => number
}

export function openTokenBucket({ perSecond, burst }: TokenBucketRule, now: () => number = Date.now): TokenBucket {
  let tokens = burst
  let at = now()
  const refill = (): void => {
    const next = now()
    tokens = Math.min(burst, tokens + ((next - at) / 1000) * perSecond)
    at = next
  }
  return {
    take: () => {
      refill()
      if (tokens < 1) return false
      tokens -= 1
      return true
    },
    left: () => {
      refill()
      return Math.floor(tokens)
    },
    waitMs: () => {
      refill()
      return Math.max(0, ((1 - tokens) / perSecond) * 1000)
    },
  }
}
