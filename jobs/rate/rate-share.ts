import { randomUUID } from 'node:crypto'
import { Value } from 'typebox/value'
import type { SourceIo, TrackerLimits } from '../../connectors/connector.ts'
import type { Queryable } from '../../src/store/database.ts'
import { changeRateShare } from '../../src/store/sync/rate-shares.ts'
import { ALL, Budget, openBudget, settle } from './rate-budget.ts'
import { createTurns, type Exchange, type Reader, type Turns } from './rate-turns.ts'

/** One process's part of what the trackers bear. Held by the process, so that its readers of a connection share one part. */
export interface RateShares {
  join(connectionId: string, limits: TrackerLimits, reader: Reader): JoinedShare
  /** Another process has heard something; without this it is known here half a second later. */
  hear(news: string): void
}

export interface JoinedShare extends Pick<SourceIo, 'takeTurn' | 'onRequest'> {
  /** What was not used goes back to the others. */
  leave(): Promise<void>
}

export function createRateShares(db: Queryable): RateShares {
  const open = new Map<string, Turns>()
  const self = randomUUID()
  return {
    hear(news) {
      const [connectionId = '', by] = news.split(' ')
      if (by !== self) open.get(connectionId)?.hearNews()
    },
    join(connectionId, limits, reader) {
      const turns = open.get(connectionId) ?? createTurns(shareThrough(db, connectionId, limits, self))
      open.set(connectionId, turns)
      turns.join(reader)
      return {
        takeTurn: endpointClass => turns.take(reader, endpointClass),
        onRequest: note => turns.note(reader, note),
        leave: async () => {
          if ((await turns.leave(reader)) && open.get(connectionId) === turns) open.delete(connectionId)
        },
      }
    },
  }
}

/** The shared budget is in Postgres, whatever runs the queue: one place, the same for all processes. */
function shareThrough(db: Queryable, connectionId: string, limits: TrackerLimits, self: string): Exchange {
  const holder = randomUUID()
  return (report, counts) =>
    changeRateShare(db, connectionId, counts, (stored, nowMs) => {
      // A budget of another version of Milepost is learned anew.
      const known = Value.Check(Budget, stored) ? stored : openBudget(limits, nowMs)
      const { budget, grant } = settle(known, { ...report, holder }, { nowMs, limits, random: Math.random })
      const isNews = report.heard.some(({ limit }) => limit?.waitMs !== undefined || limit?.strain !== undefined)
      const news = isNews ? `${connectionId} ${self}` : null
      return { budget, closedForMs: grant.closed[ALL]?.forMs ?? null, news, result: grant }
    })
}
