import { sql } from 'drizzle-orm'
import type { ScopeItem } from '../../portfolio/initiative.ts'
import { LIFE_STATES } from '../../portfolio/scope/item-life.ts'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'
import { toInstant, toInstantOrNull } from '../instant.ts'
import { type PastSpan, packedSpans, unpackSpans } from './packed-spans.ts'
import type { PlacedItem } from './placed-items.ts'

/** An item in scope with all that an assessment wants to know of it. */
export interface PresentItem extends ScopeItem, PlacedItem {
  readonly identityId: string | null
  readonly iterationId: string | null
  readonly startDay: string | null
  readonly blockedSince: string | null
  /** What it went through; of a finished item, without its iterations. */
  readonly past: readonly PastSpan[]
}

type Row = Omit<PresentItem, 'past'> & { readonly past: string | null }

/**
 * The items in an initiative's scope now, or those `among` some, in their current state, with the hours spent on each and
 * their history by `at`. In one pass: thousands are looked up one by one, and that is most of the time.
 */
export async function listPresentItems(
  db: Queryable,
  initiativeId: string,
  at: string,
  among?: readonly string[],
): Promise<readonly PresentItem[]> {
  const states = sql.join(
    LIFE_STATES.map(state => sql`${state}`),
    sql`, `,
  )
  const rows = await queryRows<Row>(
    db,
    sql`
    with scope as materialized (
      select work_item_id, valid_from from initiative_item
      -- Whatever the clock of the worker says that placed them there.
      where initiative_id = ${initiativeId} and valid_to is null
        ${among === undefined ? sql`` : sql`and work_item_id in (${idList(among)})`}
    )
    select w.id, w.connection_id as "connectionId", w.key, w.title, w.kind, w.level, w.parent_id as "parentId",
      w.project_id as "projectId", w.type_external_id as "typeExternalId", w.state, w.estimate, w.estimate_unit as "estimateUnit",
      w.original_hours as "originalHours", w.remaining_hours as "remainingHours",
      coalesce((
        -- Not a condition: Postgres 18 would skip through the index for it, which takes twice as long.
        select sum(l.seconds) filter (where l.visibility = 'visible') / 3600.0 from worklog l
        where l.work_item_id = s.work_item_id and l.started_at <= ${at}::timestamptz
      )::float8, w.completed_hours) as "spentHours",
      w.created_at as "createdAt", w.started_at as "startedAt", w.done_at as "doneAt", s.valid_from as "inScopeSince",
      w.release_ids as "releaseIds", w.target_day as "targetDay", w.updated_at as "updatedAt",
      w.assignee_id as "identityId", w.iteration_id as "iterationId", w.start_day as "startDay", w.blocked_since as "blockedSince",
      (
        select ${packedSpans(at)} from span p
        where p.subject_id = s.work_item_id and p.field in ('state', 'estimate', 'iteration') and p.value is not null
          and case p.field
            when 'iteration' then w.state is null or w.state not in ('done', 'cancelled')
            else p.valid_from <= ${at}::timestamptz and (p.valid_to is null or p.valid_to > p.valid_from)
              and (p.field = 'estimate' or p.value in (${states}))
          end
      ) as past
    from scope s
    -- Item by item: joined as wholes, the items and hours of all initiatives were read in the order of their ids.
    cross join lateral (select * from work_item where id = s.work_item_id offset 0) w
    order by w.id`,
  )
  return rows.map(readItem)
}

/** Property by property: thousands are made, and a copy with more of them takes several times as long. */
const readItem = (row: Row): PresentItem => ({
  id: row.id,
  connectionId: row.connectionId,
  key: row.key,
  title: row.title,
  kind: row.kind,
  level: row.level,
  parentId: row.parentId,
  projectId: row.projectId,
  typeExternalId: row.typeExternalId,
  state: row.state,
  estimate: row.estimate,
  estimateUnit: row.estimateUnit,
  originalHours: row.originalHours,
  remainingHours: row.remainingHours,
  spentHours: row.spentHours,
  createdAt: toInstant(row.createdAt),
  startedAt: toInstantOrNull(row.startedAt),
  doneAt: toInstantOrNull(row.doneAt),
  inScopeSince: toInstant(row.inScopeSince),
  releaseIds: row.releaseIds,
  targetDay: row.targetDay,
  updatedAt: toInstant(row.updatedAt),
  identityId: row.identityId,
  iterationId: row.iterationId,
  startDay: row.startDay,
  blockedSince: toInstantOrNull(row.blockedSince),
  past: row.past === null ? NOTHING : unpackSpans(row.past),
})

const NOTHING: readonly PastSpan[] = []
