import { sql } from 'drizzle-orm'
import type { WitnessedSpan } from '../../work/witnessed-span.ts'
import { type Queryable, queryRows } from '../database.ts'
import type { StoredSpan } from './spans.ts'

/** What changes about the stored intervals of some subjects. */
export interface SpanChanges {
  readonly removed: StoredSpan[]
  readonly ended: { readonly span: StoredSpan; readonly validTo: string | null }[]
  readonly added: { readonly subjectId: string; readonly span: WitnessedSpan }[]
}

export const noSpanChanges = (): SpanChanges => ({ removed: [], ended: [], added: [] })

/**
 * Notes what makes the stored intervals of a subject equal to these: what says the same already is left alone, and what
 * only ends otherwise is not written anew. True when anything differs.
 */
export function compareSpans(
  changes: SpanChanges,
  subjectId: string,
  wanted: readonly WitnessedSpan[],
  stored: readonly StoredSpan[],
): boolean {
  const before = new Map(stored.map(span => [fingerprint(span), span]))
  let differs = false
  for (const span of wanted) {
    const key = fingerprint(span)
    const known = before.get(key)
    before.delete(key)
    if (known === undefined) changes.added.push({ subjectId, span })
    else if (known.validTo !== span.validTo) changes.ended.push({ span: known, validTo: span.validTo })
    else continue
    differs = true
  }
  changes.removed.push(...before.values())
  return differs || before.size > 0
}

const SPANS_PER_STATEMENT = 5_000

export async function writeSpans(
  db: Queryable,
  connectionId: string,
  { removed, ended, added }: SpanChanges,
): Promise<void> {
  if (removed.length > 0) {
    const ids = JSON.stringify(removed.map(({ rowId }) => rowId))
    await queryRows(
      db,
      sql`
      delete from span where id in (select value::bigint from json_array_elements_text(${ids}::text::json))`,
    )
  }
  if (ended.length > 0) {
    const ends = JSON.stringify(ended.map(({ span, validTo }) => ({ id: span.rowId, to: validTo })))
    await queryRows(
      db,
      sql`
      update span s set valid_to = r."to" from json_to_recordset(${ends}::text::json) as r(id bigint, "to" timestamptz)
      where s.id = r.id`,
    )
  }
  for (let start = 0; start < added.length; start += SPANS_PER_STATEMENT) {
    // Arrays instead of objects: a span has ten short values, and their names would be most of the text.
    const batch = JSON.stringify(
      added.slice(start, start + SPANS_PER_STATEMENT).map(({ subjectId, span }) => [subjectId, ...contentOf(span)]),
    )
    await queryRows(
      db,
      sql`
      insert into span (connection_id, subject_id, field, value, raw, valid_from, valid_to, author_id, entry_order, origin, witnesses)
      select ${connectionId}::uuid, (v->>0)::uuid, v->>1, v->>2, v->>3, (v->>4)::timestamptz, (v->>9)::timestamptz,
        (v->>5)::uuid, (v->>6)::bigint, v->>7, nullif(v->8, 'null'::jsonb)
      from jsonb_array_elements(${batch}::text::jsonb) as v`,
    )
  }
}

const beginOf = ({ field, value, raw, validFrom, authorId, order, origin, witnesses }: WitnessedSpan): unknown[] => [
  field,
  value,
  raw,
  validFrom,
  authorId,
  order,
  origin,
  witnesses ?? null,
]

const contentOf = (span: WitnessedSpan): unknown[] => [...beginOf(span), span.validTo]

const fingerprint = (span: WitnessedSpan): string => JSON.stringify(beginOf(span))
