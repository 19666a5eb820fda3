import { sql } from 'drizzle-orm'
import { type DeletionState, type HeldBack, nameScope } from '../../work/deletion-breaker.ts'
import type { RecordRef } from '../../work/raw-record.ts'
import { type Queryable, queryRows } from '../database.ts'
import { closeGapsBut, saveGaps } from './gaps.ts'

const GAP = 'deletion_breaker'

/** Keys of the records that wait for or had a decision of this kind. */
export async function listHeldKeys(
  db: Queryable,
  connectionId: string,
  state: DeletionState,
): Promise<ReadonlySet<string>> {
  const rows = await queryRows<{ kind: string; externalId: string }>(
    db,
    sql`
    select r.kind, r.external_id as "externalId" from held_record r join deletion_hold h on h.id = r.hold_id
    where h.connection_id = ${connectionId} and h.state = ${state}`,
  )
  return new Set(rows.map(heldKey))
}

export const heldKey = ({ kind, externalId }: Pick<RecordRef, 'externalId'> & { readonly kind: string }): string =>
  `${kind} ${externalId}`

/**
 * What a census held back now waits for a person, in place of what the census before it held back; what it did not hold
 * back any more is over. A project that waits already is not raised a second time.
 */
export async function saveHolds(db: Queryable, connectionId: string, held: readonly HeldBack[]): Promise<void> {
  await db.transaction(async tx => {
    const scopes = JSON.stringify(held.map(({ scope }) => scope))
    await queryRows(
      tx,
      sql`
      update deletion_hold set state = 'closed' where connection_id = ${connectionId} and state = 'open'
        and scope_external_id not in (select value from json_array_elements_text(${scopes}::text::json))`,
    )
    for (const { scope, records, counts } of held) await saveHold(tx, connectionId, scope, records, counts)
    await saveGaps(
      tx,
      held.map(each => ({
        connectionId,
        // Not the scope: a reading of it that ends well says nothing about this.
        scopeExternalId: '',
        stream: 'work_items',
        kind: GAP,
        subject: nameScope(each.scope),
        detail: explainHold(each),
      })),
    )
    await closeGapsBut(
      tx,
      connectionId,
      GAP,
      held.map(({ scope }) => nameScope(scope)),
    )
  })
}

async function saveHold(
  db: Queryable,
  connectionId: string,
  scope: string,
  records: HeldBack['records'],
  counts: HeldBack['counts'],
): Promise<void> {
  const [hold] = await queryRows<{ id: string }>(
    db,
    sql`
    insert into deletion_hold (connection_id, scope_external_id, counts)
    values (${connectionId}, ${scope}, ${JSON.stringify(counts)}::text::jsonb)
    on conflict (connection_id, scope_external_id) where state = 'open'
    do update set counts = excluded.counts, seen_at = now() returning id`,
  )
  if (hold === undefined) throw new Error('the database did not return the hold it stored')
  await queryRows(db, sql`delete from held_record where hold_id = ${hold.id}`)
  const rows = JSON.stringify(records.map(({ kind, externalId }) => ({ kind, external_id: externalId })))
  await queryRows(
    db,
    sql`
    insert into held_record (hold_id, kind, external_id)
    select ${hold.id}::uuid, kind, external_id from json_to_recordset(${rows}::text::json) as r(kind text, external_id text)
    order by kind, external_id`,
  )
}

const KIND_NAMES: Readonly<Record<string, string>> = {
  work_item: 'work items',
  iteration: 'iterations',
  release: 'releases',
  worklog: 'worklogs',
}

/** What happened and what to do, for a person. */
export function explainHold({ counts }: Pick<HeldBack, 'counts'>): string {
  const missing = counts
    .map(each => `${each.missing} of ${each.stored} ${KIND_NAMES[each.kind] ?? each.kind}`)
    .join(', ')
  return (
    `${missing} are no longer listed. So many at once is rather a lost permission than deletions, so nothing was marked. ` +
    'Check what the account may read. Then confirm the deletions, or dismiss them to leave everything as it is.'
  )
}

/** Dismissed records that are listed again are no matter any more. */
export async function settleDismissed(
  db: Queryable,
  connectionId: string,
  missing: readonly Pick<RecordRef, 'kind' | 'externalId'>[],
): Promise<void> {
  const still = JSON.stringify(missing.map(({ kind, externalId }) => ({ kind, external_id: externalId })))
  await queryRows(
    db,
    sql`
    delete from held_record r using deletion_hold h
    where h.id = r.hold_id and h.connection_id = ${connectionId} and h.state = 'dismissed'
      and not exists (select 1 from json_to_recordset(${still}::text::json) as m(kind text, external_id text)
        where m.kind = r.kind and m.external_id = r.external_id)`,
  )
  await queryRows(
    db,
    sql`
    update deletion_hold h set state = 'closed' where h.connection_id = ${connectionId} and h.state = 'dismissed'
      and not exists (select 1 from held_record r where r.hold_id = h.id)`,
  )
}

/** A census has carried the confirmations out that it found when it began. */
export async function closeConfirmed(db: Queryable, connectionId: string, keys: ReadonlySet<string>): Promise<void> {
  if (keys.size === 0) return
  const done = JSON.stringify([...keys])
  await queryRows(
    db,
    sql`
    update deletion_hold h set state = 'closed' where h.connection_id = ${connectionId} and h.state = 'confirmed'
      and not exists (select 1 from held_record r where r.hold_id = h.id
        and r.kind || ' ' || r.external_id not in (select value from json_array_elements_text(${done}::text::json)))`,
  )
}
