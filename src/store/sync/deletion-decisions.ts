import { sql } from 'drizzle-orm'
import { type DeletionState, type HeldBack, nameScope } from '../../work/deletion-breaker.ts'
import { type Queryable, queryRows } from '../database.ts'
import { toInstant, toInstantOrNull } from '../instant.ts'
import { explainHold } from './deletion-holds.ts'
import { closeGapsBut } from './gaps.ts'
import { requestRun, type SyncRun } from './sync-runs.ts'

/** Missing records as a person decides about them. */
export interface ListedHold {
  readonly id: string
  readonly state: DeletionState
  /** Null: over many projects. */
  readonly project: { readonly id: string; readonly externalId: string; readonly name: string } | null
  readonly counts: HeldBack['counts']
  readonly explanation: string
  /** The first of them, with the keys that people know. */
  readonly sample: readonly { readonly kind: string; readonly externalId: string; readonly key: string | null }[]
  readonly foundAt: string
  readonly seenAt: string
  readonly decidedBy: string | null
  readonly decidedAt: string | null
}

const SAMPLE = 20
const MOST_SHOWN = 200

/** Newest first; what is over is left out. */
export async function listHolds(
  db: Queryable,
  connectionId: string,
  states: readonly DeletionState[],
): Promise<readonly ListedHold[]> {
  const rows = await queryRows<Omit<ListedHold, 'explanation'>>(
    db,
    sql`
    select h.id, h.state, h.counts, h.found_at as "foundAt", h.seen_at as "seenAt", h.decided_by as "decidedBy", h.decided_at as "decidedAt",
      case when p.id is not null then json_build_object('id', p.id, 'externalId', p.external_id, 'name', p.name) end as project,
      coalesce((
        select json_agg(json_build_object('kind', s.kind, 'externalId', s.external_id, 'key', w.key) order by s.kind desc, s.external_id)
        from (select kind, external_id from held_record r where r.hold_id = h.id order by kind desc, external_id limit ${SAMPLE}) s
        left join work_item w on s.kind = 'work_item' and w.connection_id = h.connection_id and w.external_id = s.external_id
      ), '[]') as sample
    from deletion_hold h
    left join project p on p.connection_id = h.connection_id and p.external_id = h.scope_external_id
    where h.connection_id = ${connectionId}
      and h.state in (select value from json_array_elements_text(${JSON.stringify(states)}::text::json))
    order by h.found_at desc, h.id limit ${MOST_SHOWN}`,
  )
  return rows.map(row => ({
    ...row,
    explanation: explainHold(row),
    foundAt: toInstant(row.foundAt),
    seenAt: toInstant(row.seenAt),
    decidedAt: toInstantOrNull(row.decidedAt),
  }))
}

/** What may still be decided: a dismissal can be taken back as long as the records are missing. */
const DECIDABLE = { confirmed: ['open', 'dismissed'], dismissed: ['open'] } as const

/**
 * A person's word on records that wait: on all that is open, or on those named. Null where one of these cannot be decided
 * (any more). A confirmation is carried out by a census, which counts again and asks for each record by its id: only what
 * the tracker does not know is marked.
 */
export async function decideHolds(
  db: Queryable,
  connectionId: string,
  decision: keyof typeof DECIDABLE,
  ids: readonly string[] | null,
  by: string,
): Promise<{ readonly decided: readonly string[]; readonly run: SyncRun | null } | null> {
  return await db.transaction(async tx => {
    const wanted = JSON.stringify(ids ?? [])
    const from = JSON.stringify(ids === null ? ['open'] : DECIDABLE[decision])
    const waiting = await queryRows<{ id: string }>(
      tx,
      sql`
      select id from deletion_hold where connection_id = ${connectionId}
        and state in (select value from json_array_elements_text(${from}::text::json))
        and (${ids === null} or id::text in (select value from json_array_elements_text(${wanted}::text::json)))
      order by id for update`,
    )
    const found = waiting.map(({ id }) => id)
    if (found.length === 0 || (ids !== null && new Set(ids).size !== found.length)) return null
    await queryRows(
      tx,
      sql`
      update deletion_hold set state = ${decision}, decided_by = ${by}, decided_at = now()
      where id::text in (select value from json_array_elements_text(${JSON.stringify(found)}::text::json))`,
    )
    const open = await queryRows<{ scope: string }>(
      tx,
      sql`select scope_external_id as scope from deletion_hold where connection_id = ${connectionId} and state = 'open'`,
    )
    await closeGapsBut(
      tx,
      connectionId,
      'deletion_breaker',
      open.map(({ scope }) => nameScope(scope)),
    )
    // One under way may have passed them already.
    const run = decision === 'confirmed' ? await requestRun(tx, connectionId, 'census', { startOver: true }) : null
    return { decided: found, run }
  })
}
