import type { RequestNote } from '../../connectors/connector.ts'
import type { RateLimitedError } from '../../connectors/errors.ts'
import { ALL, type Grant, type Heard, type Report } from './rate-budget.ts'
import { busy, leftAlone, notTold, stoppedWaiting, tooSlow } from './turn-refusals.ts'

/** One reader of a connection in this process. */
export interface Reader {
  /** Somebody waits for it: it goes before the others. */
  readonly isUrgent: boolean
  readonly signal: AbortSignal
}

export interface Turns {
  join(reader: Reader): void
  /** Resolves when the request may be made; each turn ends with a note. */
  take(reader: Reader, endpointClass: string): Promise<void>
  note(reader: Reader, note: RequestNote): void
  /** The shared budget has changed: nothing is asked before it was read. */
  hearNews(): void
  /** Gives everything back after the last reader; true when there is none any more. */
  leave(reader: Reader): Promise<boolean>
}

export interface Counts {
  readonly requests: number
  readonly limited: number
  readonly waitedMs: number
}

export type Exchange = (report: Omit<Report, 'holder'>, counts: Counts) => Promise<Grant>

interface Waiter {
  readonly reader: Reader
  readonly endpointClass: string
  readonly since: number
  readonly go: () => void
  readonly fail: (error: Error) => void
}

/** What was granted counts for so long; what another process has heard of the tracker is known here after half of it. */
const GRANT_MS = 500
const RENEW_MS = 250
/** However late it arrives: after 5 s it is given to others. */
const LONGEST_GRANT_MS = 4_000
/** While nothing is heard and nobody waits: one slow request should not cost four statements a second. */
const QUIET_RENEW_MS = 1_000
/** No worker sleeps longer than this; its job goes back to the queue. */
const PATIENCE_MS = 2_000
/**
 * The reader that came first waits longer for the requests of others and for a slow pace: if all gave up, each would read
 * the same page again and again and none would get on.
 */
const FIRST_PATIENCE_MS = 20_000
const SHORTEST_TIMER_MS = 20

/** Hands a process's part of a connection's budget to its readers; the part itself is got through `exchange`. */
export function createTurns(exchange: Exchange, now: () => number = () => performance.now()): Turns {
  const readers = new Set<Reader>()
  let waiters: readonly Waiter[] = []
  let underWay = 0
  const open = new Map<string, number>()
  let slots = 0
  let isCut = false
  let tokens = new Map<string, { count: number | null; nextAt: number }>()
  const closed = new Map<string, { until: number; isSilent: boolean }>()
  let heard: readonly (Omit<Heard, 'agoMs'> & { readonly at: number })[] = []
  let counts = { requests: 0, limited: 0, waitedMs: 0 }
  let used = new Map<string, number>()
  let exchangedAt = Number.NEGATIVE_INFINITY
  let validUntil = Number.NEGATIVE_INFINITY
  let exchanging: Promise<void> | null = null
  /** What was heard changes what is granted: nothing is asked before it was told. */
  let mustTell = false
  let timer: NodeJS.Timeout | undefined

  const listInOrder = (): readonly Waiter[] => {
    const order = [...readers]
    const rank = ({ reader }: Waiter): number => (reader.isUrgent ? 0 : order.length) + order.indexOf(reader)
    return waiters.toSorted((a, b) => rank(a) - rank(b) || a.since - b.since)
  }

  const remove = (waiter: Waiter): void => {
    waiters = waiters.filter(each => each !== waiter)
    counts = { ...counts, waitedMs: counts.waitedMs + (now() - waiter.since) }
  }

  /** When to look again; infinity when it was served, or sent away. */
  function serveOne(waiter: Waiter, isFirst: boolean): number {
    const at = now()
    const giveUp = (error: RateLimitedError): number => {
      remove(waiter)
      waiter.fail(error)
      return Number.POSITIVE_INFINITY
    }
    const patience = isFirst ? FIRST_PATIENCE_MS : PATIENCE_MS
    for (const name of [ALL, waiter.endpointClass]) {
      const shut = closed.get(name)
      if (shut === undefined || shut.until <= at) continue
      if (shut.until - at > PATIENCE_MS || shut.until - waiter.since > patience)
        return giveUp(leftAlone(shut.until - at, shut.isSilent))
      return shut.until
    }
    if (mustTell || validUntil <= at) return at
    const waited = at - waiter.since
    if (underWay >= slots) {
      if (!isCut) return at
      if (waited < (slots > 0 ? patience : PATIENCE_MS)) return exchangedAt + RENEW_MS
      return giveUp(busy())
    }
    const needed = [ALL, waiter.endpointClass].map(name => tokens.get(name))
    for (const each of needed) {
      if (each === undefined) return at
      if (each.count === null || each.count >= 1) continue
      if (waited < patience) return each.nextAt
      return giveUp(tooSlow(each.nextAt - at))
    }
    for (const each of needed) if (each?.count != null) each.count -= 1
    used.set(waiter.endpointClass, (used.get(waiter.endpointClass) ?? 0) + 1)
    open.set(waiter.endpointClass, (open.get(waiter.endpointClass) ?? 0) + 1)
    underWay += 1
    remove(waiter)
    waiter.go()
    return Number.POSITIVE_INFINITY
  }

  function serve(): void {
    clearTimeout(timer)
    let wake = mustTell ? now() : Number.POSITIVE_INFINITY
    const inOrder = listInOrder()
    for (const waiter of inOrder) wake = Math.min(wake, serveOne(waiter, waiter.reader === inOrder[0]?.reader))
    const isBusy = waiters.length > 0 || heard.length > 0
    if (isBusy) wake = Math.min(wake, exchangedAt + RENEW_MS)
    else if (underWay > 0) wake = exchangedAt + QUIET_RENEW_MS
    if (wake === Number.POSITIVE_INFINITY || readers.size === 0) return
    const inMs = wake - now()
    if (inMs <= 0) renew()
    else timer = setTimeout(renew, Math.max(inMs, SHORTEST_TIMER_MS))
  }

  function renew(): void {
    clearTimeout(timer)
    exchanging ??= exchangeOnce().finally(() => {
      exchanging = null
      serve()
    })
  }

  async function exchangeOnce(): Promise<void> {
    const at = now()
    const isLeaving = readers.size === 0
    const sent = heard
    const sentCounts = counts
    const asked = listWanted()
    heard = []
    counts = { requests: 0, limited: 0, waitedMs: 0 }
    used = new Map()
    exchangedAt = at
    mustTell = false
    try {
      const grant = await exchange(
        {
          underWay,
          held: validUntil > at ? Math.max(slots, underWay) : underWay,
          waiting: waiters.length,
          isUrgent: waiters.some(({ reader }) => reader.isUrgent),
          wants: asked,
          heard: sent.map(({ at: heardAt, ...each }) => ({ ...each, agoMs: at - heardAt })),
          isLeaving,
        },
        sentCounts,
      )
      adopt(grant, at)
    } catch (error) {
      heard = [...sent, ...heard]
      counts = {
        requests: counts.requests + sentCounts.requests,
        limited: counts.limited + sentCounts.limited,
        waitedMs: counts.waitedMs + sentCounts.waitedMs,
      }
      for (const waiter of waiters) waiter.fail(notTold(error))
      waiters = []
    }
  }

  /** What waits, and as much again as was used of late, so that a steady reader is not stopped for each request. */
  function listWanted(): Record<string, number> {
    const wanted: Record<string, number> = {}
    const add = (name: string, count: number): void => {
      wanted[name] = (wanted[name] ?? 0) + count
    }
    for (const [name, count] of used) add(name, Math.ceil(count * 1.5))
    for (const { endpointClass } of waiters) add(endpointClass, 1)
    add(
      ALL,
      Object.values(wanted).reduce((sum, count) => sum + count, 0),
    )
    for (const name of Object.keys(wanted)) add(name, -Math.min(wanted[name] ?? 0, tokens.get(name)?.count ?? 0))
    return wanted
  }

  function adopt(grant: Grant, askedAt: number): void {
    const at = now()
    slots = grant.slots
    isCut = grant.isCut
    validUntil = Math.min(at + GRANT_MS, askedAt + LONGEST_GRANT_MS)
    const taken = new Map<string, { count: number | null; nextAt: number }>()
    for (const [name, { count, nextInMs }] of Object.entries(grant.tokens)) {
      const left = tokens.get(name)?.count ?? 0
      taken.set(name, {
        count: count === null ? null : left + count,
        nextAt: at + Math.max(nextInMs, SHORTEST_TIMER_MS),
      })
    }
    tokens = taken
    for (const [name, { forMs, isSilent }] of Object.entries(grant.closed)) shut(name, at + forMs, isSilent)
  }

  function shut(name: string, until: number, isSilent: boolean): void {
    if ((closed.get(name)?.until ?? 0) < until) closed.set(name, { until, isSilent })
  }

  return {
    join: reader => {
      readers.add(reader)
    },
    take: (reader, endpointClass) =>
      new Promise<void>((go, fail) => {
        const stop = (): void => {
          if (waiters.includes(waiter)) remove(waiter)
          fail(stoppedWaiting())
        }
        const settled = (): void => reader.signal.removeEventListener('abort', stop)
        const waiter: Waiter = {
          reader,
          endpointClass,
          since: now(),
          go: () => {
            settled()
            go()
          },
          fail: error => {
            settled()
            fail(error)
          },
        }
        waiters = [...waiters, waiter]
        reader.signal.addEventListener('abort', stop, { once: true })
        if (reader.signal.aborted) stop()
        else serve()
      }),
    note: (reader, { endpointClass, status, rateLimited, durationMs, limit }) => {
      const taken = open.get(endpointClass) ?? 0
      // Made without a turn: a request to where credentials are proven, not to the tracker.
      if (taken === 0) return
      open.set(endpointClass, taken - 1)
      underWay -= 1
      counts = {
        ...counts,
        requests: counts.requests + 1,
        limited: counts.limited + (rateLimited ? 1 : 0),
      }
      // A request that we stopped ourselves says nothing about the tracker.
      if (status !== null || !reader.signal.aborted) {
        heard = [...heard, { endpointClass, status, durationMs, at: now(), ...(limit === undefined ? {} : { limit }) }]
        const name = limit?.scope === 'connection' ? ALL : endpointClass
        if (limit?.waitMs != null) shut(name, now() + limit.waitMs, false)
        // For how long, and with how much at once we go on, the shared budget says; and the others have to know.
        mustTell ||= limit?.waitMs !== undefined || limit?.strain !== undefined
      }
      serve()
    },
    hearNews: () => {
      mustTell = true
      serve()
    },
    leave: async reader => {
      readers.delete(reader)
      for (const waiter of waiters.filter(each => each.reader === reader)) {
        remove(waiter)
        waiter.fail(stoppedWaiting())
      }
      if (readers.size > 0) return false
      clearTimeout(timer)
      await exchanging
      // When the database cannot be told, the part lapses by itself.
      if (exchangedAt > Number.NEGATIVE_INFINITY && readers.size === 0) renew()
      await exchanging
      return readers.size === 0
    },
  }
}
