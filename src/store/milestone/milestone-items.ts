import { sql } from 'drizzle-orm'
import type { WorkState } from '../../work/work-item.ts'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'
import { loadMilestoneFacts } from './milestone-facts.ts'

/** Replaces what people linked to an entered milestone; what was linked until now keeps its interval. */
export async function linkMilestoneItems(
  db: Queryable,
  milestoneId: string,
  itemIds: readonly string[],
  { by, at }: { readonly by: string; readonly at: string },
): Promise<void> {
  await db.transaction(async tx => {
    await queryRows(tx, sql`select 1 from milestone where id = ${milestoneId} for update`)
    await queryRows(
      tx,
      sql`
      update milestone_item set valid_to = greatest(${at}::timestamptz, valid_from)
      where milestone_id = ${milestoneId} and valid_to is null and work_item_id not in (${idList(itemIds)})`,
    )
    await queryRows(
      tx,
      sql`
      insert into milestone_item (milestone_id, work_item_id, linked_by, valid_from)
      select ${milestoneId}::uuid, id, ${by}, ${at}::timestamptz from (${idList(itemIds)}) wanted
      where not exists (
        select 1 from milestone_item m where m.milestone_id = ${milestoneId} and m.work_item_id = wanted.id and m.valid_to is null)
      on conflict do nothing`,
    )
  })
}

export interface MilestoneItem {
  readonly id: string
  readonly connectionId: string
  readonly key: string
  readonly title: string
  readonly url: string
  /** Null: the tracker's status is not mapped. */
  readonly state: WorkState | null
  /** By a person; the others lie below such an item, or are the milestone's by what the tracker says. */
  readonly isLinked: boolean
  /** Of a linked one only: outside of the initiative's scope the milestone does not wait for it. */
  readonly inScope: boolean
}

/** What counts for a milestone, done or not (sub-tasks are steps of their item), and what was linked to it. */
export async function listMilestoneItems(
  db: Queryable,
  milestone: { readonly id: string; readonly initiativeId: string },
  at: string,
): Promise<readonly MilestoneItem[]> {
  const facts = await loadMilestoneFacts(db, milestone.initiativeId, at)
  const held = facts.find(({ id }) => id === milestone.id)?.itemIds ?? []
  return queryRows<MilestoneItem>(
    db,
    sql`
    with held as materialized (
      select w.id, w.parent_id, w.level from (${idList(held)}) given join work_item w on w.id = given.id
    ),
    below as (
      select c.id, c.parent_id, coalesce(c.level < 0 and coalesce(p.level, 0) <= 0, false) as is_step
      from held c join held p on p.id = c.parent_id
    ),
    counted as (
      select id from held
      except select id from below where is_step
      except select parent_id from below where not is_step
    ),
    linked as (select work_item_id as id from milestone_item where milestone_id = ${milestone.id} and valid_to is null)
    select w.id, w.connection_id as "connectionId", w.key, w.title, w.url, w.state,
      w.id in (select id from linked) as "isLinked",
      w.id in (select id from held) or exists (
        select 1 from initiative_item i
        where i.work_item_id = w.id and i.initiative_id = ${milestone.initiativeId} and i.valid_to is null) as "inScope"
    from work_item w where w.id in (select id from counted union select id from linked)
    order by w.key collate "C", w.id`,
  )
}

/** Of these ids, those of no work item that we know. */
export async function listUnknownItems(db: Queryable, itemIds: readonly string[]): Promise<readonly string[]> {
  const rows = await queryRows<{ id: string }>(
    db,
    sql`select id from (${idList(itemIds)}) asked where not exists (select 1 from work_item w where w.id = asked.id)`,
  )
  return rows.map(({ id }) => id)
}
