import { and, eq, isNull } from 'drizzle-orm'
import { gap } from '../../../drizzle/schema/sync.ts'
import { RECORD_KINDS, type RecordRef } from '../../work/raw-record.ts'
import type { Queryable } from '../database.ts'
import { closeGapsOf, saveGaps } from './gaps.ts'

const GAP = 'refused_record'

const nameOf = ({ kind, externalId }: RecordRef): string => `${kind} ${externalId}`

/** What the tracker has and did not answer when it was asked for by id; `answered`: those that it did answer. */
export async function noteRefused(
  db: Queryable,
  connectionId: string,
  refused: readonly { readonly ref: RecordRef; readonly why: string }[],
  answered: readonly RecordRef[],
): Promise<void> {
  await closeGapsOf(db, connectionId, GAP, answered.map(nameOf))
  await saveGaps(
    db,
    refused.map(({ ref, why }) => ({
      connectionId,
      // Not the scope: a reading of it that ends well says nothing about this.
      scopeExternalId: '',
      stream: 'work_items',
      kind: GAP,
      subject: nameOf(ref),
      detail: why,
    })),
  )
}

/** What was refused and not answered since: it is asked for again. */
export async function listRefused(db: Queryable, connectionId: string): Promise<readonly RecordRef[]> {
  const rows = await db
    .select({ subject: gap.subject })
    .from(gap)
    .where(and(eq(gap.connectionId, connectionId), eq(gap.kind, GAP), isNull(gap.closedAt)))
  return rows.flatMap(({ subject }) => {
    const [word, externalId] = subject.split(' ', 2)
    const kind = RECORD_KINDS.find(each => each === word)
    return kind === undefined || externalId === undefined ? [] : [{ kind, externalId }]
  })
}
