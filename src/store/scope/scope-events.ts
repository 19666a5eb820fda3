import { type SQL, sql } from 'drizzle-orm'
import { SCOPE_EVENT_KINDS } from '../../../drizzle/schema/scope-event.ts'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'
import { findScopeEvents, membersOf, type ScopeEventKind } from './find-scope-events.ts'
import { lockScopes } from './lock-scopes.ts'

/** Classes of how long an event lasts. What holds at an instant began at most so long before it. */
const REACHES = ['1 hour', '6 hours', '2 days', '14 days', '100 days', '5000 years'] as const

const reach = sql.raw(
  `case ${REACHES.map((limit, index) => `when until - since <= interval '${limit}' then ${index}`).join(' ')} end`,
)
const reaches = sql.raw(`(values ${REACHES.map((limit, index) => `(${index}, interval '${limit}')`).join(', ')})`)

const columns = sql.raw('initiative_id, kind, since, until, work_item_id, span_id, worklog_id')
const isSame = sql.raw(`w.work_item_id = k.work_item_id and w.initiative_id = k.initiative_id and w.kind = k.kind
  and w.since = k.since and w.until = k.until
  and w.span_id is not distinct from k.span_id and w.worklog_id is not distinct from k.worklog_id`)

/**
 * Makes what is kept of these items (a query of ids) what their history, hours and scope say now. To be called by who
 * changed any of that, in the same transaction and with the scopes locked: else two who change the same item at once would
 * both overlook what the other wrote.
 */
async function writeEvents(db: Queryable, items: SQL): Promise<void> {
  await queryRows(
    db,
    sql`
    with ${membersOf(items)},
    wanted as materialized (
      ${sql.join(
        SCOPE_EVENT_KINDS.map(kind => sql`select ${columns} from (${findScopeEvents(kind)}) found`),
        sql` union all `,
      )}
    ),
    kept as materialized (
      select e.ctid as place, e.* from (select distinct id from (${items}) given) i
      cross join lateral (select ctid, * from scope_event where work_item_id = i.id offset 0) e
    ),
    gone as (
      delete from scope_event e using (
        select place from kept k where not exists (select 1 from wanted w where ${isSame})
      ) stale where e.ctid = stale.place
    )
    insert into scope_event (${columns}, reach)
    select ${columns}, ${reach} from wanted w where not exists (select 1 from kept k where ${isSame})`,
  )
}

export async function refreshEvents(db: Queryable, itemIds: readonly string[]): Promise<void> {
  if (itemIds.length > 0) await writeEvents(db, idList(itemIds))
}

/** Completes what is kept of an initiative, once; from then on every change of its items keeps it so. */
export async function keepEvents(db: Queryable, initiativeId: string): Promise<void> {
  if ((await listKept(db, [initiativeId])).length > 0) return
  await db.transaction(async transaction => {
    await lockScopes(transaction)
    await writeEvents(
      transaction,
      sql`select work_item_id as id from initiative_item where initiative_id = ${initiativeId}`,
    )
    await queryRows(
      transaction,
      sql`
      insert into scope_events_kept (initiative_id) select id from portfolio_node where id = ${initiativeId} on conflict do nothing`,
    )
  })
}

/** Too much changed at once to be kept along with it: until `keepEvents`, the events of these are found out when asked for. */
export async function forgetEvents(db: Queryable, initiativeIds: readonly string[]): Promise<void> {
  if (initiativeIds.length === 0) return
  await lockScopes(db)
  await queryRows(db, sql`delete from scope_events_kept where initiative_id in (${idList(initiativeIds)})`)
}

async function listKept(db: Queryable, initiativeIds: readonly string[]): Promise<readonly string[]> {
  const rows = await queryRows<{ id: string }>(
    db,
    sql`select initiative_id as id from scope_events_kept where initiative_id in (${idList(initiativeIds)})`,
  )
  return rows.map(({ id }) => id)
}

/** Where the events of some initiatives are found: kept by initiative, or still to be found out. */
export interface EventSource {
  readonly kept: readonly string[]
  readonly others: readonly string[]
}

export async function locateEvents(db: Queryable, initiativeIds: readonly string[]): Promise<EventSource> {
  const kept = await listKept(db, initiativeIds)
  const known = new Set(kept)
  return { kept, others: initiativeIds.filter(id => !known.has(id)) }
}

/** A query of the events that hold at an instant. */
export const eventsAt = ({ kept, others }: EventSource, kind: ScopeEventKind, at: string): SQL => sql`
  select e.* from (${idList(kept)}) i cross join ${reaches} r(reach, lasts)
  cross join lateral (
    select ${columns} from scope_event
    where initiative_id = i.id and kind = ${kind} and reach = r.reach
      and since > ${at}::timestamptz - r.lasts and since <= ${at}::timestamptz and until > ${at}::timestamptz
    offset 0
  ) e
  ${
    others.length === 0
      ? sql``
      : sql`union all select ${columns} from (${findOut(others, kind)}) f
    where f.since <= ${at}::timestamptz and f.until > ${at}::timestamptz`
  }`

/** A query of all events of these initiatives, item by item. */
export const findOut = (initiativeIds: readonly string[], kind: ScopeEventKind): SQL => sql`
  with given as (${idList(initiativeIds)}),
  ${membersOf(sql`select work_item_id as id from initiative_item where initiative_id in (select id from given)`)}
  select ${columns} from (${findScopeEvents(kind)}) found where initiative_id in (select id from given)`
