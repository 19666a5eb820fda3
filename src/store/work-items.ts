import { sql } from 'drizzle-orm'
import { workItem } from '../../drizzle/schema/work.ts'
import { deriveEffort } from '../work/effort.ts'
import type { Observation, WorkItemFact } from '../work/fact.ts'
import { mergeSpans, spansFrom } from '../work/history.ts'
import type { WitnessedSpan } from '../work/witnessed-span.ts'
import { type Queryable, queryRows } from './database.ts'
import { compareVersions, type Version, writeGuarded } from './guarded-write.ts'
import { idList } from './id-list.ts'
import { listSpans, replaceSpans } from './spans.ts'
import { currentPlan, savePlans } from './work-item-plan.ts'
import { replaceInferredWorklogs } from './worklogs.ts'

export interface VersionedWorkItem {
  readonly fact: WorkItemFact
  readonly version: Version
}

/**
 * Stores work items and their history. An item read completely replaces its intervals, if it is not older than what is
 * stored; an item read in part (a revision, a link) adds to them, in whatever order the parts arrive. `parents` are
 * observations that came from links. With `forgotten` (a replay), the stored intervals of an item read in part are dropped the
 * first time it appears, because its fields may have got other roles since. Returns the ids of the items that changed.
 *
 * The guarded write comes first because it locks the rows: what is read and merged after it cannot be changed by another
 * writer before this transaction ends.
 */
export async function saveWorkItems(
  db: Queryable,
  connectionId: string,
  items: readonly VersionedWorkItem[],
  parents: ReadonlyMap<string, readonly Observation[]>,
  forgotten: Set<string> | null = null,
): Promise<readonly string[]> {
  const newest = newestOfEach(items)
  await rememberMovedKeys(db, connectionId, newest)
  const written = await writeGuarded(
    db,
    workItem,
    newest.map(item => toRow(connectionId, item)),
    {
      key: ['id'],
      onlyOnInsert: Object.keys(currentPlan([])) as (keyof ReturnType<typeof currentPlan>)[],
    },
  )
  await lockItems(db, [...parents.keys()])

  const observed = new Map<string, readonly Observation[]>()
  const replaced = new Set<string>()
  for (const { fact } of newest) {
    if (fact.historyExtent !== 'complete' || !written.has(fact.id)) continue
    observed.set(fact.id, fact.observations)
    replaced.add(fact.id)
  }
  for (const { fact } of items) {
    if (fact.historyExtent === 'partial')
      observed.set(fact.id, [...(observed.get(fact.id) ?? []), ...fact.observations])
  }
  for (const [id, observations] of parents) observed.set(id, [...(observed.get(id) ?? []), ...observations])

  const stored = await listSpans(db, [...observed.keys()])
  const merged = new Map<string, readonly WitnessedSpan[]>()
  for (const [id, observations] of observed) {
    const before = stored.get(id) ?? []
    const base = forgotten === null || forgotten.has(id) ? before : before.filter(({ field }) => field === 'parent')
    merged.set(id, replaced.has(id) ? spansFrom(observations) : mergeSpans(base, observations))
  }
  const changed = await replaceSpans(db, connectionId, merged, stored)
  const changedIds = new Set(changed)
  await savePlans(db, new Map([...merged].filter(([id]) => changedIds.has(id))))
  await deriveLedger(db, connectionId, items, merged)
  for (const { fact } of items) forgotten?.add(fact.id)
  return [...new Set([...written.keys(), ...changed])]
}

function newestOfEach(items: readonly VersionedWorkItem[]): readonly VersionedWorkItem[] {
  const newest = new Map<string, VersionedWorkItem>()
  for (const item of items) {
    const known = newest.get(item.fact.id)
    if (known === undefined || compareVersions(item.version, known.version) >= 0) newest.set(item.fact.id, item)
  }
  return [...newest.values()]
}

const toRow = (connectionId: string, { fact, version }: VersionedWorkItem) => ({
  ...fact,
  connectionId,
  ...version,
  ...currentPlan(spansFrom(fact.observations)),
})

/** The keys that stored items are about to lose; old references still find the item. */
async function rememberMovedKeys(
  db: Queryable,
  connectionId: string,
  items: readonly VersionedWorkItem[],
): Promise<void> {
  if (items.length === 0) return
  await queryRows(
    db,
    sql`
    insert into work_item_alias (connection_id, alias, work_item_id)
    select ${connectionId}::uuid, w.key, w.id
    from json_to_recordset(${JSON.stringify(items.map(({ fact, version }) => ({ id: fact.id, key: fact.key, revision: version.revision })))}::text::json)
      as r(id uuid, key text, revision bigint)
    join work_item w on w.id = r.id and w.key <> r.key and r.revision >= w.revision
    order by w.id on conflict do nothing`,
  )
}

async function lockItems(db: Queryable, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await queryRows(
    db,
    sql`
    select id from work_item where id in (${idList(ids)})
    order by id for update`,
  )
}

/** Completed Work that changed becomes a ledger of hours (work/effort.ts). */
async function deriveLedger(
  db: Queryable,
  connectionId: string,
  items: readonly VersionedWorkItem[],
  merged: ReadonlyMap<string, readonly WitnessedSpan[]>,
): Promise<void> {
  const byItem = new Map(
    newestOfEach(items).flatMap(item => {
      const spans = merged.get(item.fact.id)
      if (spans === undefined || !spans.some(({ field }) => field === 'completed_hours')) return []
      const { id, externalId } = item.fact
      return [[id, { item, entries: deriveEffort({ connectionId, externalId, id }, spans) }] as const]
    }),
  )
  const first = [...byItem.values()][0]
  if (first === undefined) return
  await replaceInferredWorklogs(db, connectionId, new Map([...byItem].map(([id, { entries }]) => [id, entries])), {
    ...first.item.version,
    revision: 0,
    revisionDetail: 0,
  })
}
