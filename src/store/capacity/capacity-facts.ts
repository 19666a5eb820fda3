import { type SQL, sql } from 'drizzle-orm'
import type { CapacityPerson, CoveredHours, Load } from '../../portfolio/capacity/capacity.ts'
import type { CapacityShare } from '../../portfolio/capacity/shares.ts'
import type { Absence, Availability, PlannedCapacity, SupplyFacts } from '../../portfolio/capacity/supply.ts'
import { type Queryable, queryRows } from '../database.ts'

/** The days in question, both included; the first is a Monday. */
export interface CapacityRange {
  readonly firstDay: string
  readonly lastDay: string
}

/** Somebody is one person over all trackers; whom one tracker knows only is the identity. */
const person = (identity: SQL): SQL =>
  sql`(select coalesce(i.person_id, i.id) from person_identity i where i.id = ${identity})`

/** Hours that people have, of every person. */
export async function loadSupply(db: Queryable, { firstDay, lastDay }: CapacityRange): Promise<SupplyFacts> {
  const [planned, absences, availabilities] = await Promise.all([
    queryRows<PlannedCapacity>(
      db,
      sql`
      select ${person(sql`c.person_id`)} as "personId", c.team_id as "teamId", c.iteration_id as "iterationId",
        n.start_day as "firstDay", n.end_day as "lastDay", c.hours_per_day as "hoursPerDay", t.working_days as "workingDays"
      from capacity c join iteration n on n.id = c.iteration_id join team t on t.id = c.team_id
      where t.visibility = 'visible' and n.visibility <> 'deleted' and n.start_day <= ${lastDay}::date and n.end_day >= ${firstDay}::date
        and exists (select 1 from person_identity i where i.id = c.person_id)`,
    ),
    queryRows<Absence>(
      db,
      sql`
      select d.team_id as "teamId", case when d.person_id is not null then ${person(sql`d.person_id`)} end as "personId",
        d.first_day as "firstDay", d.last_day as "lastDay"
      from day_off d where d.first_day <= ${lastDay}::date and d.last_day >= ${firstDay}::date
        and (d.person_id is null or exists (select 1 from person_identity i where i.id = d.person_id))`,
    ),
    queryRows<Availability>(
      db,
      sql`
      select ${person(sql`a.identity_id`)} as "personId", a.first_day as "firstDay", a.last_day as "lastDay",
        a.hours_per_week as "hoursPerWeek"
      from availability a where a.withdrawn_at is null and a.first_day <= ${lastDay}::date
        and (a.last_day is null or a.last_day >= ${firstDay}::date)
        and exists (select 1 from person_identity i where i.id = a.identity_id)`,
    ),
  ])
  return { planned, absences, availabilities }
}

/** What is asked about: everybody where nobody is named, else one person, or all who work on an initiative. */
export interface CapacitySubject {
  readonly personId?: string | undefined
  readonly initiativeId?: string | undefined
}

export interface LoadFacts {
  readonly loads: readonly Load[]
  readonly shares: readonly CapacityShare[]
  readonly covered: readonly CoveredHours[]
}

/**
 * Hours that were worked in these days, and that open work asks in them or at no known time. Of those who work on an
 * initiative it is all they have, wherever; `covered` is what the initiative itself has.
 */
export async function loadLoads(
  db: Queryable,
  { firstDay, lastDay }: CapacityRange,
  { personId, initiativeId }: CapacitySubject,
): Promise<LoadFacts> {
  const isHere = initiativeId === undefined ? sql`true` : sql`initiative_id = ${initiativeId}::uuid`
  const rows = await queryRows<LoadRow>(
    db,
    sql`
    with load as materialized (
      select coalesce(i.person_id, i.id) as person_id, s.connection_id, s.initiative_id, s.week, s.kind, s.hours, s.unestimated
      from (
        select l.author_id as identity_id, l.connection_id, m.initiative_id, date_trunc('week', l.day)::date as week,
          sum(l.seconds) / 3600.0::float8 as hours, 0 as unestimated, 'logged' as kind
        from worklog l left join initiative_item m on m.work_item_id = l.work_item_id and m.valid_to is null
        where l.visibility = 'visible' and l.day between ${firstDay}::date and ${lastDay}::date
        group by 1, 2, 3, 4
        union all
        select assignee_id, connection_id, initiative_id, week, hours, unestimated_items, 'demand'
        from demand where week is null or week between ${firstDay}::date and ${lastDay}::date
      ) s left join person_identity i on i.id = s.identity_id
      where ${personId === undefined ? sql`true` : sql`coalesce(i.person_id, i.id) = ${personId}::uuid`}
    ),
    dated as (
      select * from load where week is not null and person_id is not null and
        ${initiativeId === undefined ? sql`true` : sql`person_id in (select person_id from load where week is not null and ${isHere})`}
    )
    select 'load' as part, person_id as "personId", null::uuid as id, week, kind, null::boolean as "isSomebodys",
      null::boolean as "isDated", sum(hours) as hours, sum(unestimated)::int as "unestimatedItems"
    from dated group by person_id, week, kind
    union all
    select 'tracker', person_id, connection_id, null, null, null, null, sum(hours), 0 from dated group by person_id, connection_id
    union all
    select 'initiative', person_id, initiative_id, null, null, null, null, sum(hours), 0 from dated group by person_id, initiative_id
    union all
    select 'covered', null, null, null, kind, person_id is not null, week is not null, sum(hours), sum(unestimated)::int
    from load where ${isHere} group by kind, person_id is not null, week is not null`,
  )
  return {
    loads: rows.filter(row => row.part === 'load'),
    shares: rows.filter(row => row.part !== 'load' && row.part !== 'covered'),
    covered: rows.filter(row => row.part === 'covered'),
  }
}

type LoadRow = (Load & { readonly part: 'load' }) | CapacityShare | (CoveredHours & { readonly part: 'covered' })

/** Everybody who has time or work in the facts, by name. */
export async function listCapacityPeople(
  db: Queryable,
  personIds: readonly string[],
  lastDay: string,
): Promise<readonly CapacityPerson[]> {
  return await queryRows<CapacityPerson>(
    db,
    sql`
    select coalesce(i.person_id, i.id) as id, min(i.name collate "C") as name, (
        select a.employment from availability a
        where a.withdrawn_at is null and a.identity_id = any (array_agg(i.id)) and a.first_day <= ${lastDay}::date
        order by a.first_day desc, a.entered_at desc limit 1
      ) as employment,
      coalesce((select array_agg(t.id order by t.id) from team t where t.visibility = 'visible' and t.member_ids && array_agg(i.id)), '{}') as "teamIds"
    from person_identity i
    where coalesce(i.person_id, i.id) in (select value::uuid from json_array_elements_text(${JSON.stringify(personIds)}::text::json))
    group by coalesce(i.person_id, i.id)
    order by min(i.name collate "C"), coalesce(i.person_id, i.id)`,
  )
}
