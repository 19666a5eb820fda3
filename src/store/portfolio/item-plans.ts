import { sql } from 'drizzle-orm'
import type { Day } from '../../portfolio/calendar.ts'
import type { ItemPlan } from '../../portfolio/item-plan.ts'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'
import { epochMs } from '../instant.ts'
import type { PresentItem } from '../scope/present-items.ts'

/** What is planned for those of the items that are neither done nor cancelled. */
export async function listItemPlans(
  db: Queryable,
  items: readonly PresentItem[],
  at: string,
): Promise<readonly ItemPlan[]> {
  const open = items.filter(({ state }) => state !== 'done' && state !== 'cancelled')
  const [assignees, iterations] = await Promise.all([
    listAssignees(db, new Set(open.flatMap(({ identityId }) => identityId ?? []))),
    listIterations(db, new Set(open.flatMap(item => [item.iterationId ?? [], listStays(item)].flat())), at),
  ])
  return open.map(item => {
    const assignee = assignees.get(item.identityId ?? '')
    const iteration = iterations.get(item.iterationId ?? '')
    return {
      id: item.id,
      identityId: item.identityId,
      assigneeId: assignee?.personId ?? null,
      assigneeName: assignee?.name ?? null,
      isAssigneeActive: assignee?.isActive ?? null,
      blockedSince: item.blockedSince,
      updatedAt: item.updatedAt,
      startDay: item.startDay,
      targetDay: item.targetDay,
      iterationStartDay: iteration?.startDay ?? null,
      iterationEndDay: iteration?.endDay ?? null,
      endedIterations: listEnded(item, iterations),
    }
  })
}

interface Assignee {
  readonly id: string
  /** Over all trackers; or the identity of one. */
  readonly personId: string
  readonly name: string
  readonly isActive: boolean
}

async function listAssignees(db: Queryable, identityIds: ReadonlySet<string>): Promise<ReadonlyMap<string, Assignee>> {
  const rows = await queryRows<Assignee>(
    db,
    sql`
    select p.id, coalesce(p.person_id, p.id) as "personId", p.name,
      coalesce((select bool_or(other.active) from person_identity other where other.person_id = p.person_id), p.active) as "isActive"
    from (${idList([...identityIds])}) i join person_identity p on p.id = i.id`,
  )
  return new Map(rows.map(row => [row.id, row]))
}

interface IterationDays {
  readonly id: string
  /** Null in one that is deleted. */
  readonly startDay: Day | null
  readonly endDay: Day | null
  /** Null: it is not over. */
  readonly endedMs: number | null
}

async function listIterations(
  db: Queryable,
  ids: ReadonlySet<string>,
  at: string,
): Promise<ReadonlyMap<string, IterationDays>> {
  if (ids.size === 0) return new Map()
  const rows = await queryRows<IterationDays>(
    db,
    sql`
    select i.id, case when i.visibility <> 'deleted' then i.start_day end as "startDay",
      case when i.visibility <> 'deleted' then i.end_day end as "endDay",
      ${epochMs(sql`case when e.ended_at <= ${at}::timestamptz then e.ended_at end`)} as "endedMs"
    from (${idList([...ids])}) given join iteration i on i.id = given.id
    cross join lateral (select coalesce(i.completed_at, i.end_day + interval '1 day') as ended_at) e`,
  )
  return new Map(rows.map(row => [row.id, row]))
}

const listStays = ({ past }: PresentItem): readonly string[] =>
  past.flatMap(({ field, value }) => (field === 'iteration' ? value : []))

function listEnded({ past }: PresentItem, iterations: ReadonlyMap<string, IterationDays>): ItemPlan['endedIterations'] {
  const ended = past.flatMap(({ field, fromMs, toMs, value }) => {
    const endedMs = field === 'iteration' ? (iterations.get(value)?.endedMs ?? null) : null
    return endedMs === null ? [] : [{ endedMs, fromMs, toMs }]
  })
  return ended.length < 2 ? ended : ended.sort((a, b) => a.endedMs - b.endedMs)
}
