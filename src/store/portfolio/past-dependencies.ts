import { type SQL, sql } from 'drizzle-orm'
import type { DependencyFacts, LinkEnd } from '../../portfolio/dependency/dependency.ts'
import type { WorkState } from '../../work/work-item.ts'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'
import { listSpansUntil } from '../records/spans.ts'
import { currentPlan } from '../records/work-item-plan.ts'
import { endsIn, joinEnds, listEnds, listLinkRows } from './dependency-facts.ts'

/** Whether the link "l" stood at an instant; one of which no change is known has stood as long as it is known. */
export const stoodAt = (at: string): SQL => sql`coalesce(
  (
    select bool_or(x.value is not null and x.valid_from <= ${at}::timestamptz
      and (x.valid_to is null or x.valid_to > ${at}::timestamptz))
    from span x where x.subject_id = l.id and x.field = 'linked'
  ),
  l.active and (l.changed_at is null or l.changed_at <= ${at}::timestamptz))`

/**
 * What waited for what at a past instant, with its ends as they were. What other initiatives planned is kept of today only, so
 * what is waited for there has no forecast of then.
 */
export async function loadPastDependencies(db: Queryable, initiativeId: string, at: string): Promise<DependencyFacts> {
  const rows = await listLinkRows(db, endsIn(initiativeId, at), at, stoodAt(at))
  if (rows.length === 0) return { links: [], others: [] }
  return { links: joinEnds(rows, await loadPastEnds(db, listEnds(rows), at)), others: [] }
}

type EndRow = Pick<LinkEnd, 'type' | 'id' | 'name' | 'initiativeId' | 'initiative' | 'connectionId'> & {
  /** The record whose intervals say when it was to be done and was. */
  readonly subjectId: string | null
  readonly manualDay: string | null
  readonly achievedDay: string | null
}

async function loadPastEnds(db: Queryable, ids: readonly string[], at: string): Promise<ReadonlyMap<string, LinkEnd>> {
  const rows = await queryRows<EndRow>(
    db,
    sql`
    with wanted as materialized (${idList(ids)})
    select 'item' as type, w.id, w.key || ' ' || w.title as name, n.id as "initiativeId", n.name as initiative,
      w.connection_id as "connectionId", w.id as "subjectId", null as "manualDay", null as "achievedDay"
    from wanted join work_item w on w.id = wanted.id and w.created_at <= ${at}::timestamptz
    left join initiative_item ii on ii.work_item_id = w.id
      and ii.valid_from <= ${at}::timestamptz and (ii.valid_to is null or ii.valid_to > ${at}::timestamptz)
    left join portfolio_node n on n.id = ii.initiative_id
    where w.visibility <> 'deleted' or w.gone_at > ${at}::timestamptz
    union all
    select 'milestone', m.id, m.name, n.id, n.name, m.connection_id, m.subject_id,
      coalesce(
        (select c.to_day from milestone_date_change c where c.milestone_id = m.id and c.changed_at <= ${at}::timestamptz
          order by c.changed_at desc, c.id desc limit 1),
        (select c.from_day from milestone_date_change c where c.milestone_id = m.id order by c.changed_at, c.id limit 1),
        m.manual_day)::text,
      case when m.achieved_day <= ${at}::timestamptz::date then m.achieved_day end::text
    from wanted join milestone m on m.id = wanted.id
    join portfolio_node n on n.id = m.initiative_id`,
  )
  const spans = await listSpansUntil(
    db,
    rows.flatMap(({ subjectId }) => subjectId ?? []),
    at,
  )
  return new Map(
    rows.map(({ subjectId, manualDay, achievedDay, ...end }) => {
      const own = subjectId === null ? [] : (spans.get(subjectId) ?? [])
      const plan = currentPlan(own)
      const released = own.find(({ field, value }) => field === 'released' && value === 'true')?.validFrom ?? null
      const past: LinkEnd = {
        ...end,
        // The intervals of a state hold our own words.
        state: end.type === 'item' ? (plan.state as WorkState | null) : null,
        startedAt: end.type === 'item' ? plan.startedAt : null,
        doneAt: plan.doneAt ?? released ?? achievedDay,
        startDay: end.type === 'item' ? plan.startDay : null,
        targetDay: subjectId === null ? manualDay : plan.targetDay,
      }
      return [end.id, past]
    }),
  )
}
