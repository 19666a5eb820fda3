import { sql } from 'drizzle-orm'
import { dayOf } from '../../portfolio/calendar.ts'
import { groupBy } from '../../portfolio/group-by.ts'
import type { MilestoneFacts } from '../../portfolio/initiative.ts'
import { pickById } from '../../portfolio/pick-by-id.ts'
import { epochMs } from '../../work/instant.ts'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'
import type { PlacedItem } from '../scope/placed-items.ts'
import { isInIteration } from './iteration-scope.ts'

export interface MilestoneSubject extends Pick<MilestoneFacts, 'id' | 'source'> {
  /** What of the tracker it is; null for one that people entered. */
  readonly subjectId: string | null
  /** As its own record says; of an iteration its end once it is over, of an item nothing. */
  readonly actualDay: string | null
}

/** By milestone, what people linked to it or its iteration held when it ended. */
type Members = ReadonlyMap<string, readonly { readonly itemId: string }[]>

export async function listMembers(
  db: Queryable,
  subjects: readonly MilestoneSubject[],
  items: readonly PlacedItem[],
  at: string,
): Promise<Members> {
  const idsOf = (source: MilestoneFacts['source']) =>
    idList(subjects.filter(subject => subject.source === source).map(({ id }) => id))
  const hasIterations = subjects.some(({ source }) => source === 'iteration')
  if (!hasIterations && subjects.every(({ source }) => source !== 'manual')) return new Map()
  const rows = await queryRows<{ milestoneId: string; itemId: string }>(
    db,
    sql`
    select l.milestone_id as "milestoneId", l.work_item_id as "itemId" from (${idsOf('manual')}) m
    join milestone_item l on l.milestone_id = m.id
    where l.valid_from <= ${at}::timestamptz and (l.valid_to is null or l.valid_to > ${at}::timestamptz)
    union all
    select m.id, d.subject_id from (${idList(hasIterations ? items.map(({ id }) => id) : [])}) i
    cross join (select m.id, m.subject_id from (${idsOf('iteration')}) given join milestone m on m.id = given.id) m
    join iteration e on e.id = m.subject_id join span d on d.subject_id = i.id
    where ${isInIteration(at)}`,
  )
  return groupBy(rows, ({ milestoneId }) => milestoneId)
}

/**
 * What must be done for each milestone: its items and all below them in scope, steps and what groups them included. With the day
 * it was reached, where that follows from them.
 */
export function holdItems<Subject extends MilestoneSubject>(
  items: readonly PlacedItem[],
  subjects: readonly Subject[],
  members: Members,
) {
  const byId = new Map(items.map(item => [item.id, item]))
  const pick = pickById(items)
  const below = groupBy(items, ({ parentId }) => parentId)
  const released = new Map<string, string[]>()
  for (const { id, releaseIds } of items) {
    for (const releaseId of releaseIds) {
      const known = released.get(releaseId)
      if (known === undefined) released.set(releaseId, [id])
      else known.push(id)
    }
  }
  const listOwn = ({ id, source, subjectId }: Subject): readonly string[] => {
    if (source === 'work_item') return subjectId === null ? [] : [subjectId]
    if (source === 'release') return released.get(subjectId ?? '') ?? []
    return (members.get(id) ?? []).map(({ itemId }) => itemId)
  }
  return subjects.map(subject => {
    const held = new Set(listOwn(subject).filter(id => byId.has(id)))
    // The set grows while it is walked.
    for (const id of held) for (const child of below.get(id) ?? []) held.add(child.id)
    const own = pick(held)
    return { subject, itemIds: own.map(({ id }) => id), actualDay: findActualDay(subject, byId, own) }
  })
}

function findActualDay(
  { source, subjectId, actualDay }: MilestoneSubject,
  byId: ReadonlyMap<string, PlacedItem>,
  items: readonly PlacedItem[],
): string | null {
  if (source === 'work_item') {
    const item = byId.get(subjectId ?? '')
    return item?.state === 'done' ? dayOf(finishOf(item)) : null
  }
  if (source !== 'iteration' || actualDay === null) return actualDay
  // An iteration is reached when it is over and all that belongs to it is done: the last of it, or its end.
  const needed = items.filter(({ level }) => (level ?? 0) >= 0)
  if (needed.some(({ state }) => state !== 'done' && state !== 'cancelled')) return null
  const finishes = needed.filter(({ state }) => state === 'done').map(finishOf)
  const last = finishes.reduce<string | null>(
    (latest, at) => (latest === null || epochMs(at) > epochMs(latest) ? at : latest),
    null,
  )
  return last === null ? actualDay : dayOf(last)
}

const finishOf = ({ doneAt, updatedAt }: PlacedItem): string => doneAt ?? updatedAt
