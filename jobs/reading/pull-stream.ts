import { CursorExpiredError } from '../../connectors/errors.ts'
import { findCursor, forgetCursor, isComplete, type StreamKey, saveCursor } from '../../src/store/sync/sync-cursors.ts'
import { endProgress } from '../../src/store/sync/sync-progress.ts'
import type { Scope, Stream } from '../../src/work/raw-record.ts'
import { concludeStream } from './conclude-stream.ts'
import type { Pass } from './pass.ts'
import { pullInParts } from './pull-in-parts.ts'
import { joinPulled, NOTHING_PULLED, type Pulled } from './pulled.ts'
import { readPages } from './read-pages.ts'
import type { Unit } from './store-page.ts'

/**
 * Reads one stream of one scope from its cursor to its end. A stream that was never read may be shared out in parts, if the
 * tracker has a way to; any worker takes part in that.
 */
export async function pullStream(pass: Pass, scope: Scope, stream: Stream): Promise<Pulled> {
  const { db, connectionId, lease } = pass
  const key: StreamKey = { connectionId, scopeExternalId: scope.externalId, stream }
  let cursor = await findCursor(db, key)
  let inParts = NOTHING_PULLED
  if (cursor === null) {
    const pulled = await pullInParts(pass, scope, key)
    inParts = pulled ?? NOTHING_PULLED
    // What changed or was deleted while the parts were read belongs to the same run.
    if (pulled !== null) cursor = await findCursor(db, key)
  }
  const startedAt = pass.now().toISOString()
  const unit: Unit = {
    key,
    scope,
    lease,
    isFirstReading: !(await isComplete(db, key)),
    saveCursor: (tx, next) => saveCursor(tx, key, next),
  }
  try {
    const pulled = await readPages(pass, unit, cursor)
    await concludeStream(pass, key, async tx => {
      await endProgress(tx, pass.runId, key)
      return { startedAt, fromBeginning: cursor === null }
    })
    return joinPulled(inParts, pulled)
  } catch (error) {
    if (error instanceof CursorExpiredError) await forgetCursor(db, key)
    throw error
  }
}
