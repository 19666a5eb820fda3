import type { InitiativeFacts } from '../../portfolio/initiative.ts'
import type { Queryable } from '../database.ts'
import { loadMilestoneFacts } from '../milestone/milestone-facts.ts'
import { loadEarningFacts } from '../money/earning-facts.ts'
import { pickScopeItem } from '../scope/placed-items.ts'
import { listPresentItems, type PresentItem } from '../scope/present-items.ts'
import { listScopeTrackers } from '../scope/scope-trackers.ts'
import { loadDependencyFacts } from './dependency-facts.ts'
import { loadInitiativeRecord, loadPastRecord } from './initiative-record.ts'
import { loadPastDependencies } from './past-dependencies.ts'
import { listPastItems } from './past-items.ts'
import { findNode } from './portfolio-nodes.ts'
import { findTimeZone } from './time-zone.ts'

/** Everything `assess` needs to know about one initiative now; its items may be given, as `listPresentItems` tells them. */
export async function loadInitiativeFacts(
  db: Queryable,
  initiativeId: string,
  at: string,
  given?: readonly PresentItem[],
): Promise<InitiativeFacts> {
  const node = await findNode(db, initiativeId)
  if (node?.kind !== 'initiative') throw new Error(`initiative ${initiativeId} does not exist (any more)`)
  const { id, name } = node
  const items = given ?? (await listPresentItems(db, id, at))
  const [timeZone, trackers, milestones, record, earning, dependencies] = await Promise.all([
    findTimeZone(db, id),
    listScopeTrackers(db, id, items),
    loadMilestoneFacts(db, id, at, { items, isPast: false }),
    loadInitiativeRecord(db, id, items, at),
    loadEarningFacts(db, id, at),
    loadDependencyFacts(db, id, at),
  ])
  return { id, name, timeZone, items: items.map(pickScopeItem), trackers, milestones, record, earning, dependencies }
}

/** The same as of a past instant, read from the intervals: what changed since then is not in it. */
export async function loadPastFacts(
  db: Queryable,
  { id, name }: Pick<InitiativeFacts, 'id' | 'name'>,
  at: string,
): Promise<InitiativeFacts> {
  const past = await listPastItems(db, id, at)
  const [timeZone, trackers, milestones, record, earning, dependencies] = await Promise.all([
    findTimeZone(db, id),
    listScopeTrackers(db, id, past, at),
    loadMilestoneFacts(db, id, at, { items: past, isPast: true }),
    loadPastRecord(db, id, at),
    loadEarningFacts(db, id, at),
    loadPastDependencies(db, id, at),
  ])
  return { id, name, timeZone, items: past.map(pickScopeItem), trackers, milestones, record, earning, dependencies }
}
