import { NO_DEPENDENCIES } from '../portfolio/dependency.ts'
import type { InitiativeFacts } from '../portfolio/initiative.ts'
import type { Queryable } from './database.ts'
import { loadInitiativeRecord } from './initiative-record.ts'
import { loadMilestoneFacts } from './milestone-facts.ts'
import { findNode } from './portfolio-nodes.ts'
import { listScopeItems } from './scope-items.ts'
import { listScopeTrackers } from './scope-trackers.ts'

/** Everything `assess` needs to know about one initiative. */
export async function loadInitiativeFacts(db: Queryable, initiativeId: string, at: string): Promise<InitiativeFacts> {
  const node = await findNode(db, initiativeId)
  if (node?.kind !== 'initiative') throw new Error(`initiative ${initiativeId} does not exist (any more)`)
  const [items, trackers, milestones, record] = await Promise.all([
    listScopeItems(db, initiativeId, at),
    listScopeTrackers(db, initiativeId),
    loadMilestoneFacts(db, initiativeId, at),
    loadInitiativeRecord(db, initiativeId, at),
  ])
  return { id: node.id, name: node.name, items, trackers, milestones, record, dependencies: NO_DEPENDENCIES }
}
