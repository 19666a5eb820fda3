import { type SQL, sql } from 'drizzle-orm'
import type { DependencyFacts, DependencyLink, LinkEnd } from '../../portfolio/dependency/dependency.ts'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'
import { toInstantOrNull } from '../instant.ts'
import { listPlansNeeded } from './initiative-plans.ts'

export type LinkRow = Pick<DependencyLink, 'id' | 'origin' | 'lagDays' | 'reason'> & {
  readonly providerId: string
  readonly consumerId: string
}

/** The links with an end in the initiative, and what is planned in the initiatives that it waits for. */
export async function loadDependencyFacts(db: Queryable, initiativeId: string, at: string): Promise<DependencyFacts> {
  const links = await loadLinks(db, endsIn(initiativeId, at), at)
  if (links.length === 0) return { links, others: [] }
  const needed = links.flatMap(({ provider }) =>
    provider.initiativeId === null || provider.initiativeId === initiativeId ? [] : [provider.initiativeId],
  )
  return { links, others: await listPlansNeeded(db, initiativeId, [...new Set(needed)], at.slice(0, 10)) }
}

/** The links with an end among these items and milestones. */
export async function loadLinks(db: Queryable, own: SQL, at: string): Promise<readonly DependencyLink[]> {
  const rows = await listLinkRows(db, own, at)
  return rows.length === 0 ? [] : joinEnds(rows, await loadEnds(db, listEnds(rows), at))
}

export const listEnds = (rows: readonly LinkRow[]): readonly string[] => [
  ...new Set(rows.flatMap(row => [row.providerId, row.consumerId])),
]

export function joinEnds(rows: readonly LinkRow[], ends: ReadonlyMap<string, LinkEnd>): readonly DependencyLink[] {
  return rows.flatMap(({ providerId, consumerId, ...row }): readonly DependencyLink[] => {
    const provider = ends.get(providerId)
    const consumer = ends.get(consumerId)
    return provider === undefined || consumer === undefined ? [] : [{ ...row, provider, consumer }]
  })
}

/** The items and milestones of an initiative, as a one-column query. */
export const endsIn = (initiativeId: string, at: string): SQL => sql`
  select work_item_id as id from initiative_item
  where initiative_id = ${initiativeId}
    and valid_from <= ${at}::timestamptz and (valid_to is null or valid_to > ${at}::timestamptz)
  union all
  select id from milestone where initiative_id = ${initiativeId} and (retired_at is null or retired_at > ${at}::timestamptz)`

/** With an end in `own`. The tracker's links stand now; `stands` says it of another instant. */
export function listLinkRows(
  db: Queryable,
  own: SQL,
  at: string,
  stands: SQL = sql`l.active and (l.changed_at is null or l.changed_at <= ${at}::timestamptz)`,
): Promise<readonly LinkRow[]> {
  return queryRows<LinkRow>(
    db,
    sql`
    with own as materialized (${own}),
    found as (
      select l.id from link l join own on own.id = l.from_id where l.meaning = 'blocks' and ${stands}
      union
      select l.id from link l join own on own.id = l.to_id where l.meaning = 'blocks' and ${stands}
    ),
    drawn as (
      select d.id from dependency d join own on own.id = d.provider_id
      union
      select d.id from dependency d join own on own.id = d.consumer_id
    )
    select l.id, 'tracker' as origin, l.from_id as "providerId", l.to_id as "consumerId", 0 as "lagDays", null as reason
    from link l where l.id in (select id from found)
    union all
    select d.id, 'pmo', d.provider_id, d.consumer_id, d.lag_days, d.reason
    from dependency d where d.id in (select id from drawn)
      and d.created_at <= ${at}::timestamptz and (d.withdrawn_at is null or d.withdrawn_at > ${at}::timestamptz)
    order by 1`,
  )
}

async function loadEnds(db: Queryable, ids: readonly string[], at: string): Promise<ReadonlyMap<string, LinkEnd>> {
  const rows = await queryRows<LinkEnd>(
    db,
    sql`
    with wanted as materialized (${idList(ids)})
    select 'item' as type, w.id, w.key || ' ' || w.title as name, n.id as "initiativeId", n.name as initiative,
      w.connection_id as "connectionId", w.state, w.started_at as "startedAt", w.done_at as "doneAt",
      w.start_day::text as "startDay", w.target_day::text as "targetDay"
    from wanted join work_item w on w.id = wanted.id
    left join initiative_item ii on ii.work_item_id = w.id
      and ii.valid_from <= ${at}::timestamptz and (ii.valid_to is null or ii.valid_to > ${at}::timestamptz)
    left join portfolio_node n on n.id = ii.initiative_id
    where w.visibility <> 'deleted'
    union all
    select 'milestone', m.id, m.name, n.id, n.name, m.connection_id, null, null,
      coalesce(m.achieved_day::timestamptz, w.done_at, case when r.released then r.target_day::timestamptz end), null,
      coalesce(m.manual_day, w.target_day, r.target_day, e.end_day)::text
    from wanted join milestone m on m.id = wanted.id
    join portfolio_node n on n.id = m.initiative_id
    left join work_item w on w.id = m.subject_id and m.source = 'work_item'
    left join release r on r.id = m.subject_id and m.source = 'release'
    left join iteration e on e.id = m.subject_id and m.source = 'iteration'`,
  )
  return new Map(
    rows.map(row => [
      row.id,
      { ...row, startedAt: toInstantOrNull(row.startedAt), doneAt: toInstantOrNull(row.doneAt) },
    ]),
  )
}
