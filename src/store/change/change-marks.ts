import { sql } from 'drizzle-orm'
import { type Queryable, queryRows } from '../database.ts'

export const CHANGE_TOPICS = ['assessments', 'milestones', 'alerts', 'connections', 'sync-runs', 'portfolio'] as const
export type ChangeTopic = (typeof CHANGE_TOPICS)[number]

/** That something changed which people look at, and what it is about; null: it may be about any. */
export interface Change {
  readonly topic: ChangeTopic
  readonly initiativeId: string | null
  readonly connectionId: string | null
}

/** What is committed now. Opaque text. */
export type Snapshot = string

export async function takeSnapshot(db: Queryable): Promise<Snapshot> {
  const [row] = await queryRows<{ now: Snapshot }>(db, sql`select pg_current_snapshot()::text as now`)
  if (row === undefined) throw new Error('the database did not tell what is committed')
  return row.now
}

export interface ChangesSince {
  readonly changes: readonly Change[]
  /** Where to go on: nothing is told twice, and nothing is left out, in whatever order transactions end. */
  readonly snapshot: Snapshot
}

/** What was committed since that snapshot. */
export async function listChangesSince(db: Queryable, since: Snapshot): Promise<ChangesSince> {
  const rows = await queryRows<{ [Key in keyof Change]: Change[Key] | null } & { readonly snapshot: Snapshot }>(
    db,
    sql`
    select distinct m.topic, m.initiative_id as "initiativeId", m.connection_id as "connectionId",
      pg_current_snapshot()::text as snapshot
    from (select) one left join change_mark m
      on m.written_by >= pg_snapshot_xmin(${since}::pg_snapshot) and not pg_visible_in_snapshot(m.written_by, ${since}::pg_snapshot)`,
  )
  const [first] = rows
  if (first === undefined) throw new Error('the database did not tell what is committed')
  const changes = rows.flatMap(({ topic, initiativeId, connectionId }) =>
    topic === null ? [] : [{ topic, initiativeId, connectionId }],
  )
  return { changes, snapshot: first.snapshot }
}

/** Those who follow the changes have long seen these. */
export async function removeOldChanges(db: Queryable, olderThanMs: number): Promise<void> {
  await queryRows(db, sql`delete from change_mark where noted_at < now() - ${olderThanMs} * interval '1 ms'`)
}
