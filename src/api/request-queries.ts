import type { ScopeRule } from '../portfolio/initiative.ts'
import { listUnreadQueries } from '../store/sync/saved-queries.ts'
import { requestRun } from '../store/sync/sync-runs.ts'
import type { Dependencies } from './dependencies.ts'
import { ringSync } from './doorbell.ts'

/** Asks for a sync where a rule names a saved query that none has read, so that its items need not wait for the next one. */
export async function requestQueries(dependencies: Dependencies, rules: readonly ScopeRule[]): Promise<void> {
  const unread = await listUnreadQueries(dependencies.db, rules)
  for (const connectionId of new Set(unread.map(each => each.connectionId))) {
    await requestRun(dependencies.db, connectionId, 'incremental')
    await ringSync(dependencies, connectionId, 'incremental')
  }
}
