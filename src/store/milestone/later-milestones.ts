import { sql } from 'drizzle-orm'
import type { MilestoneFacts } from '../../portfolio/initiative.ts'
import type { LaterMilestone } from '../../portfolio/milestone/downstream.ts'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'
import { loadMilestoneFacts } from './milestone-facts.ts'

interface Subject {
  readonly id: string
  readonly initiativeId: string
  readonly subjectId: string | null
}

/**
 * The milestones that come after one: those of any initiative whose work waits for its work, by the blocking links of today
 * in whichever tracker, and the others of its own initiative.
 */
export async function listLaterMilestones(
  db: Queryable,
  milestone: Subject,
  at: string,
): Promise<readonly LaterMilestone[]> {
  const own = await loadMilestoneFacts(db, milestone.initiativeId, at)
  const items = [
    ...(own.find(({ id }) => id === milestone.id)?.itemIds ?? []),
    ...(milestone.subjectId === null ? [] : [milestone.subjectId]),
  ]
  const waiting = await queryRows<{ itemId: string; initiativeId: string }>(
    db,
    sql`
    select l.to_id as "itemId", ii.initiative_id as "initiativeId"
    from link l join initiative_item ii on ii.work_item_id = l.to_id and ii.valid_to is null
    where l.from_id in (${idList(items)}) and l.meaning = 'blocks' and l.active`,
  )
  const waitingIds = new Set(waiting.map(({ itemId }) => itemId))
  const initiativeIds = [...new Set([milestone.initiativeId, ...waiting.map(({ initiativeId }) => initiativeId)])]
  const subjects = await queryRows<Subject>(
    db,
    sql`
    select id, initiative_id as "initiativeId", subject_id as "subjectId" from milestone
    where initiative_id in (${idList(initiativeIds)})`,
  )
  const subjectOf = new Map(subjects.map(({ id, subjectId }) => [id, subjectId]))
  const waits = ({ id, itemIds }: MilestoneFacts): boolean =>
    [...itemIds, subjectOf.get(id) ?? ''].some(itemId => waitingIds.has(itemId))
  const later: LaterMilestone[] = []
  for (const initiativeId of initiativeIds) {
    const facts = initiativeId === milestone.initiativeId ? own : await loadMilestoneFacts(db, initiativeId, at)
    for (const each of facts) {
      if (each.id === milestone.id) continue
      const relation = waits(each) ? 'link' : 'order'
      if (relation === 'order' && initiativeId !== milestone.initiativeId) continue
      later.push({ id: each.id, name: each.name, initiativeId, relation, dates: each.dates })
    }
  }
  return later
}
