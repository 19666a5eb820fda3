import { type SQL, sql } from 'drizzle-orm'
import type { SCOPE_EVENT_KINDS } from '../../../drizzle/schema/scope-event.ts'

export type ScopeEventKind = (typeof SCOPE_EVENT_KINDS)[number]

/**
 * Memberships as "member", which the finders below start from. `items` is a query of ids; of an item that is or was in
 * several initiatives, what happened belongs to the one it was in then.
 */
export const membersOf = (items: SQL): SQL => sql`
  member as materialized (
    select m.initiative_id, m.work_item_id, m.valid_from, coalesce(m.valid_to, 'infinity') as valid_to
    from (select distinct id from (${items}) given) i
    -- Item by item, here and below: joined as wholes, the tables are read from end to end.
    cross join lateral (select * from initiative_item where work_item_id = i.id offset 0) m
    where m.valid_to is null or m.valid_to > m.valid_from
  )`

/**
 * What happened to the members while they were: initiative_id, work_item_id, kind, since, until, span_id, worklog_id. A state
 * or an estimate that became another (of states only those that mean something, portfolio/portfolio-change.ts); hours as
 * long as they were worked and not entered; work that was done as long as nobody reopened it.
 */
export function findScopeEvents(kind: ScopeEventKind): SQL {
  switch (kind) {
    case 'changed':
      return changes
    case 'entered_late':
      return lateHours
    case 'reopened':
      return reopenings
  }
}

const changes = sql`
  select m.initiative_id, m.work_item_id, 'changed' as kind, s.valid_from as since, s.valid_from as until, s.id as span_id,
    null::uuid as worklog_id
  from member m
  cross join lateral (
    select * from span
    where subject_id = m.work_item_id and field in ('state', 'estimate') and valid_from >= m.valid_from and valid_from < m.valid_to
      and (valid_to is null or valid_to > valid_from)
    offset 0
  ) s
  left join lateral (${spanBefore(sql`s`)}) b on true
  where s.value is distinct from b.value and case s.field
    when 'state' then s.value in ('done', 'blocked', 'cancelled') or b.value in ('done', 'cancelled')
    else exists (select 1 from span p where p.subject_id = s.subject_id and p.field = s.field and p.valid_from < s.valid_from)
  end`

const lateHours = sql`
  select m.initiative_id, m.work_item_id, 'entered_late' as kind, greatest(l.started_at, m.valid_from) as since,
    least(l.created_at, m.valid_to) as until, null::bigint as span_id, l.id as worklog_id
  from member m
  cross join lateral (
    select id, started_at, created_at from worklog
    where work_item_id = m.work_item_id and visibility = 'visible' and created_at > started_at offset 0
  ) l
  where greatest(l.started_at, m.valid_from) < least(l.created_at, m.valid_to)`

const reopenings = sql`
  select m.initiative_id, m.work_item_id, 'reopened' as kind, greatest(s.valid_from, m.valid_from) as since,
    least(s.valid_to, m.valid_to) as until, s.id as span_id, null::uuid as worklog_id
  from member m
  cross join lateral (
    select * from span
    where subject_id = m.work_item_id and field = 'state' and value = 'done' and valid_to > valid_from offset 0
  ) s
  where greatest(s.valid_from, m.valid_from) < least(s.valid_to, m.valid_to) and exists (
    select 1 from span n where n.subject_id = s.subject_id and n.field = 'state' and n.valid_from = s.valid_to
      and (n.valid_to is null or n.valid_to > n.valid_from) and n.value is distinct from 'done'
  )`

/** What stood before an interval, if anything did until it began. */
export function spanBefore(span: SQL): SQL {
  return sql`
    select p.value from span p
    where p.subject_id = ${span}.subject_id and p.field = ${span}.field and p.valid_to = ${span}.valid_from
      and p.valid_from < p.valid_to
    order by p.entry_order desc limit 1`
}
