import { sql } from 'drizzle-orm'
import { findSilence, type WebhookSilence } from '../../portfolio/alert/webhook-silence.ts'
import { type Queryable, queryRows } from '../database.ts'
import { listEstimateFields, type NamedProject } from '../mapping/mapping-review.ts'
import { listOpenProposals } from '../people/match-people.ts'
import { listUnannounced } from './unannounced.ts'
import { listUnreadableValues, type UnreadableValue } from './unreadable-values.ts'

/** What is known to be missing or not understood of one connection. */
export interface Findings {
  readonly deletedItems: number
  readonly notVisibleItems: number
  readonly unreadableRecords: number
  /** The first of them, with the reason. */
  readonly unreadable: readonly { readonly kind: string; readonly externalId: string; readonly reason: string }[]
  /** Items whose status means nothing here. */
  readonly unmappedStates: number
  /** Items whose type means nothing here. */
  readonly unmappedTypes: number
  /** Statuses and types without a meaning, with the items that use them; those of most items first. */
  readonly unmappedWords: readonly UnmappedInUse[]
  /** Projects in which several fields may hold the estimate, so that none is read. */
  readonly undecidedEstimates: readonly { readonly project: NamedProject; readonly why: string }[]
  /** Values of fields whose meaning cannot read them, so that they count as not set. */
  readonly unreadableValues: readonly UnreadableValue[]
  readonly unattributedWorklogs: number
  /** Pairs of identities, one of them of this connection, that may be one person and nobody has decided about. */
  readonly undecidedPeople: number
  /** What its webhooks should have told of; null: nothing that is known. */
  readonly silence: WebhookSilence | null
  readonly truncatedHistories: number
  readonly forbidden: number
  readonly gapCounts: readonly { readonly kind: string; readonly count: number }[]
}

interface UnmappedInUse {
  readonly subject: 'status' | 'item_type'
  readonly externalId: string
  readonly name: string | null
  readonly items: number
}

const MOST_SHOWN = 50
/** Gaps of these kinds mean that the account may not see something. */
const FORBIDDEN = new Set(['forbidden', 'restricted_worklogs'])

type Counts = Pick<
  Findings,
  'deletedItems' | 'notVisibleItems' | 'unreadableRecords' | 'unmappedStates' | 'unmappedTypes' | 'unattributedWorklogs'
>

export async function countFindings(db: Queryable, connectionId: string): Promise<Findings> {
  const [counts] = await queryRows<Counts>(
    db,
    sql`
    select i.*,
      (select count(*)::int from raw_record where connection_id = ${connectionId} and unreadable is not null) as "unreadableRecords",
      (select count(*)::int from worklog l join work_item w on w.id = l.work_item_id and w.visibility = 'visible'
        where l.connection_id = ${connectionId} and l.visibility = 'visible' and l.author_id is null) as "unattributedWorklogs"
    from (
      select count(*) filter (where visibility = 'deleted')::int as "deletedItems",
        count(*) filter (where visibility = 'not_visible')::int as "notVisibleItems",
        count(*) filter (where visibility = 'visible' and state is null)::int as "unmappedStates",
        count(*) filter (where visibility = 'visible' and kind is null)::int as "unmappedTypes"
      from work_item where connection_id = ${connectionId}
    ) i`,
  )
  if (counts === undefined) throw new Error('the database did not answer the counts')
  const gapCounts = await queryRows<{ kind: string; count: number }>(
    db,
    sql`
    select kind, count(*)::int as count from gap where connection_id = ${connectionId} and closed_at is null
    group by kind order by count desc, kind`,
  )
  const estimateFields = await listEstimateFields(db, connectionId)
  return {
    ...counts,
    unreadable: await queryRows(
      db,
      sql`
      select kind, external_id as "externalId", unreadable as reason from raw_record
      where connection_id = ${connectionId} and unreadable is not null order by kind, external_id limit ${MOST_SHOWN}`,
    ),
    unmappedWords: await listUnmappedWords(db, connectionId),
    undecidedEstimates: estimateFields
      .filter(({ rivals }) => rivals.length > 0)
      .map(({ project, why }) => ({ project, why })),
    unreadableValues: await listUnreadableValues(db, connectionId),
    undecidedPeople: (await listOpenProposals(db, connectionId)).length,
    silence: findSilence(await listUnannounced(db, connectionId, null)),
    truncatedHistories: gapCounts.find(({ kind }) => kind === 'truncated_history')?.count ?? 0,
    forbidden: gapCounts.filter(({ kind }) => FORBIDDEN.has(kind)).reduce((sum, { count }) => sum + count, 0),
    gapCounts,
  }
}

const listUnmappedWords = (db: Queryable, connectionId: string): Promise<readonly UnmappedInUse[]> =>
  queryRows<UnmappedInUse>(
    db,
    sql`
    select u.subject, u.word as "externalId", min(m.name) as name, max(u.items) as items
    from (
      select 'status' as subject, status_external_id as word, count(*)::int as items from work_item
      where connection_id = ${connectionId} and visibility = 'visible' and state is null group by 2
      union all
      select 'item_type', type_external_id, count(*)::int from work_item
      where connection_id = ${connectionId} and visibility = 'visible' and kind is null group by 2
    ) u
    left join mapping m on m.connection_id = ${connectionId} and m.subject = u.subject and m.external_id = u.word
    group by 1, 2 order by items desc, 1, 2 limit ${MOST_SHOWN}`,
  )
