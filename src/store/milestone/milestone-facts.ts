import { type SQL, sql } from 'drizzle-orm'
import { type Day, dayOf } from '../../portfolio/calendar.ts'
import type { MilestoneDate, MilestoneFacts } from '../../portfolio/initiative.ts'
import type { MilestoneRule } from '../../portfolio/milestone/milestone-rule.ts'
import { todayAt } from '../../portfolio/wall-clock.ts'
import { type Queryable, queryRows } from '../database.ts'
import { toInstant } from '../instant.ts'
import { findTimeZone } from '../portfolio/time-zone.ts'
import { listPlacedItems, type PlacedItem } from '../scope/placed-items.ts'
import { frozenDay } from './frozen-days.ts'
import { holdItems, listMembers, type MilestoneSubject } from './held-items.ts'
import { isInIteration } from './iteration-scope.ts'
import { fitsRules, loadMilestoneRules } from './milestone-rules.ts'

type Row = Omit<MilestoneFacts, 'dates' | 'itemIds'> &
  MilestoneSubject & { readonly dates: readonly MilestoneDate[] | null }

/** The items of the scope then, where they are known already; of a past instant they have to be. */
export interface GivenItems {
  readonly items: readonly PlacedItem[]
  readonly isPast: boolean
}

/**
 * The milestones of an initiative with what is known of their dates at `at`. Of a past instant also which milestones there were
 * follows from the items of then.
 */
export async function loadMilestoneFacts(
  db: Queryable,
  initiativeId: string,
  at: string,
  given?: GivenItems,
): Promise<readonly MilestoneFacts[]> {
  const items = given?.items ?? (await listPlacedItems(db, initiativeId))
  const subjects =
    given?.isPast === true
      ? pastSubjects(initiativeId, at, items, await loadMilestoneRules(db, initiativeId, at))
      : null
  // What the store knows now is known, also where the tracker's clock runs ahead of ours, or it came while others were read.
  const datesUntil = subjects === null ? 'infinity' : at
  const { latest } = todayAt(at, await findTimeZone(db, initiativeId))
  const rows = await listRows(db, initiativeId, at, { subjects, datesUntil, latest })
  const members = await listMembers(db, rows, items, at)
  return holdItems(items, rows, members).map(({ subject, itemIds, actualDay }) => {
    const { subjectId: _, ...row } = subject
    return { ...row, dates: knownDates(row.dates ?? []), itemIds, actualDay }
  })
}

export type DatedMilestone = Pick<MilestoneFacts, 'id' | 'name' | 'baselineDay' | 'dates'>

/** The milestones of now of an initiative with what is known of their dates at `at`; for that no item has to be read. */
export async function listDatedMilestones(
  db: Queryable,
  initiativeId: string,
  at: string,
): Promise<readonly DatedMilestone[]> {
  const rows = await listRows(db, initiativeId, at, { subjects: null, datesUntil: at, latest: dayOf(at) })
  return rows.map(({ id, name, baselineDay, dates }) => ({ id, name, baselineDay, dates: knownDates(dates ?? []) }))
}

interface Reading {
  /** Of a past instant; null: those of now. */
  readonly subjects: SQL | null
  /** Dates that were set after this are left out. */
  readonly datesUntil: string
  /** An iteration that ends before it is over. */
  readonly latest: Day
}

const listRows = (
  db: Queryable,
  initiativeId: string,
  at: string,
  { subjects, datesUntil, latest }: Reading,
): Promise<readonly Row[]> => {
  const isPast = subjects !== null
  return queryRows<Row>(
    db,
    sql`
    with recursive
    ${subjects ?? presentSubjects(initiativeId, at)},
    date_set as (
      select m.id as milestone_id, d.value as day, d.valid_from as at, d.entry_order, d.author_id as person_id
      from subject m join span d on d.subject_id = m.subject_id
      where d.field = 'target_day' and d.valid_from <= ${datesUntil}::timestamptz and (d.valid_to is null or d.valid_to > d.valid_from)
      union all
      select m.id, coalesce((
        select c.from_day from milestone_date_change c where c.milestone_id = m.id order by c.changed_at, c.id limit 1
      ), m.manual_day)::text,
        least(m.created_at, (select min(c.changed_at) from milestone_date_change c where c.milestone_id = m.id)), 0, null
      from subject m where m.source = 'manual'
      union all
      select m.id, c.to_day::text, c.changed_at, c.id, c.person_id
      from subject m join milestone_date_change c on c.milestone_id = m.id
      where m.source = 'manual' and c.changed_at <= ${datesUntil}::timestamptz
    )
    select m.id, m.name, m.source, m.subject_id as "subjectId", m.connection_id as "connectionId",
      coalesce(${frozenDay(sql`m.id`, datesUntil)}, ${isPast ? baselineThen : sql`m.baseline_day`}) as "baselineDay",
      m.tolerance_days as "toleranceDays", m.importance,
      (select json_agg(json_build_object('day', d.day, 'at', d.at, 'byPersonId', d.person_id) order by d.at, d.entry_order)
        from date_set d where d.milestone_id = m.id) as dates,
      case m.source
        when 'manual' then m.achieved_day
        when 'release' then ${isPast ? releasedThen(at) : releasedNow}
        when 'iteration' then (select e.end_day from iteration e where e.id = m.subject_id and coalesce(e.completed_at <= ${at}::timestamptz, e.end_day < ${latest}::date))
      end::text as "actualDay"
    from subject m
    order by m.created_at, m.id`,
  )
}

/** One entry for each change: a span that only repeats the date says nothing new. */
function knownDates(dates: readonly MilestoneDate[]): readonly MilestoneDate[] {
  return dates
    .filter((date, index) => date.day !== (dates[index - 1]?.day ?? null))
    .map(date => ({ ...date, at: toInstant(date.at) }))
}

const presentSubjects = (initiativeId: string, at: string): SQL => sql`
  subject as (
    select * from milestone
    where initiative_id = ${initiativeId} and (retired_at is null or retired_at > ${at}::timestamptz)
  )`

/** Found by the rule of refresh-milestones.ts among the items of then; those that people entered, since they did. */
const pastSubjects = (
  initiativeId: string,
  at: string,
  items: readonly PlacedItem[],
  rules: readonly MilestoneRule[],
): SQL => sql`
  scope as materialized (
    select * from json_to_recordset(${JSON.stringify(items.map(shorten))}::text::json)
      as i(id uuid, parent_id uuid, release_ids uuid[], level int, kind text, target_day date)
  ),
  above(item_id, ancestor_id) as (
    select id, parent_id from scope where (level >= 1 or kind = 'milestone') and parent_id is not null
    union
    select a.item_id, s.parent_id from above a join scope s on s.id = a.ancestor_id where s.parent_id is not null
  ),
  subject as (
    select m.* from milestone m left join scope s on s.id = m.subject_id
    where m.initiative_id = ${initiativeId} and case m.source
      when 'manual' then m.created_at <= ${at}::timestamptz
      when 'release' then exists (select 1 from scope h where m.subject_id = any(h.release_ids))
        and ${fitsRules(rules, 'release', [sql`m.name`])}
      when 'iteration' then exists (
        select 1 from iteration e cross join scope h join span d on d.subject_id = h.id
        where e.id = m.subject_id and ${fitsRules(rules, 'iteration', [sql`m.name`, sql`e.path`])} and ${isInIteration(at)})
      else (s.level >= 1 or s.kind = 'milestone')
        and (s.kind = 'milestone' or not exists (
          select 1 from above a join scope p on p.id = a.ancestor_id where a.item_id = s.id and p.target_day is not null))
        and (s.target_day is not null or exists (
          select 1 from span d where d.subject_id = s.id and d.field = 'target_day' and d.value is not null
            and d.valid_from <= ${at}::timestamptz))
        and ${fitsRules(rules, 'work_item', [sql`m.name`])}
    end
  )`

const shorten = (item: PlacedItem) => ({
  id: item.id,
  parent_id: item.parentId,
  release_ids: item.releaseIds,
  level: item.level,
  kind: item.kind,
  target_day: item.targetDay,
})

/** A promise that nobody had made yet is none. */
const baselineThen = sql`case when m.source = 'manual' or exists (
  select 1 from date_set d where d.milestone_id = m.id and d.day is not null) then m.baseline_day end`

const releasedNow = sql`(
  select coalesce((
    select (d.valid_from at time zone 'UTC')::date from span d
    where d.subject_id = r.id and d.field = 'released' and d.value = 'true' and d.valid_to is null
    order by d.valid_from limit 1
  ), r.target_day) from release r where r.id = m.subject_id and r.released
)`

const releasedThen = (at: string): SQL => sql`(
  select (d.valid_from at time zone 'UTC')::date from span d
  where d.subject_id = m.subject_id and d.field = 'released' and d.value = 'true'
    and d.valid_from <= ${at}::timestamptz and (d.valid_to is null or d.valid_to > ${at}::timestamptz)
  order by d.valid_from limit 1
)`
