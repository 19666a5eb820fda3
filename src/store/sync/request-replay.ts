import type { Queryable } from '../database.ts'
import type { Applied } from '../records/records.ts'
import { hasWorkItems } from '../records/work-item-counts.ts'
import { requestRun } from './sync-runs.ts'

/**
 * Marks a replay, in the transaction that changed what a word means, when records were stored by what it meant before.
 * True when there is one to run.
 */
export async function requestReplay(
  tx: Queryable,
  connectionId: string,
  { mappingChanged }: Pick<Applied, 'mappingChanged'>,
): Promise<boolean> {
  if (!mappingChanged || !(await hasWorkItems(tx, connectionId))) return false
  await requestRun(tx, connectionId, 'replay')
  return true
}
