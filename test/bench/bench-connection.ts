import { updateConnection } from '../../src/store/access/connections.ts'
import { openDatabase } from '../../src/store/database.ts'
import { openWorkplace, saveConnection } from '../flows/connections.ts'
import type { TrackerAddress, TrackerKind } from './synthetic-tracker.ts'

/** Longer than any run: the bench rings, not the schedule. */
const SYNC_EVERY_SECONDS = 86_400

export async function createBenchConnection(
  databaseUrl: string,
  kind: TrackerKind,
  { settings, credentials }: TrackerAddress,
  wantedId?: string,
): Promise<string> {
  const { db, close } = openDatabase(databaseUrl, { applicationName: 'milepost bench', connections: 1 })
  try {
    const id = await saveConnection(db, kind, settings, credentials, wantedId)
    await updateConnection(db, id, { syncEverySeconds: SYNC_EVERY_SECONDS })
    return id
  } finally {
    await close()
  }
}

/** Reads the first pages as the service would, so that the tracker learns what it will be asked for and has it ready. */
export async function rehearse(databaseUrl: string, connectionId: string): Promise<void> {
  const { db, close } = openDatabase(databaseUrl, { applicationName: 'milepost bench', connections: 1 })
  try {
    const { context } = await openWorkplace(db)
    const { source } = await context.open(connectionId, AbortSignal.timeout(60_000))
    try {
      for await (const scope of source.discover()) {
        if (!scope.streams.includes('work_items')) continue
        for await (const _page of source.read('work_items', scope, null)) break
      }
    } finally {
      await source.close()
    }
  } finally {
    await close()
  }
}
