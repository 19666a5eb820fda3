import { claimMapping } from '../../src/store/mapping/mapping-reader.ts'
import { forgetHistoryOf, markInitiativesDue } from '../../src/store/portfolio/assessment-due.ts'
import { applyResilient } from '../../src/store/records/apply-resilient.ts'
import { listRawRecords } from '../../src/store/records/raw-records.ts'
import { proveLease } from '../../src/store/sync/leases.ts'
import { addTentatively } from '../../src/store/sync/replayed-items.ts'
import { requestReplay } from '../../src/store/sync/request-replay.ts'
import { addToRun } from '../../src/store/sync/sync-runs.ts'
import { retryConflict } from '../retry-conflict.ts'
import type { Pass, PassOutcome } from './pass.ts'

const RECORDS_PER_TRANSACTION = 500

/**
 * Reads the stored answers of the tracker again with the mapping of now. Nothing is asked of the tracker, and a record
 * that has meanwhile been read anew is not set back: each keeps the version it was read with.
 */
export async function replayRecords(open: Pass): Promise<PassOutcome> {
  const { db, connectionId, connector, runId, loadMapping, now } = open
  const replayed = new Set<string>()
  let after: { readonly kind: string; readonly externalId: string } | null = null
  for (;;) {
    const last = await retryConflict(async () => {
      const begun = addTentatively(replayed)
      const end = await db.transaction(async tx => {
        await proveLease(tx, open.lease)
        // Before they are listed: what somebody stored between that and our writing would be set back to what is stored before it.
        await claimMapping(tx, connectionId)
        const batch = await listRawRecords(tx, connectionId, after, RECORDS_PER_TRANSACTION)
        if (batch.length === 0) return undefined
        const applied = await applyResilient(tx, batch, {
          connectionId,
          parse: connector.parse,
          loadMapping,
          replayed: begun,
        })
        await markInitiativesDue(tx, applied, now().toISOString())
        // What the records propose now is not what this replay began with: it starts over when it has ended.
        await requestReplay(tx, connectionId, applied)
        await addToRun(tx, runId, {
          done: batch.length,
          changed: applied.changed,
          unreadable: applied.unreadable.length,
        })
        return batch.at(-1)
      })
      begun.keep()
      return end
    })
    if (last === undefined) {
      await forgetHistoryOf(db, connectionId)
      return { state: 'complete' }
    }
    after = last.raw
  }
}
