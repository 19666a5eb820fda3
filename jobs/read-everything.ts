import { saveScopes } from '../src/store/scopes.ts'
import { forgetCursor } from '../src/store/sync-cursors.ts'
import { requestRun } from '../src/store/sync-runs.ts'
import { hasWorkItems } from '../src/store/work-item-counts.ts'
import { type Scope, STREAMS } from '../src/work/raw-record.ts'
import type { Pass, PassOutcome } from './pass.ts'
import { pullStream } from './pull-stream.ts'

/**
 * Reads every stream of every scope, stream by stream, so that what a later stream refers to (states, sprints, versions)
 * is known before it.
 */
export async function readEverything(open: Pass, { fromStart }: { readonly fromStart: boolean }): Promise<PassOutcome> {
  const { db, source, connectionId } = open
  const scopes: Scope[] = []
  for await (const scope of source.discover()) scopes.push(scope)
  await saveScopes(db, connectionId, scopes)

  const readBefore = await hasWorkItems(db, connectionId)
  let mappingChanged = false
  let unreadable = 0
  for (const stream of STREAMS) {
    for (const scope of scopes.filter(({ streams }) => streams.includes(stream))) {
      if (fromStart) await forgetCursor(db, { connectionId, scopeExternalId: scope.externalId, stream })
      const pulled = await pullStream(open, scope, stream)
      mappingChanged ||= pulled.mappingChanged
      unreadable += pulled.unreadable
    }
  }
  if (mappingChanged && readBefore) {
    await requestRun(db, connectionId, 'replay')
    await open.enqueue('sync-connection', { connectionId, mode: 'replay' }, { deduplicate: `replay-${connectionId}` })
  }
  if (unreadable === 0) return { state: 'complete' }
  return {
    state: 'partial',
    reason: 'unreadable_records',
    reasonText: `${unreadable} records could not be read and are kept with their reasons; see completeness.`,
  }
}
