import { Type } from 'typebox'
import { RejectedError } from '../connectors/errors.ts'
import { findConnection, suspendConnection } from '../src/store/access/connections.ts'
import { createMappingReader } from '../src/store/mapping/mapping-reader.ts'
import { listOpenParts } from '../src/store/sync/sync-parts.ts'
import { findOpenRun } from '../src/store/sync/sync-runs.ts'
import { defineJob } from './job.ts'
import { readOpenParts } from './reading/read-open-parts.ts'

/**
 * Helps with a first reading that is shared out in parts, until there is none left that nobody holds. The run that shared
 * it out concludes; losing this job costs time only.
 */
export const readParts = defineJob({
  name: 'read-parts',
  payload: Type.Object({ connectionId: Type.String() }),
  attempts: 3,
  // A second one in the same process would hold more pages in memory and share the same processor.
  atOnce: 1,
  async run({ connectionId }, context) {
    const { db } = context
    const connection = await findConnection(db, connectionId)
    if (connection === null || connection.state === 'suspended') return
    const run = (await findOpenRun(db, connectionId, 'full')) ?? (await findOpenRun(db, connectionId, 'incremental'))
    if (run === null || (await listOpenParts(db, { connectionId })).length === 0) return
    const opened = await context.open(connectionId, context.signal)
    try {
      const loadMapping = createMappingReader(connectionId)
      await readOpenParts({ ...context, ...opened, connectionId, runId: run.id, loadMapping }, { connectionId })
    } catch (error) {
      // Asking again with refused credentials can lock the account at the tracker.
      if (error instanceof RejectedError && error.reason === 'credentials')
        await suspendConnection(db, connection, error.message)
      throw error
    } finally {
      await opened.source.close()
    }
  },
})
