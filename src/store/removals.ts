import { getTableName, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { iteration, project, release, workItem, worklog } from '../../drizzle/schema/work.ts'
import type { RecordKind } from '../work/raw-record.ts'
import { type Queryable, queryRows } from './database.ts'
import { idList } from './id-list.ts'
import type { Version } from './guarded-write.ts'

/** A record is gone: proven deleted, or no longer shown to us. The row stays as a tombstone. */
export interface Removal {
  readonly kind: RecordKind
  readonly id: string
  readonly visibility: 'deleted' | 'not_visible'
  readonly at: string | null
  readonly how: string
  readonly version: Version
}

const TABLES: Partial<Record<RecordKind, PgTable>> = { project, iteration, release, work_item: workItem, worklog }

/** Marks the rows, guarded by version like every write. Returns the ids that were visible until now. */
export async function applyRemovals(db: Queryable, removals: readonly Removal[]): Promise<readonly string[]> {
  const gone: string[] = []
  for (const kind of new Set(removals.map(removal => removal.kind))) {
    const table = TABLES[kind]
    if (table === undefined) continue
    const rows = JSON.stringify(
      removals
        .filter(removal => removal.kind === kind)
        .map(({ id, visibility, at, how, version }) => ({
          id, visibility, at, how,
          revision: version.revision, detail: version.revisionDetail, ticket: version.readTicket, quality: version.readQuality,
        })),
    )
    const marked = await queryRows<{ id: string }>(db, sql`
      update ${sql.identifier(getTableName(table))} t set visibility = r.visibility, gone_at = coalesce(r.at, now()), gone_how = r.how,
        revision = r.revision, revision_detail = r.detail, read_ticket = r.ticket, read_quality = r.quality
      from (select distinct on (id) * from json_to_recordset(${rows}::text::json) as j(id uuid, visibility text, at timestamptz,
        how text, revision bigint, detail bigint, ticket bigint, quality int) order by id, revision desc, ticket desc) r
      where t.id = r.id and t.visibility <> r.visibility
        and (r.revision, r.detail, r.ticket, r.quality) >= (t.revision, t.revision_detail, t.read_ticket, t.read_quality)
      returning t.id`)
    gone.push(...marked.map(row => row.id))
  }
  return gone
}

/** The version of a finding that has none of its own (a census, a lookup by id): as stored, but read later. */
export async function listVersions(db: Queryable, kind: RecordKind, ids: readonly string[]): Promise<ReadonlyMap<string, { revision: number; revisionDetail: number }>> {
  const table = TABLES[kind]
  if (table === undefined || ids.length === 0) return new Map()
  const rows = await queryRows<{ id: string; revision: string; revision_detail: string }>(db, sql`
    select id, revision, revision_detail from ${sql.identifier(getTableName(table))}
    where id in (${idList(ids)})`)
  return new Map(rows.map(row => [row.id, { revision: Number(row.revision), revisionDetail: Number(row.revision_detail) }]))
}
