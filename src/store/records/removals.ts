import { getTableName, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { team } from '../../../drizzle/schema/team.ts'
import { iteration, project, release, tombstone, workItem, worklog } from '../../../drizzle/schema/work.ts'
import type { RecordKind } from '../../work/raw-record.ts'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'
import { compareVersions, type Version, writeGuarded } from './guarded-write.ts'

/** A record is gone: proven deleted, or no longer shown to us. Its row stays. */
export interface Removal {
  readonly kind: RecordKind
  readonly id: string
  readonly visibility: 'deleted' | 'not_visible'
  readonly at: string | null
  readonly how: string
  readonly version: Version
}

const TABLES: Partial<Record<RecordKind, PgTable>> = { project, iteration, release, work_item: workItem, worklog, team }

/**
 * Notes what is gone, guarded by version like every write. Returns, for each record that was visible until now, its id; of
 * hours, that of their item.
 */
export async function applyRemovals(
  db: Queryable,
  connectionId: string,
  removals: readonly Removal[],
): Promise<readonly string[]> {
  const rows = new Map<string, ReturnType<typeof toRow>>()
  for (const removal of removals) {
    const known = rows.get(removal.id)
    if (known === undefined || compareVersions(removal.version, known) >= 0) {
      rows.set(removal.id, toRow(connectionId, removal))
    }
  }
  await writeGuarded(db, tombstone, [...rows.values()], { key: ['recordId'] })
  const gone: string[] = []
  for (const kind of new Set(removals.map(removal => removal.kind))) {
    gone.push(
      ...(await settleVisibility(
        db,
        kind,
        removals.filter(each => each.kind === kind).map(({ id }) => id),
      )),
    )
  }
  return gone
}

const toRow = (connectionId: string, { id, visibility, at, how, version }: Removal) => ({
  recordId: id,
  connectionId,
  visibility,
  goneAt: at,
  goneHow: how,
  ...version,
})

/**
 * A record is gone while the news of it is not older than what we read last, and visible else. To be called after either was
 * written; returns the ids for which it changed, of hours those of their items.
 */
export async function settleVisibility(
  db: Queryable,
  kind: RecordKind,
  ids: readonly string[],
): Promise<readonly string[]> {
  const table = TABLES[kind]
  if (table === undefined || ids.length === 0) return []
  const name = sql.identifier(getTableName(table))
  const touched = kind === 'worklog' ? sql`t.work_item_id as id` : sql`t.id`
  const rows = await queryRows<{ id: string }>(
    db,
    sql`
    update ${name} t set visibility = n.visibility, gone_at = n.gone_at, gone_how = n.gone_how
    from (
      select e.id, coalesce(g.visibility, 'visible') as visibility, coalesce(g.gone_at, case when g.record_id is not null then now() end) as gone_at, g.gone_how
      from ${name} e left join tombstone g on g.record_id = e.id
        and (g.revision, g.revision_detail, g.read_ticket, g.read_quality) >= (e.revision, e.revision_detail, e.read_ticket, e.read_quality)
      where e.id in (${idList(ids)})
    ) n
    where n.id = t.id and t.visibility <> n.visibility returning ${touched}`,
  )
  return rows.map(row => row.id)
}

/** The version of a finding that has none of its own (a census, a lookup by id): as stored, but read later. */
export async function listVersions(
  db: Queryable,
  kind: RecordKind,
  ids: readonly string[],
): Promise<ReadonlyMap<string, { revision: number; revisionDetail: number }>> {
  const table = TABLES[kind]
  if (table === undefined || ids.length === 0) return new Map()
  const rows = await queryRows<{ id: string; revision: string; revision_detail: string }>(
    db,
    sql`
    select id, revision, revision_detail from ${sql.identifier(getTableName(table))}
    where id in (${idList(ids)})`,
  )
  return new Map(
    rows.map(row => [row.id, { revision: Number(row.revision), revisionDetail: Number(row.revision_detail) }]),
  )
}
