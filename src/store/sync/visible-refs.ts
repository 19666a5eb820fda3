import { type SQL, sql } from 'drizzle-orm'
import { type Queryable, queryRows } from '../database.ts'

export const CENSUS_KINDS = ['work_item', 'iteration', 'release', 'worklog', 'team'] as const
export type CensusKind = (typeof CENSUS_KINDS)[number]

/** A record held as existing. */
export interface VisibleRef {
  readonly externalId: string
  /** External id of its project; empty when it has none that we know. */
  readonly scope: string
  /** Of a worklog: the external id of its item. */
  readonly itemExternalId: string | null
}

/** Inferred worklogs have no counterpart at the tracker, and those of an item that is gone went with it. */
const SELECTIONS: Record<CensusKind, (connectionId: string) => SQL> = {
  work_item: id => plain('work_item', id),
  iteration: id => plain('iteration', id),
  release: id => plain('release', id),
  team: id => plain('team', id),
  worklog: id => sql`
    select l.external_id as "externalId", coalesce(p.external_id, '') as scope, w.external_id as "itemExternalId"
    from worklog l join work_item w on w.id = l.work_item_id and w.visibility = 'visible'
    left join project p on p.id = w.project_id
    where l.connection_id = ${id} and l.visibility = 'visible' and not l.inferred`,
}

const plain = (table: CensusKind, connectionId: string): SQL => sql`
  select t.external_id as "externalId", coalesce(p.external_id, '') as scope, null as "itemExternalId"
  from ${sql.identifier(table)} t left join project p on p.id = t.project_id
  where t.connection_id = ${connectionId} and t.visibility = 'visible'`

export const listVisibleRefs = (
  db: Queryable,
  connectionId: string,
  kind: CensusKind,
): Promise<readonly VisibleRef[]> => queryRows<VisibleRef>(db, SELECTIONS[kind](connectionId))
