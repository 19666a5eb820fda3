import { setTimeout as pause } from 'node:timers/promises'
import type { StreamKey } from '../../src/store/sync/sync-cursors.ts'
import { endDivision, isDivided, saveDivision } from '../../src/store/sync/sync-parts.ts'
import type { Scope } from '../../src/work/raw-record.ts'
import { LaterError } from '../later.ts'
import { concludeStream } from './conclude-stream.ts'
import type { Pass } from './pass.ts'
import { joinPulled, type Pulled } from './pulled.ts'
import { readOpenParts } from './read-open-parts.ts'

/** How many more jobs are asked to help; a job that finds nothing left to read ends at once. */
const HELPERS = 3
const LOOK_AGAIN_MS = 2_000
/**
 * The last part that another reads takes seconds (8 pages of 1,000 revisions: 4 s); leaving costs more of them, and asks once
 * more who is who and what there is.
 */
const STAY_MS = 8_000
const LOOK_WHILE_STAYING_MS = 100

/**
 * The first reading of a stream, shared out: the parts stand in Postgres, and every worker that is rung for takes those
 * that nobody holds. Null when the tracker has no way to divide this stream. Throws LaterError while others still read.
 */
export async function pullInParts(pass: Pass, scope: Scope, key: StreamKey): Promise<Pulled | null> {
  const { db, connectionId, source } = pass
  if (!(await isDivided(db, key))) {
    const dividedAt = pass.now().toISOString()
    const division = (await source.divide?.(key.stream, scope)) ?? null
    if (division === null || division.parts.length < 2) return null
    await saveDivision(db, key, division, dividedAt)
  }
  for (let helper = 1; helper <= HELPERS; helper += 1) {
    await pass.enqueue('read-parts', { connectionId }, { deduplicate: `parts-${connectionId}-${helper}` })
  }
  const conclude = (): Promise<boolean> =>
    concludeStream(pass, key, async tx => {
      const startedAt = await endDivision(tx, key)
      return startedAt === null ? null : { startedAt, fromBeginning: true, goesOn: true }
    })
  let pulled = await readOpenParts(pass, key)
  for (let stayedMs = 0; !(await conclude()); stayedMs += LOOK_WHILE_STAYING_MS) {
    if (stayedMs >= STAY_MS || pass.signal.aborted)
      throw new LaterError('other workers still read parts of this', LOOK_AGAIN_MS)
    await pause(LOOK_WHILE_STAYING_MS)
    pulled = joinPulled(pulled, await readOpenParts(pass, key))
  }
  return pulled
}
