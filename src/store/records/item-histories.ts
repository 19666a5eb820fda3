import { appendObservations } from '../../work/append-history.ts'
import type { Observation, WorkItemFact } from '../../work/fact.ts'
import { mergeSpans, spansFrom } from '../../work/history.ts'
import { compareInstants } from '../../work/instant.ts'
import type { WitnessedSpan } from '../../work/witnessed-span.ts'
import type { PlanningField } from '../../work/work-item.ts'
import type { Queryable } from '../database.ts'
import type { Version } from './guarded-write.ts'
import type { LockedItem } from './locked-items.ts'
import { listEdgeSpans, listSpans, type StoredSpan } from './spans.ts'

import { compareSpans, noSpanChanges, type SpanChanges } from './write-spans.ts'

export interface VersionedWorkItem {
  readonly fact: WorkItemFact
  readonly version: Version
}

/** What a batch says about the history of one item. */
export interface ItemReadings {
  readonly id: string
  /** Every reading of the item in the batch, the newest last; none where only links told of its parent. */
  readonly items: readonly VersionedWorkItem[]
  /** The newest reading is not older than what is stored. */
  readonly isNews: boolean
  readonly stored: LockedItem | undefined
  readonly parents: readonly Observation[]
  /** What is stored, but for the parent, says what fields meant before; drop it. */
  readonly isForgotten: boolean
}

export interface ItemHistories {
  readonly changes: SpanChanges
  /** All intervals that are open, with the history of those fields from which the plan and the ledger follow. */
  readonly spans: ReadonlyMap<string, readonly WitnessedSpan[]>
  /** Items whose intervals change, with the fields of which they do. */
  readonly changed: ReadonlyMap<string, ReadonlySet<PlanningField>>
}

type Way = 'replace' | 'append' | 'merge' | 'parent' | 'none'

/** Works out what becomes of the stored intervals of these items; their rows are locked. */
export async function buildHistories(db: Queryable, readings: readonly ItemReadings[]): Promise<ItemHistories> {
  const ways = new Map(readings.map(each => [each.id, chooseWay(each)]))
  const idsOf = (...wanted: readonly Way[]) =>
    readings.filter(({ id }) => wanted.includes(ways.get(id) ?? 'none')).map(({ id }) => id)
  const stored = new Map([
    ...(await listSpans(db, idsOf('replace', 'merge'))),
    ...(await listEdgeSpans(db, idsOf('append', 'parent'))),
  ])
  const changes = noSpanChanges()
  const spans = new Map<string, readonly WitnessedSpan[]>()
  const changed = new Map<string, ReadonlySet<PlanningField>>()
  for (const reading of readings) {
    const { id } = reading
    const before = stored.get(id) ?? []
    const way = ways.get(id) ?? 'none'
    if (way === 'none') continue
    if (way === 'append') {
      const { ended, begun } = appendObservations(openOf(before), observationsOf(reading))
      changes.ended.push(...ended)
      changes.added.push(...begun.map(span => ({ subjectId: id, span })))
      const ends = new Map(ended.map(({ span, validTo }) => [span, validTo]))
      spans.set(id, [...before.map(span => ({ ...span, validTo: ends.get(span) ?? span.validTo })), ...begun])
      if (ended.length > 0 || begun.length > 0) changed.set(id, fieldsOf([...ended.map(({ span }) => span), ...begun]))
      continue
    }
    const after = rebuild(way, reading, before)
    spans.set(id, after)
    if (compareSpans(changes, id, after, before)) changed.set(id, fieldsOf([...before, ...after]))
  }
  return { changes, spans, changed }
}

function chooseWay(reading: ItemReadings): Way {
  const newest = reading.items.at(-1)
  if (newest === undefined) return 'parent'
  if (newest.fact.historyExtent === 'complete') return reading.isNews || reading.parents.length > 0 ? 'replace' : 'none'
  return followsOn(reading) ? 'append' : 'merge'
}

/** Every revision since the stored one is here, in order of time: nothing earlier can still come. */
function followsOn({ items, stored, parents, isForgotten }: ItemReadings): boolean {
  if (isForgotten || parents.length > 0) return false
  let last = stored === undefined ? null : { revision: stored.version.revision, at: stored.updatedAt }
  for (const { fact, version } of items) {
    const { revision } = version
    if (revision === 0 || fact.historyExtent !== 'partial') return false
    if (last !== null && (revision !== last.revision + 1 || compareInstants(fact.updatedAt, last.at) < 0)) return false
    last = { revision, at: fact.updatedAt }
  }
  return true
}

function rebuild(way: Way, reading: ItemReadings, before: readonly StoredSpan[]): readonly WitnessedSpan[] {
  const { parents, isForgotten, isNews } = reading
  if (way === 'parent') {
    const others = before.filter(({ field }) => field !== 'parent')
    return [
      ...others,
      ...mergeSpans(
        before.filter(({ field }) => field === 'parent'),
        parents,
      ),
    ]
  }
  const observations = [...observationsOf(reading), ...parents]
  if (way === 'replace') return isNews ? spansFrom(observations) : mergeSpans(before, parents)
  return mergeSpans(isForgotten ? before.filter(({ field }) => field === 'parent') : before, observations)
}

/** Of an item read completely, what the newest reading says; of one read in part, what all of them say. */
function observationsOf({ items }: ItemReadings): readonly Observation[] {
  const newest = items.at(-1)
  if (newest?.fact.historyExtent === 'complete') return newest.fact.observations
  return items.flatMap(({ fact }) => fact.observations)
}

const openOf = (spans: readonly StoredSpan[]): readonly StoredSpan[] => spans.filter(({ validTo }) => validTo === null)

const fieldsOf = (spans: readonly WitnessedSpan[]): ReadonlySet<PlanningField> =>
  new Set(spans.map(({ field }) => field))
