import { type Static, Type } from 'typebox'
import type { LimitNotice, TrackerLimits } from '../../connectors/connector.ts'
import { adopt, Bucket, close, count, lower, openBucket, rateOf, refill } from './rate-bucket.ts'

/** What a connection's workers share, as stored: what its tracker bears, and who of them has taken which part of it. */
export const Budget = Type.Object({
  /** By endpoint class. */
  buckets: Type.Record(Type.String(), Bucket),
  atOnce: Type.Object({ allowed: Type.Integer(), changedAt: Type.Number() }),
  holders: Type.Record(
    Type.String(),
    Type.Object({
      slots: Type.Integer(),
      /** It has fewer than it could use. */
      isShort: Type.Boolean(),
      /** Somebody waits at a worker for what these requests bring. */
      isUrgent: Type.Boolean(),
      until: Type.Number(),
    }),
  ),
})
export type Budget = Static<typeof Budget>

/** The bucket that every request of the connection counts in. */
export const ALL = ''

/** What one process has seen and wants. */
export interface Report {
  readonly holder: string
  readonly underWay: number
  /** Requests that may be under way by the time the grant arrives: what was granted before still counts until then. */
  readonly held: number
  readonly waiting: number
  readonly isUrgent: boolean
  /** Tokens that are missing, by endpoint class; 0 to learn only what is closed. */
  readonly wants: Readonly<Record<string, number>>
  readonly heard: readonly Heard[]
  readonly isLeaving: boolean
}

/** An answer, or its absence. */
export interface Heard {
  readonly endpointClass: string
  /** How long before the report. */
  readonly agoMs: number
  readonly durationMs: number
  readonly status: number | null
  readonly limit?: LimitNotice
}

export interface Grant {
  /** Requests that may be under way at once. */
  readonly slots: number
  /** Fewer than could be used. */
  readonly isCut: boolean
  /** Tokens for each wanted class, and in how long there is one more; null tokens: not counted. */
  readonly tokens: Readonly<Record<string, { readonly count: number | null; readonly nextInMs: number }>>
  readonly closed: Readonly<Record<string, { readonly forMs: number; readonly isSilent: boolean }>>
}

export interface Settling {
  readonly nowMs: number
  readonly limits: TrackerLimits
  /** 0 to 1. */
  readonly random: () => number
}

/** A process that has not been heard of for so long has let go of its part. */
const HOLD_MS = 5_000
/** One more at once after so long without strain. */
const GROWS_EVERY_MS = 10_000
/** Without a time from the tracker: 2, 4, 8, 16, 30 s (https://developer.atlassian.com/cloud/jira/platform/rate-limiting/). */
const FIRST_PAUSE_MS = 2_000
const LONGEST_PAUSE_MS = 30_000
const FIRST_SILENT_PAUSE_MS = 15_000
const LONGEST_SILENT_PAUSE_MS = 300_000
/** A longer pause is a used-up quota and says nothing about the pace. */
const PACE_PAUSE_MS = 60_000
/** No answer after this is a tracker that hangs, rather than a connection that broke. */
const HANGS_AFTER_MS = 20_000

export const openBudget = ({ concurrency }: TrackerLimits, nowMs: number): Budget => ({
  buckets: {},
  atOnce: { allowed: concurrency, changedAt: nowMs },
  holders: {},
})

/** Takes in what one process has heard, and gives it its part. Pure: the clock is the database's, read under its lock. */
export function settle(stored: Budget, report: Report, settling: Settling): { budget: Budget; grant: Grant } {
  const budget = structuredClone(stored)
  const { nowMs, limits } = settling
  for (const [id, { until }] of Object.entries(budget.holders)) if (until <= nowMs) delete budget.holders[id]
  for (const name of [ALL, ...Object.keys(report.wants), ...report.heard.map(each => each.endpointClass)]) {
    budget.buckets[name] ??= openBucket(nowMs, declaredOf(name, limits))
  }
  for (const [name, bucket] of Object.entries(budget.buckets)) {
    budget.buckets[name] = refill(bucket, declaredOf(name, limits), nowMs)
  }
  for (const heard of report.heard) hear(budget, heard, settling)
  growAtOnce(budget, limits, nowMs)
  const slots = grantSlots(budget, report, nowMs)
  const tokens = grantTokens(budget, report, limits)
  return { budget, grant: { ...slots, tokens, closed: listClosed(budget, nowMs) } }
}

const declaredOf = (name: string, { perSecond }: TrackerLimits): number | null => (name === ALL ? null : perSecond)

function change(budget: Budget, name: string, by: (bucket: Bucket) => Bucket): void {
  const bucket = budget.buckets[name]
  if (bucket !== undefined) budget.buckets[name] = by(bucket)
}

function hear(budget: Budget, heard: Heard, settling: Settling): void {
  const { nowMs, limits, random } = settling
  const answeredAt = nowMs - heard.agoMs
  const askedAt = answeredAt - heard.durationMs
  const { status, limit, endpointClass } = heard
  for (const name of [ALL, endpointClass]) change(budget, name, bucket => count(bucket, answeredAt))
  if (status === null && heard.durationMs >= HANGS_AFTER_MS) {
    // Until it answers again one request at a time is enough to find out.
    restrainTo(budget, 1, nowMs)
    const pause = { first: FIRST_SILENT_PAUSE_MS, longest: LONGEST_SILENT_PAUSE_MS, isSilent: true }
    change(budget, ALL, bucket => refuse(bucket, { askedAt, answeredAt, waitMs: null, random }, pause))
  }
  if (status === 200) {
    for (const name of [ALL, endpointClass]) {
      change(budget, name, bucket => (askedAt >= bucket.refusedAt ? { ...bucket, refusals: 0 } : bucket))
    }
  }
  if (limit === undefined) return
  const name = limit.scope === 'connection' ? ALL : endpointClass
  if (limit.refill !== undefined) {
    const told = limit.refill
    change(budget, name, bucket => adopt(bucket, told, nowMs))
  }
  if (limit.strain === 'held_back') restrainTo(budget, 1, nowMs)
  if (limit.strain === 'near' && askedAt >= budget.atOnce.changedAt)
    restrainTo(budget, Math.ceil(budget.atOnce.allowed / 2), nowMs)
  const { waitMs } = limit
  if (waitMs === undefined) return
  if (status === 200) {
    change(budget, name, bucket => close(bucket, answeredAt, waitMs ?? FIRST_PAUSE_MS, false))
    return
  }
  change(budget, name, bucket => {
    const isPace = isAfter(bucket, askedAt) && (waitMs ?? 0) <= PACE_PAUSE_MS && bucket.told === null
    const slower = isPace ? lower(bucket, declaredOf(name, limits), answeredAt) : bucket
    const pause = { first: FIRST_PAUSE_MS, longest: LONGEST_PAUSE_MS, isSilent: false }
    return refuse(slower, { askedAt, answeredAt, waitMs, random }, pause)
  })
}

function refuse(
  bucket: Bucket,
  {
    askedAt,
    answeredAt,
    waitMs,
    random,
  }: {
    readonly askedAt: number
    readonly answeredAt: number
    readonly waitMs: number | null
    readonly random: () => number
  },
  { first, longest, isSilent }: { readonly first: number; readonly longest: number; readonly isSilent: boolean },
): Bucket {
  const isNew = isAfter(bucket, askedAt)
  const refusals = bucket.refusals + (isNew ? 1 : 0)
  const growing = Math.min(longest, first * 2 ** (refusals - 1)) * (0.7 + 0.6 * random())
  // The tracker's time is the least; refused again right after it, more than that.
  const pauseMs = waitMs === null ? growing : refusals > 1 ? Math.max(waitMs, growing) : waitMs
  const closed = isNew || waitMs !== null ? close(bucket, answeredAt, pauseMs, isSilent) : bucket
  return { ...closed, refusals, refusedAt: isNew ? answeredAt : bucket.refusedAt }
}

/** What was under way together is refused together, as is what left before its process had heard: all that counts once. */
const isAfter = ({ refusedAt, closedUntil }: Bucket, askedAt: number): boolean =>
  askedAt >= Math.max(refusedAt, closedUntil)

function restrainTo(budget: Budget, allowed: number, nowMs: number): void {
  budget.atOnce = { allowed: Math.max(1, Math.min(allowed, budget.atOnce.allowed)), changedAt: nowMs }
}

function growAtOnce(budget: Budget, { concurrency }: TrackerLimits, nowMs: number): void {
  const { allowed, changedAt } = budget.atOnce
  const steps = Math.floor((nowMs - changedAt) / GROWS_EVERY_MS)
  if (allowed > concurrency) budget.atOnce = { allowed: concurrency, changedAt: nowMs }
  else if (allowed < concurrency && steps > 0)
    budget.atOnce = { allowed: Math.min(concurrency, allowed + steps), changedAt: nowMs }
}

function grantSlots(budget: Budget, report: Report, nowMs: number): Pick<Grant, 'slots' | 'isCut'> {
  const { holder, underWay, waiting } = report
  delete budget.holders[holder]
  if (report.isLeaving) return { slots: 0, isCut: true }
  const { allowed } = budget.atOnce
  const others = Object.values(budget.holders)
  const free = allowed - others.reduce((sum, { slots }) => sum + slots, 0)
  const fair = others.some(({ isShort }) => isShort) ? Math.max(1, Math.floor(allowed / (others.length + 1))) : allowed
  const yielded = report.isUrgent ? 0 : others.filter(({ isUrgent, slots }) => isUrgent && slots === 0).length
  const wanted = underWay + waiting + 2
  const slots = Math.max(0, Math.min(wanted, free, fair, allowed - yielded))
  budget.holders[holder] = {
    slots: Math.max(slots, report.held),
    isShort: slots < underWay + waiting,
    isUrgent: report.isUrgent && slots < underWay + waiting,
    until: nowMs + HOLD_MS,
  }
  return { slots, isCut: slots < wanted }
}

function grantTokens(budget: Budget, report: Report, limits: TrackerLimits): Grant['tokens'] {
  const others = Object.entries(budget.holders).filter(([id]) => id !== report.holder)
  const yielded = report.isUrgent ? 0 : others.filter(([, { isUrgent }]) => isUrgent).length
  const granted: Record<string, { count: number | null; nextInMs: number }> = {}
  for (const [name, wanted] of Object.entries({ [ALL]: 0, ...report.wants })) {
    const bucket = budget.buckets[name]
    if (bucket === undefined) continue
    const rate = rateOf(bucket, declaredOf(name, limits))
    if (rate === null) {
      granted[name] = { count: null, nextInMs: 0 }
      continue
    }
    const share = Math.ceil(bucket.tokens / (others.length + 1))
    const given = Math.max(0, Math.min(wanted, share, Math.floor(bucket.tokens - yielded)))
    bucket.tokens -= given
    const missing = Math.max(0, 1 + yielded - bucket.tokens)
    granted[name] = { count: given, nextInMs: Math.ceil((missing * 1000) / rate) }
  }
  return granted
}

function listClosed(budget: Budget, nowMs: number): Grant['closed'] {
  const closed = Object.entries(budget.buckets).filter(([, { closedUntil }]) => closedUntil > nowMs)
  return Object.fromEntries(
    closed.map(([name, { closedUntil, isSilent }]) => [name, { forMs: closedUntil - nowMs, isSilent }]),
  )
}
