import { randomUUID } from 'node:crypto'
import { Value } from 'typebox/value'
import type { SourceIo, TrackerLimits } from '../connectors/connector.ts'
import type { Queryable } from '../src/store/database.ts'
import { changeRateShare } from '../src/store/rate-shares.ts'
import { ALL, Budget, openBudget, settle } from './rate-budget.ts'
import { createTurns, type Exchange, type Reader, type Turns } from './rate-turns.ts'

/** One process's part of what the trackers bear. Held by the process, so that its readers of a connection share one part. */
export interface RateShares {
  join(connectionId: string, limits: TrackerLimits, reader: Reader): JoinedShare
}

export interface JoinedShare extends Pick<SourceIo, 'takeTurn' | 'onRequest'> {
  /** What was not used goes back to the others. */
  leave(): Promise<void>
}

export function createRateShares(db: Queryable): RateShares {
  const open = new Map<string, Turns>()
  return {
    join(connectionId, limits, reader) {
      const turns = open.get(connectionId) ?? createTurns(shareThrough(db, connectionId, limits))
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
function shareThrough(db: Queryable, connectionId: string, limits: TrackerLimits): Exchange {
  const holder = randomUUID()
  return (report, counts) =>
    changeRateShare(db, connectionId, counts, (stored, nowMs) => {
      // A budget of another version of Milepost is learned anew.
      const known = Value.Check(Budget, stored) ? stored : openBudget(limits, nowMs)
      const { budget, grant } = settle(known, { ...report, holder }, { nowMs, limits, random: Math.random })
      return { budget, closedForMs: grant.closed[ALL]?.forMs ?? null, result: grant }
    })
}
