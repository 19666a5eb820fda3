import { sql } from 'drizzle-orm'
import type { MilestoneFacts } from '../../portfolio/initiative.ts'
import type { LaterMilestone } from '../../portfolio/milestone/downstream.ts'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'
import { loadMilestoneFacts } from './milestone-facts.ts'

/** An end of a blocking link, an item or a milestone, that waits for one of those asked about. */
interface Waiting {
  readonly providerId: string
  readonly consumerId: string
  readonly initiativeId: string
}

/**
 * The milestones that come after one: those of any initiative whose work waits for its work, by the blocking links that
 * stand in whichever tracker or that the PMO drew, and the others of its own initiative.
 */
export async function listLaterMilestones(
  db: Queryable,
  milestone: { readonly id: string; readonly initiativeId: string },
  at: string,
): Promise<readonly LaterMilestone[]> {
  const own = await loadMilestoneFacts(db, milestone.initiativeId, at)
  const itemIds = own.find(({ id }) => id === milestone.id)?.itemIds ?? []
  const waiting = await listWaiting(db, [milestone.id, ...itemIds], at)
  const initiativeIds = [...new Set([milestone.initiativeId, ...waiting.map(({ initiativeId }) => initiativeId)])]
  const later: LaterMilestone[] = []
  for (const initiativeId of initiativeIds) {
    const facts = initiativeId === milestone.initiativeId ? own : await loadMilestoneFacts(db, initiativeId, at)
    for (const each of facts) {
      if (each.id === milestone.id) continue
      const relation = waitsForOne(each, waiting) ? 'link' : 'order'
      if (relation === 'order' && initiativeId !== milestone.initiativeId) continue
      later.push({ id: each.id, name: each.name, initiativeId, relation, dates: each.dates })
    }
  }
  return later
}

/** As in the forecast: what waits for one of a milestone's own items does not make the milestone wait. */
function waitsForOne({ id, itemIds }: MilestoneFacts, waiting: readonly Waiting[]): boolean {
  const own = new Set(itemIds)
  return waiting.some(
    ({ providerId, consumerId }) => consumerId === id || (own.has(consumerId) && !own.has(providerId)),
  )
}

function listWaiting(db: Queryable, providerIds: readonly string[], at: string): Promise<readonly Waiting[]> {
  return queryRows<Waiting>(
    db,
    sql`
    with provider as materialized (${idList(providerIds)}),
    waiting as (
      select l.from_id as provider_id, l.to_id as consumer_id
      from provider p join link l on l.from_id = p.id where l.meaning = 'blocks' and l.active
      union
      select d.provider_id, d.consumer_id from provider p join dependency d on d.provider_id = p.id
      where d.created_at <= ${at}::timestamptz and (d.withdrawn_at is null or d.withdrawn_at > ${at}::timestamptz)
    )
    select w.provider_id as "providerId", w.consumer_id as "consumerId", i.initiative_id as "initiativeId"
    from waiting w join initiative_item i on i.work_item_id = w.consumer_id and i.valid_to is null
    union all
    select w.provider_id, w.consumer_id, m.initiative_id
    from waiting w join milestone m on m.id = w.consumer_id and m.retired_at is null`,
  )
}
