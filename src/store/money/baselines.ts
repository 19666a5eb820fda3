import { sql } from 'drizzle-orm'
import { baseline } from '../../../drizzle/schema/baseline.ts'
import type { Baseline, BaselineItem } from '../../portfolio/earned-value/baseline.ts'
import type { WorkState } from '../../work/work-item.ts'
import { type Queryable, queryRows } from '../database.ts'
import type { Made } from '../entries.ts'
import { toInstant } from '../instant.ts'
import { cutPage, type Page, type PageRequest } from '../page.ts'

/** An approved plan without the list of its items. */
export interface StoredBaseline extends Omit<Baseline, 'items'>, Made {
  readonly initiativeId: string
  readonly approvedBy: string
  readonly reason: string
  readonly changeRequestId: string | null
  readonly budgetId: string | null
  readonly isInForce: boolean
  readonly itemCount: number
  readonly undatedItems: number
  readonly milestones: readonly FrozenMilestone[]
}

export interface FrozenMilestone {
  readonly milestoneId: string
  readonly name: string
  readonly day: string
}

export type NewBaseline = Omit<StoredBaseline, 'id' | 'number' | 'isInForce' | 'itemCount' | 'undatedItems'> & {
  readonly items: readonly BaselineItem[]
}

/** Adds a baseline with the next number. The caller holds the initiative's lock. */
export async function addBaseline(
  db: Queryable,
  { items, milestones, ...values }: NewBaseline,
): Promise<StoredBaseline> {
  const { initiativeId } = values
  const number = sql<number>`(select coalesce(max(number), 0) + 1 from baseline where initiative_id = ${initiativeId})`
  const [row] = await db
    .insert(baseline)
    .values({ ...values, number, iterationEnds: [...values.iterationEnds] })
    .returning({ id: baseline.id })
  if (row === undefined) throw new Error('The baseline was not stored.')
  await queryRows(
    db,
    sql`
    insert into baseline_item (baseline_id, work_item_id, weight, start_day, finish_day, finish_from)
    select ${row.id}::uuid, i."workItemId", i.weight, i."startDay", i."finishDay", i."finishFrom"
    from json_to_recordset(${JSON.stringify(items)}::text::json)
      as i("workItemId" uuid, weight float8, "startDay" date, "finishDay" date, "finishFrom" text)`,
  )
  await queryRows(
    db,
    sql`
    insert into baseline_milestone (baseline_id, milestone_id, name, day)
    select ${row.id}::uuid, m."milestoneId", m.name, m.day
    from json_to_recordset(${JSON.stringify(milestones)}::text::json) as m("milestoneId" uuid, name text, day date)`,
  )
  const stored = await findBaseline(db, initiativeId, row.id)
  if (stored === null) throw new Error('The baseline was not stored.')
  return stored
}

const columns = sql`
  b.id, b.initiative_id as "initiativeId", b.number, b.approved_by as "approvedBy", b.reason,
  b.change_request_id as "changeRequestId", b.budget_id as "budgetId", b.unit, b.currency, b.total,
  b.earning_rule as "earningRule", b.plan_rule as "planRule", b.period, b.start_day as "startDay",
  b.finish_day as "finishDay", array_to_json(b.iteration_ends) as "iterationEnds", b.created_by as "createdBy",
  b.created_at as "createdAt",
  not exists (select 1 from baseline n where n.initiative_id = b.initiative_id and n.number > b.number) as "isInForce",
  (select count(*)::int from baseline_item i where i.baseline_id = b.id) as "itemCount",
  (select count(*)::int from baseline_item i where i.baseline_id = b.id and i.finish_day is null) as "undatedItems",
  coalesce((
    select json_agg(json_build_object('milestoneId', m.milestone_id, 'name', m.name, 'day', m.day) order by m.day, m.name)
    from baseline_milestone m where m.baseline_id = b.id
  ), '[]') as milestones`

const read = (row: StoredBaseline): StoredBaseline => ({ ...row, createdAt: toInstant(row.createdAt) })

/** The newest first. */
export async function listBaselines(
  db: Queryable,
  initiativeId: string,
  page: PageRequest,
): Promise<Page<StoredBaseline>> {
  const [before = ''] = page.after ?? []
  const rows = await queryRows<StoredBaseline>(
    db,
    sql`
    select ${columns} from baseline b
    where b.initiative_id = ${initiativeId} ${page.after === null ? sql`` : sql`and b.number < ${before}::int`}
    order by b.number desc limit ${page.limit + 1}`,
  )
  return cutPage(rows, page.limit, row => [`${row.number}`], read)
}

export async function findBaseline(db: Queryable, initiativeId: string, id: string): Promise<StoredBaseline | null> {
  const rows = await queryRows<StoredBaseline>(
    db,
    sql`select ${columns} from baseline b where b.initiative_id = ${initiativeId} and b.id = ${id}`,
  )
  return rows[0] === undefined ? null : read(rows[0])
}

/** The one that was in force at `at`. */
export async function findBaselineInForce(
  db: Queryable,
  initiativeId: string,
  at: string,
): Promise<StoredBaseline | null> {
  const rows = await queryRows<StoredBaseline>(
    db,
    sql`
    select ${columns} from baseline b
    where b.initiative_id = ${initiativeId} and b.created_at <= ${at}::timestamptz
    order by b.number desc limit 1`,
  )
  return rows[0] === undefined ? null : read(rows[0])
}

export async function loadBaselineItems(db: Queryable, baselineId: string): Promise<readonly BaselineItem[]> {
  return queryRows<BaselineItem>(
    db,
    sql`
    select work_item_id as "workItemId", weight, start_day as "startDay", finish_day as "finishDay",
      finish_from as "finishFrom"
    from baseline_item where baseline_id = ${baselineId} order by work_item_id`,
  )
}

export interface ListedBaselineItem extends BaselineItem {
  /** As it is now; null where the item is gone. */
  readonly key: string | null
  readonly title: string | null
  readonly state: WorkState | null
  readonly doneAt: string | null
}

/** In the order of their planned finish. */
export async function listBaselineItems(
  db: Queryable,
  baselineId: string,
  page: PageRequest,
): Promise<Page<ListedBaselineItem>> {
  const [day = '', id = ''] = page.after ?? []
  const rows = await queryRows<ListedBaselineItem>(
    db,
    sql`
    select i.work_item_id as "workItemId", i.weight, i.start_day as "startDay", i.finish_day as "finishDay",
      i.finish_from as "finishFrom", w.key, w.title, w.state, w.done_at as "doneAt"
    from baseline_item i left join work_item w on w.id = i.work_item_id and w.visibility <> 'deleted'
    where i.baseline_id = ${baselineId}
      ${page.after === null ? sql`` : sql`and (coalesce(i.finish_day::text, ''), i.work_item_id) > (${day}, ${id}::uuid)`}
    order by coalesce(i.finish_day::text, ''), i.work_item_id limit ${page.limit + 1}`,
  )
  return cutPage(
    rows,
    page.limit,
    row => [row.finishDay ?? '', row.workItemId],
    row => ({ ...row, doneAt: row.doneAt === null ? null : toInstant(row.doneAt) }),
  )
}
