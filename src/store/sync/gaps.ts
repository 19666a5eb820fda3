import { and, desc, eq, isNull, notInArray, sql } from 'drizzle-orm'
import { gap } from '../../../drizzle/schema/sync.ts'
import { type Queryable, queryRows } from '../database.ts'

export interface NewGap {
  readonly connectionId: string
  readonly scopeExternalId: string
  readonly stream: string
  readonly kind: string
  readonly subject: string
  readonly detail: string
}

/** Opens a gap, or says that an open one was seen again. */
export async function saveGaps(db: Queryable, gaps: readonly NewGap[]): Promise<void> {
  if (gaps.length === 0) return
  const unique = [...new Map(gaps.map(each => [`${each.kind} ${each.subject}`, each])).values()]
  const rows = JSON.stringify(unique.map(each => ({ ...each, id: null })))
  await queryRows(
    db,
    sql`
    insert into gap (connection_id, scope_external_id, stream, kind, subject, detail)
    select "connectionId", "scopeExternalId", stream, kind, subject, detail
    from json_to_recordset(${rows}::text::json)
      as r("connectionId" uuid, "scopeExternalId" text, stream text, kind text, subject text, detail text)
    order by kind, subject
    on conflict (connection_id, kind, subject) where closed_at is null
    do update set detail = excluded.detail, seen_at = now()`,
  )
}

/** A stream was read completely since `since`: what it did not report again is no longer missing, but for `lasting` kinds. */
export async function closeGapsNotSeenSince(
  db: Queryable,
  key: { readonly connectionId: string; readonly scopeExternalId: string; readonly stream: string },
  lasting: readonly string[],
  since: string,
): Promise<void> {
  await db
    .update(gap)
    .set({ closedAt: sql`now()` })
    .where(
      and(
        eq(gap.connectionId, key.connectionId),
        eq(gap.scopeExternalId, key.scopeExternalId),
        eq(gap.stream, key.stream),
        lasting.length === 0 ? undefined : notInArray(gap.kind, [...lasting]),
        isNull(gap.closedAt),
        sql`${gap.seenAt} < ${since}`,
      ),
    )
}

/** Of a kind that one finding tells as a whole, what it does not name any more is over. */
export async function closeGapsBut(
  db: Queryable,
  connectionId: string,
  kind: string,
  subjects: readonly string[],
): Promise<void> {
  await db
    .update(gap)
    .set({ closedAt: sql`now()` })
    .where(
      and(
        eq(gap.connectionId, connectionId),
        eq(gap.kind, kind),
        isNull(gap.closedAt),
        subjects.length === 0 ? undefined : notInArray(gap.subject, [...subjects]),
      ),
    )
}

/** Of a kind that is told of each subject by itself, these are over. */
export async function closeGapsOf(
  db: Queryable,
  connectionId: string,
  kind: string,
  subjects: readonly string[],
): Promise<void> {
  if (subjects.length === 0) return
  await queryRows(
    db,
    sql`
    update gap set closed_at = now() where connection_id = ${connectionId} and kind = ${kind} and closed_at is null
      and subject in (select value from json_array_elements_text(${JSON.stringify(subjects)}::text::json))`,
  )
}

export const listOpenGaps = (db: Queryable, connectionId: string, limit: number) =>
  db
    .select({
      scope: gap.scopeExternalId,
      stream: gap.stream,
      kind: gap.kind,
      subject: gap.subject,
      detail: gap.detail,
      openedAt: gap.openedAt,
      seenAt: gap.seenAt,
    })
    .from(gap)
    .where(and(eq(gap.connectionId, connectionId), isNull(gap.closedAt)))
    .orderBy(desc(gap.seenAt), gap.kind, gap.subject)
    .limit(limit)
