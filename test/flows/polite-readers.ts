import { setTimeout as pause } from 'node:timers/promises'
import { RateLimitedError } from '../../connectors/errors.ts'
import type { JobContext, OpenedConnection } from '../../jobs/job.ts'
import type { Queryable } from '../../src/store/database.ts'
import { openWorkplace } from './connections.ts'

/** A process that asks a tracker the same again and again, and waits when it is told to, as its jobs would. */
export interface PoliteReader {
  readonly stop: () => Promise<void>
  /** How long it was sent away for, each time. */
  readonly sentAwayForMs: readonly number[]
}

type Ask = (opened: OpenedConnection) => Promise<unknown>

export async function startReader(
  db: Queryable,
  connectionId: string,
  ask: Ask,
  { atOnce = 1, isUrgent = false } = {},
): Promise<PoliteReader> {
  // Each has a part of its own, like another process: it shares nothing but the database.
  const { context } = await openWorkplace(db)
  const stop = new AbortController()
  const sentAwayForMs: number[] = []
  const opened = await context.open(connectionId, stop.signal, isUrgent)
  const reading = Array.from({ length: atOnce }, () => readOn(opened, ask, context, stop.signal, sentAwayForMs))
  return {
    sentAwayForMs,
    stop: async () => {
      stop.abort()
      await Promise.all(reading)
      await opened.source.close()
    },
  }
}

async function readOn(
  opened: OpenedConnection,
  ask: Ask,
  { now }: JobContext,
  signal: AbortSignal,
  sentAwayForMs: number[],
): Promise<void> {
  while (!signal.aborted) {
    try {
      await ask(opened)
    } catch (error) {
      if (signal.aborted) return
      if (!(error instanceof RateLimitedError)) throw error
      sentAwayForMs.push(error.retryAfterMs)
      const until = now().getTime() + error.retryAfterMs
      await pause(until - now().getTime(), undefined, { signal }).catch(() => {})
    }
  }
}

export async function drain(list: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of list);
}
