import type { ScopeRule } from '../../portfolio/initiative.ts'
import type { Queryable } from '../database.ts'
import { type Reshaped, reshapeScope } from '../scope/reshape-scope.ts'
import { saveScopeRules } from '../scope/scope-rules.ts'
import { saveTrackerWeights, type TrackerWeight } from '../scope/tracker-weights.ts'
import {
  createNode,
  deleteNode,
  type NewNode,
  type NodeChange,
  type StoredNode,
  updateNode,
} from './portfolio-nodes.ts'
import { recordNode } from './record-node.ts'
import { forgetHistory } from './told-history.ts'

/** What only initiatives have; what is left out stays. */
export interface InitiativeScope {
  readonly scope?: readonly ScopeRule[]
  readonly trackerWeights?: readonly TrackerWeight[]
}

/** Creates an initiative with its rules and gives it its items. `duplicate` when the name is taken. */
export async function createInitiative(
  db: Queryable,
  values: Omit<NewNode, 'kind'>,
  scope: InitiativeScope,
  at: string,
): Promise<Reshaped<StoredNode | 'duplicate'>> {
  return reshapeScope<StoredNode | 'duplicate'>(db, at, async transaction => {
    const node = await createNode(transaction, { ...values, kind: 'initiative' })
    if (node === null) return { result: 'duplicate', moves: false, also: [] }
    await saveScope(transaction, node.id, scope)
    return { result: node, moves: scope.scope !== undefined, also: [node.id] }
  })
}

export async function changeInitiative(
  db: Queryable,
  id: string,
  change: NodeChange,
  scope: InitiativeScope,
  at: string,
): Promise<Reshaped<StoredNode | 'duplicate' | null>> {
  return reshapeScope<StoredNode | 'duplicate' | null>(db, at, async transaction => {
    const node = await updateNode(transaction, id, change)
    if (node === null || node === 'duplicate') return { result: node, moves: false, also: [] }
    await saveScope(transaction, id, scope)
    return { result: node, moves: scope.scope !== undefined || change.priority !== undefined, also: [id] }
  })
}

/** Its items are free for others to claim. */
export async function removeInitiative(
  db: Queryable,
  id: string,
  at: string,
): Promise<Reshaped<'deleted' | 'has_children' | 'missing'>> {
  return reshapeScope(db, at, async transaction => {
    const result = await deleteNode(transaction, id)
    return { result, moves: result === 'deleted', also: [] }
  })
}

/** The rules say which trackers count, the weights how much: also in the past. */
async function saveScope(db: Queryable, id: string, { scope, trackerWeights }: InitiativeScope): Promise<void> {
  if (scope !== undefined) await saveScopeRules(db, id, scope)
  if (trackerWeights !== undefined) await saveTrackerWeights(db, id, trackerWeights)
  if (scope !== undefined || trackerWeights !== undefined) await forgetHistory(db, [id])
  await recordNode(db, id)
}
