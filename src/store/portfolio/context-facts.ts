import type { ContextFacts } from '../../portfolio/alert/alert-context.ts'
import type { MilestoneFacts } from '../../portfolio/initiative.ts'
import type { Queryable } from '../database.ts'
import { idList } from '../id-list.ts'
import { pickScopeItem } from '../scope/placed-items.ts'
import { listPresentItems } from '../scope/present-items.ts'
import { listScopeTrackers } from '../scope/scope-trackers.ts'
import { loadLinks } from './dependency-facts.ts'

/** What alerts about some milestones are told with: of the items only those that belong to one of them. */
export async function loadContextFacts(
  db: Queryable,
  initiativeId: string,
  at: string,
  { milestones, about }: { readonly milestones: readonly MilestoneFacts[]; readonly about: ReadonlySet<string> },
): Promise<ContextFacts> {
  const held = milestones.filter(({ id }) => about.has(id)).flatMap(({ itemIds }) => itemIds)
  const items = await listPresentItems(db, initiativeId, at, [...new Set(held)])
  const [trackers, links] = await Promise.all([
    listScopeTrackers(db, initiativeId, items),
    loadLinks(db, idList([...about, ...items.map(({ id }) => id)]), at),
  ])
  const plans = items.map(({ id, blockedSince }) => ({ id, blockedSince }))
  return {
    items: items.map(pickScopeItem),
    trackers,
    milestones,
    record: { present: { plans } },
    dependencies: { links },
  }
}
