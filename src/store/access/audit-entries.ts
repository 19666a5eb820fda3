import { sql } from 'drizzle-orm'
import { type Queryable, queryRows } from '../database.ts'
import { listEntries, type Made } from '../entries.ts'
import { idList } from '../id-list.ts'
import type { Page, PageRequest } from '../page.ts'

/** What somebody asks to have changed, and about which things. */
export interface AuditedChange {
  readonly createdBy: string
  readonly tokenId: string
  readonly method: string
  readonly route: string
  readonly subjects: readonly string[]
}

/** The entry that it was asked for with, and the status of the answer. */
export interface AuditedOutcome {
  readonly asked: number
  readonly status: number
}

export interface AuditEntry extends AuditedChange, Made {
  readonly entry: number
  /** Null, both: it was asked for, and nothing had changed yet. */
  readonly asked: number | null
  readonly status: number | null
  readonly previousHash: string
  readonly hash: string
}

/** Its number. It stands before the next statement of anybody, and is never changed. */
export async function appendAuditEntry(
  db: Queryable,
  { createdBy, tokenId, method, route, subjects }: AuditedChange,
  outcome: AuditedOutcome | null,
): Promise<number> {
  const [row] = await queryRows<{ readonly entry: number }>(
    db,
    sql`
    insert into audit_entry (created_by, token_id, method, route, subjects, asked, status)
    values (${createdBy}, ${tokenId}, ${method}, ${route}, array(${idList(subjects)}), ${outcome?.asked ?? null},
      ${outcome?.status ?? null})
    returning entry::float8 as entry`,
  )
  if (row === undefined) throw new Error('the database did not return the entry it appended')
  return row.entry
}

export interface AuditFilter {
  /** The name of a token, or its id. */
  readonly actor?: string
  readonly subject?: string
  /** ISO 8601 UTC; `to` is not in it. */
  readonly from?: string
  readonly to?: string
}

export async function listAuditEntries(
  db: Queryable,
  { actor, subject, from, to }: AuditFilter,
  page: PageRequest,
): Promise<Page<AuditEntry>> {
  const columns = sql`t.entry::float8 as entry, t.token_id as "tokenId", t.method, t.route, t.subjects,
    t.asked::float8 as asked, t.status, t.previous_hash as "previousHash", t.hash`
  const where = [
    actor === undefined ? null : sql`(t.created_by = ${actor} or t.token_id::text = lower(${actor}))`,
    subject === undefined ? null : sql`t.subjects @> array[${subject}::uuid]`,
    from === undefined ? null : sql`t.created_at >= ${from}`,
    to === undefined ? null : sql`t.created_at < ${to}`,
  ]
  return listEntries(db, sql`audit_entry`, { columns, where }, page)
}

export interface AuditVerification {
  readonly entries: number
  /** The first entry that is not as it was written, or whose predecessor is not; null: the chain holds. */
  readonly brokenAt: number | null
  /** Of the newest entry; null: there is none. */
  readonly lastHash: string | null
}

/** Reads all of it. That the newest entries were cut off shows only against a `lastHash` that was noted elsewhere. */
export async function verifyAuditEntries(db: Queryable): Promise<AuditVerification> {
  const [row] = await queryRows<AuditVerification>(
    db,
    sql`
    with read as (
      select e.entry, e.hash, e.hash <> hash_audit_entry(e) or e.previous_hash <> lag(e.hash, 1, '') over in_order
        or e.entry <> lag(e.entry, 1, 0::bigint) over in_order + 1 as is_broken
      from audit_entry e window in_order as (order by e.entry)
    )
    select count(*)::float8 as entries, (min(entry) filter (where is_broken))::float8 as "brokenAt",
      (array_agg(hash order by entry desc))[1] as "lastHash"
    from read`,
  )
  if (row === undefined) throw new Error('the database did not tell whether the chain holds')
  return row
}
