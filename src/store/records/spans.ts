import { type SQL, sql } from 'drizzle-orm'
import type { Witness, WitnessedSpan } from '../../work/witnessed-span.ts'
import type { PlanningField } from '../../work/work-item.ts'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'
import { toInstant, toInstantOrNull } from '../instant.ts'

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

/** The intervals of each subject, oldest first. Subjects without any are missing from the map. */
export const listSpans = async (db: Queryable, subjectIds: readonly string[]): Promise<SpansOfSubjects> =>
  groupBySubject(await listRows(db, subjectIds, sql``))

/** The same, but of most fields only what is open now; enough to tell the present and what follows from the past. */
export const listEdgeSpans = async (db: Queryable, subjectIds: readonly string[]): Promise<SpansOfSubjects> =>
  groupBySubject(
    await listRows(db, subjectIds, sql`and (valid_to is null or field in ('state', 'completed_hours', 'parent'))`),
  )

/** What was open at an instant, and the states before it, as they would have been stored then. */
export async function listSpansUntil(db: Queryable, ids: readonly string[], at: string): Promise<SpansOfSubjects> {
  const rows = await listRows(
    db,
    ids,
    sql`and valid_from <= ${at}::timestamptz and (valid_to is null or valid_to > ${at}::timestamptz or field = 'state')`,
  )
  const atMs = Date.parse(at)
  return groupBySubject(
    rows.map(row => (row.valid_to !== null && Date.parse(row.valid_to) > atMs ? { ...row, valid_to: null } : row)),
  )
}

type SpansOfSubjects = ReadonlyMap<string, readonly StoredSpan[]>

async function listRows(db: Queryable, ids: readonly string[], condition: SQL): Promise<readonly SpanRow[]> {
  if (ids.length === 0) return []
  return queryRows<SpanRow>(
    db,
    sql`
    select id, subject_id, field, value, raw, valid_from, valid_to, author_id, entry_order, origin, witnesses from span
    where subject_id in (${idList(ids)}) ${condition} order by subject_id, field, valid_from, entry_order`,
  )
}

function groupBySubject(rows: readonly SpanRow[]): SpansOfSubjects {
  const bySubject = new Map<string, StoredSpan[]>()
  for (const row of rows) {
    const spans = bySubject.get(row.subject_id) ?? []
    if (spans.length === 0) bySubject.set(row.subject_id, spans)
    spans.push(readRow(row))
  }
  return bySubject
}

const readRow = (row: SpanRow): StoredSpan => ({
  rowId: row.id,
  field: row.field,
  value: row.value,
  raw: row.raw,
  validFrom: toInstant(row.valid_from),
  validTo: toInstantOrNull(row.valid_to),
  authorId: row.author_id,
  order: Number(row.entry_order),
  origin: row.origin,
  ...(row.witnesses === null ? {} : { witnesses: row.witnesses }),
})
