import { type SQL, sql } from 'drizzle-orm'
import type { RuleSource } from '../../portfolio/milestone/milestone-rule.ts'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'
import { listPlacedItems, type PlacedItem } from '../scope/placed-items.ts'
import { isInIteration } from './iteration-scope.ts'
import { fitsRules, loadMilestoneRules } from './milestone-rules.ts'

/**
 * Finds the milestones of an initiative in its scope: every release that holds an item of it, and every item above leaf
 * level (or of kind milestone) that has, or ever had, a target day and lies below no other that has one; and, where the
 * portfolio says so, iterations that hold an item of it. The baseline is the first day ever known and is not changed by a
 * sync again. One whose subject left the scope is retired and keeps its ledger.
 */
export async function refreshMilestones(
  db: Queryable,
  initiativeId: string,
  at: string,
  given?: readonly PlacedItem[],
): Promise<void> {
  const items = given ?? (await listPlacedItems(db, initiativeId))
  const rules = await loadMilestoneRules(db, initiativeId)
  const fits = (source: RuleSource, ...names: readonly SQL[]): SQL => fitsRules(rules, source, names)
  const usesIterations = rules.some(({ source }) => source === 'iteration')
  await queryRows(
    db,
    sql`
    with subject as (
      select r.id, r.connection_id, r.name, 'release' as source, r.target_day
      from release r
      where r.visibility <> 'deleted' and r.id in (${idList([...new Set(items.flatMap(({ releaseIds }) => releaseIds))])})
        and ${fits('release', sql`r.name`)}
      union all
      select s.id, s.connection_id, s.title, 'work_item', s.target_day
      from json_to_recordset(${JSON.stringify(listDatable(items).map(shorten))}::text::json)
        as s(id uuid, connection_id uuid, title text, target_day date)
      where (s.target_day is not null or exists (
          select 1 from span d where d.subject_id = s.id and d.field = 'target_day' and d.value is not null
        ))
        and ${fits('work_item', sql`s.title`)}
      union all
      select e.id, e.connection_id, e.name, 'iteration', e.end_day
      from iteration e
      where e.visibility <> 'deleted' and ${fits('iteration', sql`e.name`, sql`e.path`)}
        and exists (
          select 1 from (${idList(usesIterations ? items.map(({ id }) => id) : [])}) s join span d on d.subject_id = s.id
          where ${isInIteration(at)})
    ),
    dated as (
      select s.*, coalesce((
        select d.value::date from span d
        where d.subject_id = s.id and d.field = 'target_day' and d.value is not null
          and (d.valid_to is null or d.valid_to > d.valid_from)
        order by d.valid_from, d.entry_order limit 1
      ), s.target_day) as first_day
      from subject s
    ),
    retired as (
      update milestone m set retired_at = ${at}::timestamptz
      where m.initiative_id = ${initiativeId} and m.source <> 'manual' and m.retired_at is null
        and not exists (select 1 from subject s where s.id = m.subject_id)
    )
    insert into milestone as m (initiative_id, name, source, subject_id, connection_id, baseline_day)
    select ${initiativeId}, name, source, id, connection_id, first_day from dated order by id
    on conflict (initiative_id, subject_id) do update
      set name = excluded.name, retired_at = null, baseline_day = coalesce(m.baseline_day, excluded.baseline_day)
      where m.name <> excluded.name or m.retired_at is not null
        or (m.baseline_day is null and excluded.baseline_day is not null)`,
  )
}

/** Calls milestones as their subjects are called now. */
export async function renameMilestones(db: Queryable, milestoneIds: readonly string[]): Promise<void> {
  await queryRows(
    db,
    sql`
    update milestone m set name = s.name
    from (select id, name from release union all select id, title from work_item union all select id, name from iteration) s
    where m.id in (${idList(milestoneIds)}) and s.id = m.subject_id and s.name <> m.name`,
  )
}

/** Above leaf level or of kind milestone. The date of a feature is a detail of its epic's: only the outermost of a branch counts. */
function listDatable(items: readonly PlacedItem[]): readonly PlacedItem[] {
  const byId = new Map(items.map(item => [item.id, item]))
  const above = (item: PlacedItem): PlacedItem | undefined => byId.get(item.parentId ?? '')
  const liesBelowDate = (item: PlacedItem): boolean => {
    const seen = new Set<PlacedItem>()
    for (let step = above(item); step !== undefined && !seen.has(step); step = above(step)) {
      if (step.targetDay !== null) return true
      seen.add(step)
    }
    return false
  }
  return items.filter(item => item.kind === 'milestone' || ((item.level ?? 0) >= 1 && !liesBelowDate(item)))
}

const shorten = ({ id, connectionId, title, targetDay }: PlacedItem) => ({
  id,
  connection_id: connectionId,
  title,
  target_day: targetDay,
})
