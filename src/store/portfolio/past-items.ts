import { type SQL, sql } from 'drizzle-orm'
import type { ScopeItem } from '../../portfolio/initiative.ts'
import { currentValue } from '../../work/history.ts'
import type { Span, WorkState } from '../../work/work-item.ts'
import { type Queryable, queryRows } from '../database.ts'
import { toInstant } from '../instant.ts'
import { listSpansUntil } from '../records/spans.ts'
import { currentPlan } from '../records/work-item-plan.ts'
import type { PlacedItem } from '../scope/placed-items.ts'

/** An item of a past scope, with what milestones are found by. */
type PastItem = ScopeItem & PlacedItem

type Row = Omit<
  PastItem,
  'parentId' | 'state' | 'estimate' | 'originalHours' | 'remainingHours' | 'startedAt' | 'doneAt'
>

/**
 * The items in an initiative's scope at an instant as their intervals say they were then, by the same rule that makes the
 * present columns. Hours count when they were entered by then, also where the entry was deleted since. What has no
 * intervals (title, type, labels, the unit of an estimate) is as it is now.
 */
export async function listPastItems(db: Queryable, initiativeId: string, at: string): Promise<readonly PastItem[]> {
  return readItems(db, at, scopeThen(initiativeId, at))
}

/**
 * The same with the scope of its rules as they were first drawn up, carried back: what was there from the beginning of the
 * initiative belongs to it since it was created. For a look at what would have been said before anybody asked.
 */
export async function listItemsBefore(db: Queryable, initiativeId: string, at: string): Promise<readonly PastItem[]> {
  return readItems(
    db,
    at,
    sql`
      select ii.work_item_id, ii.valid_from from initiative_item ii join work_item w on w.id = ii.work_item_id
      where ii.initiative_id = ${initiativeId} and w.created_at <= ${at}::timestamptz
        and (ii.valid_to is null or ii.valid_to > ${at}::timestamptz)
        and (ii.valid_from <= ${at}::timestamptz or ii.valid_from = (
          select min(valid_from) from initiative_item where initiative_id = ${initiativeId}
        ))`,
  )
}

const scopeThen = (initiativeId: string, at: string): SQL => sql`
      select work_item_id, valid_from from initiative_item
      where initiative_id = ${initiativeId}
        and valid_from <= ${at}::timestamptz and (valid_to is null or valid_to > ${at}::timestamptz)`

async function readItems(db: Queryable, at: string, scope: SQL): Promise<readonly PastItem[]> {
  const rows = await queryRows<Row>(
    db,
    sql`
    with scope as materialized (${scope})
    select w.id, w.connection_id as "connectionId", w.key, w.title, w.kind, w.level, w.project_id as "projectId",
      w.type_external_id as "typeExternalId", w.estimate_unit as "estimateUnit", spent.hours::float8 as "spentHours",
      w.created_at as "createdAt", w.updated_at as "updatedAt", s.valid_from as "inScopeSince"
    from scope s
    join work_item w on w.id = s.work_item_id
    left join lateral (
      select sum(l.seconds) / 3600.0 as hours from worklog l
      where l.work_item_id = s.work_item_id and l.started_at <= ${at}::timestamptz and l.created_at <= ${at}::timestamptz
        and (l.visibility = 'visible' or l.gone_at > ${at}::timestamptz)
    ) spent on true
    order by w.id`,
  )
  const spans = await listSpansUntil(
    db,
    rows.map(({ id }) => id),
    at,
  )
  return rows.map(row => readPast(row, spans.get(row.id) ?? []))
}

/** Property by property: thousands are made, and a copy with more of them takes several times as long. */
function readPast(row: Row, spans: readonly Span[]): PastItem {
  const plan = currentPlan(spans)
  return {
    id: row.id,
    connectionId: row.connectionId,
    key: row.key,
    title: row.title,
    kind: row.kind,
    level: row.level,
    parentId: plan.parentId,
    projectId: currentValue(spans, 'project') ?? row.projectId,
    typeExternalId: row.typeExternalId,
    // The intervals of a state hold our own words.
    state: plan.state as WorkState | null,
    estimate: plan.estimate,
    estimateUnit: plan.estimate === null ? null : row.estimateUnit,
    originalHours: plan.originalHours,
    remainingHours: plan.remainingHours,
    spentHours: row.spentHours ?? plan.completedHours,
    createdAt: toInstant(row.createdAt),
    startedAt: plan.startedAt,
    doneAt: plan.doneAt,
    inScopeSince: toInstant(row.inScopeSince),
    releaseIds: plan.releaseIds,
    targetDay: plan.targetDay,
    updatedAt: toInstant(row.updatedAt),
  }
}
