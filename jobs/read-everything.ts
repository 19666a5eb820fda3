import { saveScopes } from '../src/store/scopes.ts'
import { MANY_CHANGES, refreshStatistics } from '../src/store/statistics.ts'
import { type Scope, STREAMS } from '../src/work/raw-record.ts'
import type { Pass, PassOutcome } from './pass.ts'
import { pullStream } from './pull-stream.ts'

/**
 * Reads every stream of every scope, stream by stream, so that what a later stream refers to (states, sprints, versions)
 * is known before it.
 */
export async function readEverything(open: Pass): Promise<PassOutcome> {
  const { db, source, connectionId } = open
  const scopes: Scope[] = []
  for await (const scope of source.discover()) scopes.push(scope)
  await saveScopes(db, connectionId, scopes)

  const total = { changed: 0, unreadable: 0, needsReplay: false }
  for (const stream of STREAMS) {
    for (const scope of scopes.filter(({ streams }) => streams.includes(stream))) {
      const pulled = await pullStream(open, scope, stream)
      total.changed += pulled.changed
      total.unreadable += pulled.unreadable
      total.needsReplay ||= pulled.needsReplay
    }
  }
  if (total.changed >= MANY_CHANGES) await refreshStatistics(db)
  if (total.needsReplay) {
    await open.enqueue('sync-connection', { connectionId, mode: 'replay' }, { deduplicate: `replay-${connectionId}` })
  }
  if (total.unreadable === 0) return { state: 'complete' }
  return {
    state: 'partial',
    reason: 'unreadable_records',
    reasonText: `${total.unreadable} records could not be read and are kept with their reasons; see completeness.`,
  }
}
