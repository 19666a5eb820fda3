import {
  CHANGE_TOPICS,
  type Change,
  type ChangeTopic,
  listChangesSince,
  type Snapshot,
  takeSnapshot,
} from '../store/change/change-marks.ts'
import type { Queryable } from '../store/database.ts'
import { listRunVersions } from '../store/sync/sync-runs.ts'

/** What pages are told at once. Empty lists: it may be about any initiative or connection. */
export interface Changed {
  readonly topics: readonly ChangeTopic[]
  readonly initiativeIds: readonly string[]
  readonly connectionIds: readonly string[]
}

/** After something may have been missed. */
export const ANYTHING: Changed = { topics: CHANGE_TOPICS, initiativeIds: [], connectionIds: [] }

/** Beyond this the names say less than that it may be any. */
const MOST_NAMED = 100

export interface Following {
  /** What changed since it was asked last, whoever changed it. Asked once at a time. */
  readonly next: () => Promise<readonly Changed[]>
  /** What `next` has told of. */
  readonly snapshot: () => Snapshot
}

export async function followChanges(db: Queryable): Promise<Following> {
  let snapshot = await takeSnapshot(db)
  let versions = await readVersions(db)
  const next = async (): Promise<readonly Changed[]> => {
    const since = await listChangesSince(db, snapshot)
    const found = await readVersions(db)
    const progressed = [...found].filter(([id, { version }]) => versions.get(id)?.version !== version)
    // Not before both answers are there: what is not told now is told with the next ones.
    snapshot = since.snapshot
    versions = found
    return gather([...since.changes, ...progressed.map(([, { connectionId }]) => ofRun(connectionId))])
  }
  return { next, snapshot: () => snapshot }
}

/** What somebody missed who was away. Passes may have come further; nobody keeps by how much. */
export async function listMissed(
  db: Queryable,
  since: Snapshot,
): Promise<{ readonly changes: readonly Changed[]; readonly snapshot: Snapshot }> {
  const { changes, snapshot } = await listChangesSince(db, since)
  const passes: Changed = { topics: ['sync-runs'], initiativeIds: [], connectionIds: [] }
  return { changes: [...gather(changes), passes], snapshot }
}

const readVersions = async (db: Queryable) => new Map((await listRunVersions(db)).map(run => [run.id, run]))

const ofRun = (connectionId: string): Change => ({ topic: 'sync-runs', initiativeId: null, connectionId })

/** One event for what is named and one for what may be about any, so that the names of the first hold. */
function gather(changes: readonly Change[]): readonly Changed[] {
  const isNamed = ({ initiativeId, connectionId }: Change): boolean => initiativeId !== null || connectionId !== null
  return [changes.filter(isNamed), changes.filter(change => !isNamed(change))]
    .filter(group => group.length > 0)
    .map(group => {
      const initiativeIds = [...new Set(group.flatMap(({ initiativeId }) => initiativeId ?? []))].sort()
      const connectionIds = [...new Set(group.flatMap(({ connectionId }) => connectionId ?? []))].sort()
      const isMany = initiativeIds.length + connectionIds.length > MOST_NAMED
      return {
        topics: CHANGE_TOPICS.filter(topic => group.some(each => each.topic === topic)),
        initiativeIds: isMany ? [] : initiativeIds,
        connectionIds: isMany ? [] : connectionIds,
      }
    })
}
