import { sql } from 'drizzle-orm'
import type { Witness, WitnessedSpan } from '../work/witnessed-span.ts'
import type { PlanningField } from '../work/work-item.ts'
import { type Queryable, queryRows } from './database.ts'
import { idList } from './id-list.ts'

export interface StoredSpan extends WitnessedSpan {
  readonly rowId: string
}

interface SpanRow {
  readonly id: string
  readonly subject_id: string
  readonly field: PlanningField
  readonly value: string | null
  readonly raw: string | null
  readonly valid_from: string
  readonly valid_to: string | null
  readonly author_id: string | null
  readonly entry_order: string
  readonly origin: 'observed' | 'reconstructed'
  readonly witnesses: readonly Witness[] | null
}

const iso = (text: string): string => new Date(text).toISOString()

/** The intervals of each subject, oldest first. Subjects without any are missing from the map. */
export async function listSpans(
  db: Queryable,
  subjectIds: readonly string[],
): Promise<ReadonlyMap<string, readonly StoredSpan[]>> {
  const bySubject = new Map<string, StoredSpan[]>()
  if (subjectIds.length === 0) return bySubject
  const rows = await queryRows<SpanRow>(
    db,
    sql`
    select id, subject_id, field, value, raw, valid_from, valid_to, author_id, entry_order, origin, witnesses from span
    where subject_id in (${idList(subjectIds)}) order by subject_id, field, valid_from, entry_order`,
  )
  for (const row of rows) {
    const spans = bySubject.get(row.subject_id) ?? []
    if (spans.length === 0) bySubject.set(row.subject_id, spans)
    spans.push({
      rowId: row.id,
      field: row.field,
      value: row.value,
      raw: row.raw,
      validFrom: iso(row.valid_from),
      validTo: row.valid_to === null ? null : iso(row.valid_to),
      authorId: row.author_id,
      order: Number(row.entry_order),
      origin: row.origin,
      ...(row.witnesses === null ? {} : { witnesses: row.witnesses }),
    })
  }
  return bySubject
}

/**
 * Puts these intervals in the place of all that is stored for their subjects; rows that say the same already are left
 * alone. Returns the subjects for which something changed.
 */
export async function replaceSpans(
  db: Queryable,
  connectionId: string,
  replacements: ReadonlyMap<string, readonly WitnessedSpan[]>,
  stored: ReadonlyMap<string, readonly StoredSpan[]>,
): Promise<readonly string[]> {
  const outdated: string[] = []
  const added: unknown[][] = []
  const changed: string[] = []
  for (const [subjectId, spans] of replacements) {
    const before = new Map((stored.get(subjectId) ?? []).map(span => [fingerprint(span), span.rowId]))
    const fresh = spans.filter(span => !before.delete(fingerprint(span)))
    outdated.push(...before.values())
    added.push(...fresh.map(span => [subjectId, ...contentOf(span)]))
    if (before.size > 0 || fresh.length > 0) changed.push(subjectId)
  }
  if (outdated.length > 0) {
    await queryRows(
      db,
      sql`
      delete from span where id in (select value::bigint from json_array_elements_text(${JSON.stringify(outdated)}::text::json))`,
    )
  }
  for (let start = 0; start < added.length; start += SPANS_PER_STATEMENT) {
    // Arrays instead of objects: a span has ten short values, and their names would be most of the text.
    const batch = JSON.stringify(added.slice(start, start + SPANS_PER_STATEMENT))
    await queryRows(
      db,
      sql`
      insert into span (connection_id, subject_id, field, value, raw, valid_from, valid_to, author_id, entry_order, origin, witnesses)
      select ${connectionId}::uuid, (v->>0)::uuid, v->>1, v->>2, v->>3, (v->>4)::timestamptz, (v->>5)::timestamptz,
        (v->>6)::uuid, (v->>7)::bigint, v->>8, nullif(v->9, 'null'::jsonb)
      from jsonb_array_elements(${batch}::text::jsonb) as v`,
    )
  }
  return changed
}

const SPANS_PER_STATEMENT = 5_000

const contentOf = (span: WitnessedSpan): unknown[] => [
  span.field,
  span.value,
  span.raw,
  span.validFrom,
  span.validTo,
  span.authorId,
  span.order,
  span.origin,
  span.witnesses ?? null,
]

const fingerprint = (span: WitnessedSpan): string => JSON.stringify(contentOf(span))
