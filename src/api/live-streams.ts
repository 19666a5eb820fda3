import { listStandingSessions } from '../store/access/sessions.ts'
import { listStandingTokens } from '../store/access/tokens.ts'
import { type ChangePosition, readPosition, writePosition } from './change-position.ts'
import type { Dependencies } from './dependencies.ts'
import { type EventStream, openEventStream } from './event-stream.ts'
import { ANYTHING, type Following, followChanges, listMissed } from './follow-changes.ts'

const LOOK_EVERY_MS = 1_000
const BEAT_EVERY_MS = 15_000
/** Of one process; each is a socket, and a page has one. */
export const MOST_STREAMS = 200
/** Marks are kept for an hour: who could not look for so long, because the machine slept, may have missed some. */
const LONGEST_SILENCE_MS = 600_000

/** What the client showed, by which it is told for as long as that stands. */
export interface Listener {
  readonly tokenId: string
  readonly sessionId: string | null
  /** Up to where it knows what changed, as it says itself; null: it will ask for everything. */
  readonly since: string | null
}

export interface LiveStreams {
  /** A stream that tells of all that is committed after its first event, or since `since`; null when there are too many. */
  readonly join: (listener: Listener) => Promise<EventStream | null>
  /** Closes all of them, and waits for the look that is under way. */
  readonly close: () => Promise<void>
}

/** Everybody who listens to this process, and the one look at the database for all of them, made while somebody listens. */
export function openLiveStreams({ db, now, log }: Pick<Dependencies, 'db' | 'now' | 'log'>): LiveStreams {
  const streams = new Map<EventStream, Listener>()
  let joining = 0
  let beginning: Promise<void> | null = null
  let looking: Promise<void> | null = null
  let timers: readonly NodeJS.Timeout[] = []
  let isBehind = false
  let isClosed = false
  let lookedAt = 0
  let position = ''

  const warn =
    (what: string) =>
    (error: unknown): null => {
      const message = error instanceof Error ? error.message : String(error)
      log.warn({ message }, `could not look for changes; ${what}`)
      return null
    }

  async function begin(): Promise<void> {
    const atMs = now().getTime()
    const follow = await followChanges(db)
    position = writePosition({ atMs, snapshot: follow.snapshot() })
    lookedAt = atMs
    isBehind = false
    const lookOnce = (): void => {
      looking ??= look(follow).finally(() => {
        looking = null
      })
    }
    const beat = (): void => {
      for (const stream of streams.keys()) stream.beat()
    }
    timers = [setInterval(lookOnce, LOOK_EVERY_MS), setInterval(beat, BEAT_EVERY_MS)]
  }

  function endWithoutListeners(): void {
    if (streams.size > 0 || joining > 0) return
    for (const timer of timers) clearInterval(timer)
    beginning = null
  }

  async function look(follow: Following): Promise<void> {
    const at = now().getTime()
    try {
      const changes = await follow.next()
      position = writePosition({ atMs: at, snapshot: follow.snapshot() })
      await endStrangers()
      const isComplete = !isBehind && at - lookedAt < LONGEST_SILENCE_MS
      for (const changed of isComplete ? changes : [ANYTHING]) {
        for (const stream of streams.keys()) stream.tell('changed', changed, position)
      }
      isBehind = false
      lookedAt = at
    } catch (error) {
      if (!isBehind) warn('pages that are open are told later')(error)
      isBehind = true
    }
  }

  async function tellMissed(stream: EventStream, from: ChangePosition | null): Promise<void> {
    const atMs = now().getTime()
    const isKept = from !== null && atMs - from.atMs < LONGEST_SILENCE_MS
    const missed = isKept
      ? await listMissed(db, from.snapshot).catch(warn('pages that are open ask for everything'))
      : null
    const known = missed === null ? position : writePosition({ atMs, snapshot: missed.snapshot })
    for (const changed of missed?.changes ?? [ANYTHING]) stream.tell('changed', changed, known)
  }

  /** Who signed out, whose session has expired, whose token was revoked. */
  async function endStrangers(): Promise<void> {
    const asked = [...streams]
    const sessions = asked.flatMap(([, { sessionId }]) => sessionId ?? [])
    const tokens = asked.flatMap(([, { tokenId, sessionId }]) => (sessionId === null ? tokenId : []))
    const standing = new Set([
      ...(sessions.length === 0 ? [] : await listStandingSessions(db, sessions)),
      ...(tokens.length === 0 ? [] : await listStandingTokens(db, tokens)),
    ])
    for (const [stream, { tokenId, sessionId }] of asked) if (!standing.has(sessionId ?? tokenId)) stream.end()
  }

  return {
    async join(listener) {
      if (streams.size + joining >= MOST_STREAMS) return null
      joining += 1
      try {
        beginning ??= begin().catch((error: unknown) => {
          beginning = null
          throw error
        })
        await beginning
      } finally {
        joining -= 1
      }
      const stream = openEventStream()
      streams.set(stream, listener)
      stream.body.once('close', () => {
        streams.delete(stream)
        endWithoutListeners()
      })
      const from = listener.since === null ? null : readPosition(listener.since)
      // Whoever is cut off before the next event has missed the same as now.
      stream.tell('hello', { at: now().toISOString() }, from === null ? position : writePosition(from))
      if (listener.since !== null) await tellMissed(stream, from)
      if (isClosed) stream.body.destroy()
      return stream
    },
    async close() {
      isClosed = true
      // Not ended: one that nobody reads would keep the process from ending.
      for (const stream of streams.keys()) stream.body.destroy()
      await beginning
      await looking
    },
  }
}
