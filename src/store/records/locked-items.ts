import { sql } from 'drizzle-orm'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'
import type { Version } from './guarded-write.ts'

/** What is stored of an item whose row nobody else can change before this transaction ends. */
export interface LockedItem {
  readonly key: string
  readonly version: Version
  readonly updatedAt: string
}

/** Locks the rows of those that exist, in the order of their ids, so that two writers cannot block each other. */
export async function lockItems(db: Queryable, ids: readonly string[]): Promise<ReadonlyMap<string, LockedItem>> {
  if (ids.length === 0) return new Map()
  const rows = await queryRows<{
    id: string
    key: string
    revision: string
    revision_detail: string
    read_ticket: string
    read_quality: 0 | 1
    updated_at: string
  }>(
    db,
    sql`
    select id, key, revision, revision_detail, read_ticket, read_quality, updated_at from work_item
    where id in (${idList(ids)}) order by id for update`,
  )
  return new Map(
    rows.map(row => [
      row.id,
      {
        key: row.key,
        version: {
          revision: Number(row.revision),
          revisionDetail: Number(row.revision_detail),
          readTicket: Number(row.read_ticket),
          readQuality: row.read_quality,
        },
        updatedAt: new Date(row.updated_at).toISOString(),
      },
    ]),
  )
}
