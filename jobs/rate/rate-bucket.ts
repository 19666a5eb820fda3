import { type Static, Type } from 'typebox'

const Millis = Type.Number()
const orNull = Type.Union([Type.Number(), Type.Null()])

/** What all workers together know about one limit of a tracker. Instants are milliseconds of the database's clock. */
export const Bucket = Type.Object({
  tokens: Type.Number(),
  at: Millis,
  /** Requests per second that we keep to, learned; null: nothing has been refused yet. */
  perSecond: orNull,
  /** The rate at which it was refused last. */
  ceiling: orNull,
  loweredAt: Millis,
  /** How many it holds at most, and until when that counts, where the tracker tells its own count. */
  told: Type.Union([Type.Object({ burst: Type.Number(), until: Millis }), Type.Null()]),
  closedUntil: Millis,
  /** It is closed because the tracker did not answer at all. */
  isSilent: Type.Boolean(),
  refusedAt: Millis,
  /** Refusals in a row. */
  refusals: Type.Integer(),
  counted: Type.Integer(),
  countedSince: Millis,
})
export type Bucket = Static<typeof Bucket>

/** Below the last ceiling the rate recovers fast, near it slowly: each refusal costs at least a second. */
const RECOVERY_PER_SECOND = 0.1
const PROBING_PER_SECOND = 0.01
const NEAR_CEILING = 0.85
/** So far above the last ceiling, the tracker bears more than it did. */
const ABOVE_CEILING = 1.15
/** Refused again so soon, the rate was far too high. */
const SOON_MS = 5_000
const SLOWEST_PER_SECOND = 0.5
/** Assumed when a tracker refuses before there was anything to measure. */
const FIRST_GUESS_PER_SECOND = 20
/** A rate so high limits nobody. */
const UNLIMITED_PER_SECOND = 500
/** Processes report what they have heard at different times; over less than this they would seem slower than they are. */
const MEASURED_AFTER_MS = 1_000
/** An administrator may have changed what the tracker told. */
const TOLD_FOR_MS = 600_000
/** Its count and ours are never quite the same. */
const TOLD_SHARE = 0.95

/** Full: nobody has asked for a while. */
export const openBucket = (at: number, declared: number | null): Bucket => ({
  tokens: declared ?? 0,
  at,
  perSecond: null,
  ceiling: null,
  loweredAt: 0,
  told: null,
  closedUntil: 0,
  isSilent: false,
  refusedAt: 0,
  refusals: 0,
  counted: 0,
  countedSince: at,
})

/** The lower of what was learned and what the connector declares; null: nothing limits it. */
export function rateOf({ perSecond }: Bucket, declared: number | null): number | null {
  if (perSecond === null || declared === null) return perSecond ?? declared
  return Math.min(perSecond, declared)
}

/** Refills it for the time that has passed, and lets a learned rate grow. */
export function refill(bucket: Bucket, declared: number | null, nowMs: number): Bucket {
  const isTold = bucket.told !== null && bucket.told.until > nowMs
  const grown = isTold ? bucket : { ...grow(bucket, declared, nowMs), told: null }
  const rate = rateOf(grown, declared)
  if (rate === null) return { ...grown, at: nowMs }
  const learned = Math.max(1, rate / 2)
  const burst = grown.told?.burst ?? (grown.perSecond === null ? rate : learned)
  const seconds = Math.max(0, nowMs - Math.max(bucket.at, bucket.closedUntil)) / 1000
  return { ...grown, at: nowMs, tokens: Math.min(burst, grown.tokens + seconds * rate) }
}

function grow(bucket: Bucket, declared: number | null, nowMs: number): Bucket {
  const { perSecond, ceiling } = bucket
  if (perSecond === null) return bucket
  if (bucket.told !== null) return { ...bucket, perSecond: null }
  const seconds = Math.max(0, nowMs - Math.max(bucket.at, bucket.closedUntil)) / 1000
  const isNear = ceiling !== null && perSecond > ceiling * NEAR_CEILING && perSecond < ceiling * ABOVE_CEILING
  const grown = perSecond * (1 + (!isNear ? RECOVERY_PER_SECOND : PROBING_PER_SECOND)) ** seconds
  if (grown < (declared ?? UNLIMITED_PER_SECOND)) return { ...bucket, perSecond: grown }
  return { ...bucket, perSecond: null, ceiling: null }
}

/** Nothing is asked for so long. Counting begins anew after it, so that the pause does not look like a slow rate. */
export const close = (bucket: Bucket, nowMs: number, waitMs: number, isSilent: boolean): Bucket => ({
  ...bucket,
  closedUntil: Math.max(bucket.closedUntil, nowMs + waitMs),
  isSilent: nowMs + waitMs > bucket.closedUntil ? isSilent : bucket.isSilent,
  counted: 0,
  countedSince: Math.max(bucket.closedUntil, nowMs + waitMs),
})

/** Keeps to less than what was just too much. */
export function lower(bucket: Bucket, declared: number | null, nowMs: number): Bucket {
  // A rate that was learned is what was kept to; only the first refusal has to be measured.
  const ceiling =
    bucket.perSecond ?? Math.min(declared ?? Infinity, measureRate(bucket, nowMs) ?? FIRST_GUESS_PER_SECOND)
  const isFar = bucket.perSecond === null || nowMs - bucket.loweredAt < SOON_MS
  const perSecond = Math.max(SLOWEST_PER_SECOND, ceiling * (isFar ? 0.5 : NEAR_CEILING))
  return { ...bucket, perSecond, ceiling, loweredAt: nowMs, tokens: 0 }
}

/** Takes over the tracker's own count. */
export const adopt = (
  bucket: Bucket,
  { perSecond, burst, remaining }: { readonly perSecond: number; readonly burst: number; readonly remaining: number },
  nowMs: number,
): Bucket => ({
  ...bucket,
  perSecond: perSecond * TOLD_SHARE,
  told: { burst, until: nowMs + TOLD_FOR_MS },
  tokens: Math.min(bucket.told === null ? remaining : bucket.tokens, remaining),
})

/** Notes requests that the tracker has answered: what the rate is measured by. */
export function count(bucket: Bucket, nowMs: number): Bucket {
  const isOld = nowMs - bucket.countedSince > 2_000
  return isOld
    ? { ...bucket, counted: Math.ceil(bucket.counted / 2) + 1, countedSince: (bucket.countedSince + nowMs) / 2 }
    : { ...bucket, counted: bucket.counted + 1 }
}

function measureRate({ counted, countedSince }: Bucket, nowMs: number): number | null {
  const elapsedMs = nowMs - countedSince
  return elapsedMs < MEASURED_AFTER_MS || counted < 3 ? null : (counted * 1000) / elapsedMs
}
