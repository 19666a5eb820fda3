import { RateLimitedError } from '../../connectors/errors.ts'
import type { JobContext } from '../../jobs/job.ts'
import { LaterError } from '../../jobs/later.ts'
import { syncConnection } from '../../jobs/sync-connection.ts'
import type { Queryable } from '../../src/store/database.ts'
import { listRuns, type SyncMode, type SyncRun } from '../../src/store/sync/sync-runs.ts'
import { openWorkplace } from './connections.ts'

export interface WatchedWorkplace {
  readonly context: JobContext
  /** The cursor of the last whole page that the tracker's reader gave for a stream of a scope; undefined for none. */
  readonly lastCursor: (stream: string, scopeExternalId: string) => string | undefined
  /** In how many scopes the reading of a stream was begun, and in how many it came to its end. */
  readonly listScopes: (stream: string) => { readonly begun: number; readonly ended: number }
  readonly forgetPages: () => void
}

/** What a job is given, with an eye on the pages that the connector hands over. */
export async function openWatchedWorkplace(db: Queryable): Promise<WatchedWorkplace> {
  const { context } = await openWorkplace(db)
  const cursors = new Map<string, string>()
  const begun: string[] = []
  const ended: string[] = []
  const open: JobContext['open'] = async (id, signal) => {
    const opened = await context.open(id, signal)
    const read: typeof opened.source.read = async function* (stream, scope, after) {
      begun.push(stream)
      for await (const page of opened.source.read(stream, scope, after)) {
        cursors.set(`${stream} ${scope.externalId}`, page.cursor)
        yield page
      }
      ended.push(stream)
    }
    return { ...opened, source: { ...opened.source, read } }
  }
  return {
    context: { ...context, open },
    lastCursor: (stream, scopeExternalId) => cursors.get(`${stream} ${scopeExternalId}`),
    listScopes: stream => ({
      begun: begun.filter(each => each === stream).length,
      ended: ended.filter(each => each === stream).length,
    }),
    forgetPages: () => {
      cursors.clear()
      begun.length = 0
      ended.length = 0
    },
  }
}

/** One attempt at a pass that is expected to fail, as a worker would make it; returns its run. */
export async function failPass(
  context: JobContext,
  connectionId: string,
  mode: SyncMode = 'incremental',
): Promise<SyncRun> {
  const before = await listRuns(context.db, { connectionId, limit: 100 })
  try {
    await syncConnection.run({ connectionId, mode }, context)
  } catch (error) {
    const runs = await listRuns(context.db, { connectionId, limit: 100 })
    const touched = runs.find(run => !before.some(known => known.id === run.id)) ?? runs.find(run => run.mode === mode)
    if (touched === undefined) throw error
    return touched
  }
  const [run] = await listRuns(context.db, { connectionId, limit: 1 })
  if (run === undefined) throw new Error('the pass left no run')
  return run
}

/** A doorbell that finds nothing to do, or is told to come back later. */
export async function ring(context: JobContext, connectionId: string, mode: SyncMode): Promise<void> {
  await syncConnection.run({ connectionId, mode }, context).catch((error: unknown) => {
    if (!(error instanceof RateLimitedError || error instanceof LaterError)) throw error
  })
}
