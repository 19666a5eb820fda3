import { type SQL, sql } from 'drizzle-orm'
import { type Queryable, queryRows } from '../database.ts'
import { cutPage, type Page, type PageRequest } from '../page.ts'

export interface ListedCapacity {
  readonly id: string
  readonly connectionId: string
  readonly teamId: string
  readonly iterationId: string
  readonly personId: string
  readonly activity: string | null
  readonly hoursPerDay: number
}

export interface ListedDayOff {
  readonly id: string
  readonly connectionId: string
  readonly teamId: string
  readonly iterationId: string
  /** Null: the whole team. */
  readonly personId: string | null
  readonly firstDay: string
  readonly lastDay: string
}

export interface PlanFilter {
  readonly connectionId?: string
  readonly teamId?: string
  readonly iterationId?: string
}

export const listCapacities = (db: Queryable, filter: PlanFilter, page: PageRequest): Promise<Page<ListedCapacity>> =>
  listPlanned(
    db,
    sql`select id, connection_id as "connectionId", team_id as "teamId", iteration_id as "iterationId",
      person_id as "personId", activity, hours_per_day as "hoursPerDay" from capacity`,
    filter,
    page,
  )

export const listDaysOff = (db: Queryable, filter: PlanFilter, page: PageRequest): Promise<Page<ListedDayOff>> =>
  listPlanned(
    db,
    sql`select id, connection_id as "connectionId", team_id as "teamId", iteration_id as "iterationId",
      person_id as "personId", first_day as "firstDay", last_day as "lastDay" from day_off`,
    filter,
    page,
  )

/** By id: nothing about an entry is a better order for all of them. Those of a team that is gone are not listed. */
async function listPlanned<Row extends { readonly id: string }>(
  db: Queryable,
  select: SQL,
  { connectionId, teamId, iterationId }: PlanFilter,
  page: PageRequest,
): Promise<Page<Row>> {
  const [, id = ''] = page.after ?? []
  const rows = await queryRows<Row>(
    db,
    sql`
    ${select} where team_id in (select t.id from team t where t.visibility = 'visible')
      ${connectionId === undefined ? sql`` : sql`and connection_id = ${connectionId}`}
      ${teamId === undefined ? sql`` : sql`and team_id = ${teamId}`}
      ${iterationId === undefined ? sql`` : sql`and iteration_id = ${iterationId}`}
      ${page.after === null ? sql`` : sql`and id > ${id}::uuid`}
    order by id limit ${page.limit + 1}`,
  )
  return cutPage(
    rows,
    page.limit,
    row => ['', row.id],
    row => row,
  )
}
