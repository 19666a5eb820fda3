import { sql } from 'drizzle-orm'
import { workItem } from '../../../drizzle/schema/work.ts'
import { deriveEffort } from '../../work/effort.ts'
import type { Observation } from '../../work/fact.ts'
import type { PlanningField } from '../../work/work-item.ts'
import { type Queryable, queryRows } from '../database.ts'
import type { ReplayedItems } from '../sync/replayed-items.ts'
import { compareVersions, writeGuarded } from './guarded-write.ts'
import { buildHistories, type ItemHistories, type ItemReadings, type VersionedWorkItem } from './item-histories.ts'
import { agreeOnInsertion } from './item-insertion.ts'
import { type LockedItem, lockItems } from './locked-items.ts'
import { currentPlan, savePlans } from './work-item-plan.ts'
import { replaceInferredWorklogs } from './worklogs.ts'
import { writeSpans } from './write-spans.ts'

/**
 * Stores work items and their history. An item read completely replaces its intervals, if it is not older than what is
 * stored; an item read in part (a revision, a link) adds to them, in whatever order the parts arrive. `parents` are
 * observations that came from links. With `forgotten` (a replay), the stored intervals of an item read in part are dropped
 * the first time it appears, because its fields may have got other roles since. Returns the items that changed.
 *
 * The rows are locked first: what is read and merged after it cannot be changed by another writer before this transaction
 * ends. An item that somebody else inserted meanwhile is done once more.
 */
export async function saveWorkItems(
  db: Queryable,
  connectionId: string,
  items: readonly VersionedWorkItem[],
  parents: ReadonlyMap<string, readonly Observation[]>,
  forgotten: ReplayedItems | null = null,
): Promise<ChangedItems> {
  const batch = groupByItem(items)
  const ids = [...new Set([...batch.keys(), ...parents.keys()])]
  await agreeOnInsertion(db, connectionId, {
    inserted: [...batch.keys()],
    mentioned: [...parents.keys()].filter(id => !batch.has(id)),
  })
  const locked = await lockItems(db, ids)
  const readings = ids.map(
    (id): ItemReadings => readingsOf(id, batch.get(id) ?? [], locked.get(id), parents.get(id) ?? [], forgotten),
  )
  await rememberMovedKeys(db, connectionId, readings)
  const built = await buildHistories(db, readings)
  const news = readings.filter(({ isNews }) => isNews)
  const rows = news.flatMap(({ id, items: ofItem }) =>
    ofItem.slice(-1).map(item => toRow(connectionId, id, item, built)),
  )
  const written = await writeGuarded(db, workItem, rows, { key: ['id'] })
  const missed = news.filter(({ id, stored }) => stored === undefined && written.get(id)?.isNew !== true)
  const missedIds = new Set(missed.map(({ id }) => id))
  const settled = withoutItems(built, missedIds)
  await writeSpans(db, connectionId, settled.changes)
  const writtenWithPlan = new Set(rows.map(({ id }) => id))
  await savePlans(db, new Map([...settled.spans].filter(([id]) => settled.changed.has(id) && !writtenWithPlan.has(id))))
  await deriveLedger(db, connectionId, readings, settled)
  for (const { id } of readings) if (!missedIds.has(id) && batch.has(id)) forgotten?.add(id)
  const again =
    missed.length === 0
      ? { ids: [], datedIds: [] }
      : await saveWorkItems(
          db,
          connectionId,
          missed.flatMap(each => each.items),
          pickOf(parents, missedIds),
          forgotten,
        )
  const dated = [...settled.changed].filter(([, fields]) => DATING_FIELDS.some(field => fields.has(field)))
  return {
    ids: [...new Set([...written.keys(), ...settled.changed.keys(), ...again.ids])],
    datedIds: [...dated.map(([id]) => id), ...again.datedIds],
  }
}

/** By our ids. */
export interface ChangedItems {
  readonly ids: readonly string[]
  /** Of those, the ones whose day or state changed: of a milestone, that is when it is due, or that it is met. */
  readonly datedIds: readonly string[]
}

const DATING_FIELDS: readonly PlanningField[] = ['target_day', 'state']

function groupByItem(items: readonly VersionedWorkItem[]): ReadonlyMap<string, readonly VersionedWorkItem[]> {
  const groups = new Map<string, VersionedWorkItem[]>()
  for (const item of items) {
    const group = groups.get(item.fact.id)
    if (group === undefined) groups.set(item.fact.id, [item])
    else group.push(item)
  }
  for (const group of groups.values()) group.sort((a, b) => compareVersions(a.version, b.version))
  return groups
}

function readingsOf(
  id: string,
  items: readonly VersionedWorkItem[],
  stored: LockedItem | undefined,
  parents: readonly Observation[],
  forgotten: Pick<ReplayedItems, 'has'> | null,
): ItemReadings {
  const newest = items.at(-1)
  const isNews = newest !== undefined && (stored === undefined || compareVersions(newest.version, stored.version) >= 0)
  return { id, items, isNews, stored, parents, isForgotten: forgotten !== null && !forgotten.has(id) }
}

const toRow = (connectionId: string, id: string, { fact, version }: VersionedWorkItem, { spans }: ItemHistories) => ({
  ...fact,
  connectionId,
  ...version,
  ...currentPlan(spans.get(id) ?? []),
})

function withoutItems({ changes, spans, changed }: ItemHistories, ids: ReadonlySet<string>): ItemHistories {
  if (ids.size === 0) return { changes, spans, changed }
  return {
    // Nothing was stored of them when this was worked out, so there is nothing to remove or to end.
    changes: { ...changes, added: changes.added.filter(({ subjectId }) => !ids.has(subjectId)) },
    spans: new Map([...spans].filter(([id]) => !ids.has(id))),
    changed: new Map([...changed].filter(([id]) => !ids.has(id))),
  }
}

const pickOf = <Value>(map: ReadonlyMap<string, Value>, ids: ReadonlySet<string>): ReadonlyMap<string, Value> =>
  new Map([...map].filter(([id]) => ids.has(id)))

/** The keys that stored items are about to lose; old references still find the item. */
async function rememberMovedKeys(
  db: Queryable,
  connectionId: string,
  readings: readonly ItemReadings[],
): Promise<void> {
  const moved = readings.flatMap(({ id, items, stored }) => {
    const newest = items.at(-1)
    if (stored === undefined || newest === undefined || newest.fact.key === stored.key) return []
    return newest.version.revision >= stored.version.revision ? [{ id, alias: stored.key }] : []
  })
  if (moved.length === 0) return
  await queryRows(
    db,
    sql`
    insert into work_item_alias (connection_id, alias, work_item_id)
    select ${connectionId}::uuid, alias, id from json_to_recordset(${JSON.stringify(moved)}::text::json) as r(id uuid, alias text)
    order by id on conflict do nothing`,
  )
}

/** Completed Work that changed becomes a ledger of hours (work/effort.ts). */
async function deriveLedger(
  db: Queryable,
  connectionId: string,
  readings: readonly ItemReadings[],
  { spans, changed }: ItemHistories,
): Promise<void> {
  const byItem = new Map(
    readings.flatMap(({ id, items, isForgotten }) => {
      const item = items.at(-1)
      const known = spans.get(id) ?? []
      const hasLedger = known.some(({ field, value }) => field === 'completed_hours' && value !== null)
      const isDue = changed.get(id)?.has('completed_hours') === true && hasLedger
      if (item === undefined || !(isDue || isForgotten)) return []
      const entries = deriveEffort({ connectionId, externalId: item.fact.externalId, id }, known)
      return [[id, { item, entries }] as const]
    }),
  )
  const [first] = byItem.values()
  if (first === undefined) return
  await replaceInferredWorklogs(db, connectionId, new Map([...byItem].map(([id, { entries }]) => [id, entries])), {
    ...first.item.version,
    revision: 0,
    revisionDetail: 0,
  })
}
