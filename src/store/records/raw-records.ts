import { hash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { rawRecord } from '../../../drizzle/schema/raw-record.ts'
import type { RawRecord } from '../../work/raw-record.ts'
import { type Queryable, queryRows } from '../database.ts'
import { type Reading, writeGuarded } from './guarded-write.ts'

/** A raw record with how it was read, as it is stored, and what identifies its content. */
export interface ReadRecord {
  readonly raw: RawRecord
  readonly reading: Reading
  readonly payloadText: string
  readonly contextText: string
  /** Of the content only: when and how it was read does not make it another record. */
  readonly hash: string
  /** It is stored already and could not be read then. */
  readonly wasUnreadable?: boolean
}

export function toReadRecord(raw: RawRecord, reading: Reading): ReadRecord {
  const payloadText = JSON.stringify(raw.payload)
  const contextText = JSON.stringify(raw.context)
  return { raw, reading, payloadText, contextText, hash: hash('sha256', `${payloadText}\n${contextText}`, 'base64') }
}

const keyOf = ({ kind, externalId }: { readonly kind: string; readonly externalId: string }) => `${kind} ${externalId}`

/** The newest reading of each record; one statement must not write a key twice. */
export function newestOfEach(records: readonly ReadRecord[]): readonly ReadRecord[] {
  const newest = new Map<string, ReadRecord>()
  for (const record of records) {
    const known = newest.get(keyOf(record.raw))
    if (known === undefined || isLater(record.raw, known.raw)) newest.set(keyOf(record.raw), record)
  }
  return [...newest.values()]
}

const isLater = (a: RawRecord, b: RawRecord): boolean =>
  a.revision !== b.revision ? a.revision > b.revision : a.revisionDetail >= b.revisionDetail

/**
 * Those whose content is not stored yet, and that are not older than what is: an index that lags answers an item as it was, with the
 * links it had. A look-back over hours is cheap because of this.
 */
export async function dropKnown(
  db: Queryable,
  connectionId: string,
  records: readonly ReadRecord[],
): Promise<readonly ReadRecord[]> {
  if (records.length === 0) return records
  const keys = JSON.stringify(
    records.map(({ raw, hash }) => ({
      kind: raw.kind,
      external_id: raw.externalId,
      hash,
      revision: raw.revision,
      revision_detail: raw.revisionDetail,
    })),
  )
  const known = await queryRows<{ kind: string; external_id: string }>(
    db,
    sql`
    select s.kind, s.external_id from json_to_recordset(${keys}::text::json) as r(kind text, external_id text, hash text, revision bigint, revision_detail bigint)
    join raw_record s on s.connection_id = ${connectionId} and s.kind = r.kind and s.external_id = r.external_id
      and (s.hash = r.hash or (s.revision, s.revision_detail) > (r.revision, r.revision_detail))`,
  )
  const knownKeys = new Set(known.map(row => keyOf({ kind: row.kind, externalId: row.external_id })))
  return records.filter(({ raw }) => !knownKeys.has(keyOf(raw)))
}

/** Those of which nothing is stored. */
export async function dropStored<Each extends Pick<RawRecord, 'kind' | 'externalId'>>(
  db: Queryable,
  connectionId: string,
  records: readonly Each[],
): Promise<readonly Each[]> {
  if (records.length === 0) return records
  const keys = JSON.stringify(records.map(({ kind, externalId }) => ({ kind, external_id: externalId })))
  const stored = await queryRows<{ kind: string; externalId: string }>(
    db,
    sql`
    select s.kind, s.external_id as "externalId" from json_to_recordset(${keys}::text::json) as r(kind text, external_id text)
    join raw_record s on s.connection_id = ${connectionId} and s.kind = r.kind and s.external_id = r.external_id`,
  )
  const storedKeys = new Set(stored.map(keyOf))
  return records.filter(each => !storedKeys.has(keyOf(each)))
}

/** Stores what the tracker said, with the reason where it could not be read. */
export async function saveRawRecords(
  db: Queryable,
  connectionId: string,
  records: readonly ReadRecord[],
  unreadable: ReadonlyMap<RawRecord, string>,
): Promise<void> {
  const rows = records.map(({ raw, reading, payloadText, contextText, hash: contentHash }) => ({
    connectionId,
    kind: raw.kind,
    externalId: raw.externalId,
    revision: raw.revision,
    revisionDetail: raw.revisionDetail,
    ...reading,
    payload: payloadText,
    context: contextText,
    hash: contentHash,
    fetchedAt: raw.fetchedAt,
    unreadable: unreadable.get(raw) ?? null,
  }))
  await writeGuarded(db, rawRecord, rows, { key: ['connectionId', 'kind', 'externalId'], lines: 'payload' })
}

/** Stored records after a position, to be read again, or only those that hold one of these texts; older revisions first. */
export async function listRawRecords(
  db: Queryable,
  connectionId: string,
  after: { readonly kind: string; readonly externalId: string } | null,
  limit: number,
  holding?: readonly string[],
): Promise<readonly ReadRecord[]> {
  const isHeld = sql`exists (
    select 1 from json_array_elements_text(${JSON.stringify(holding ?? [])}::text::json) as t(part)
    where position(part in payload) > 0 or position(part in context) > 0)`
  const rows = await queryRows<{
    kind: string
    external_id: string
    revision: string
    revision_detail: string
    read_ticket: string
    read_quality: 0 | 1
    payload: string
    context: string
    hash: string
    fetched_at: string
    unreadable: string | null
  }>(
    db,
    sql`
    select kind, external_id, revision, revision_detail, read_ticket, read_quality, payload, context, hash, fetched_at, unreadable
    from raw_record where connection_id = ${connectionId}
      ${after === null ? sql`` : sql`and (kind, external_id) > (${after.kind}, ${after.externalId})`}
      ${holding === undefined ? sql`` : sql`and ${isHeld}`}
    order by kind, external_id limit ${limit}`,
  )
  return rows.map(row => ({
    raw: {
      kind: row.kind,
      externalId: row.external_id,
      revision: Number(row.revision),
      revisionDetail: Number(row.revision_detail),
      payload: JSON.parse(row.payload),
      context: JSON.parse(row.context),
      fetchedAt: new Date(row.fetched_at).toISOString(),
    },
    reading: { readTicket: Number(row.read_ticket), readQuality: row.read_quality },
    payloadText: row.payload,
    contextText: row.context,
    hash: row.hash,
    wasUnreadable: row.unreadable !== null,
  }))
}
