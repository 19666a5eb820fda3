import type { Observation } from './fact.ts'
import { canonicalInstant, compareInstants } from './instant.ts'
import type { Mapping } from './mapping.ts'
import { derivePlanning, type EstimateUnit, type Planning, type PlanningBefore } from './planning-value.ts'
import { recordId } from './record-id.ts'
import type { FieldValue, HistoryEntry, SourceWorkItem } from './source-record.ts'
import type { PlanningField } from './work-item.ts'

export interface ObservedHistory {
  readonly observations: readonly Observation[]
  /** Unit of the estimate after the last entry. */
  readonly estimateUnit: EstimateUnit
  /** Each word once. */
  readonly unmapped: readonly string[]
}

/**
 * Replays the item's history through the mapping.
 *
 * `complete`: every field at the first entry, then every change of what it means to us; fields that were never anything
 * but empty are left out. `partial`: every field that an entry sets, changed or not and also empty, since only the
 * stored history knows what was before; what no entry has set is read from the record, which describes the item as of
 * its last entry.
 */
export function observeHistory(record: SourceWorkItem, connectionId: string, mapping: Mapping): ObservedHistory {
  const values = new Map<string, FieldValue>()
  const derive = (before: PlanningBefore | null = null): Planning =>
    derivePlanning(values, record.projectId, connectionId, mapping, before)
  const isPartial = record.historyExtent === 'partial'
  if (isPartial) setCurrent(values, record)
  const observations: Observation[] = []
  const unmapped = new Set<string>()
  const last = new Map<PlanningField, string>()
  let latest: Planning | null = null
  for (const entry of [...record.history].sort(compareEntries)) {
    setEach(values, entry.set)
    const before: Planning | null = latest
    const planning = derive(before === null ? null : { planning: before, set: entry.set })
    latest = planning
    const entered = enteredBy(entry, connectionId)
    for (const word of planning.unmapped) unmapped.add(word)
    for (const [field, derived] of planning.values) {
      const { value, raw, sources } = derived
      if (isPartial) {
        const isSet = sources.some(source => Object.hasOwn(entry.set, source))
        if (isSet) observations.push({ field, value, raw, ...entered })
        continue
      }
      if (before?.values.get(field) === derived) continue
      const said = JSON.stringify([value, raw])
      if (last.get(field) !== said) observations.push({ field, value, raw, ...entered })
      last.set(field, said)
    }
  }
  if (record.history.length === 0) setCurrent(values, record)
  // Deriving is most of the work, and the last entry has done it.
  const now = latest ?? derive()
  for (const word of now.unmapped) unmapped.add(word)
  return {
    observations: isPartial ? observations : dropNeverFilled(observations),
    estimateUnit: now.estimateUnit,
    unmapped: [...unmapped],
  }
}

function setCurrent(values: Map<string, FieldValue>, record: SourceWorkItem): void {
  setEach(values, record.fields)
  values.set('status', record.statusId)
  values.set('project', record.projectId)
}

function setEach(values: Map<string, FieldValue>, set: Readonly<Record<string, FieldValue>>): void {
  for (const field of Object.keys(set)) values.set(field, set[field] ?? null)
}

function compareEntries(a: HistoryEntry, b: HistoryEntry): number {
  return compareInstants(a.at, b.at) || a.order - b.order
}

/** The same for all that an entry says. */
function enteredBy({ at, order, authorId, origin }: HistoryEntry, connectionId: string) {
  const author = authorId === null ? null : recordId(connectionId, 'person', authorId)
  return { at: canonicalInstant(at), order, authorId: author, origin }
}

function dropNeverFilled(observations: readonly Observation[]): readonly Observation[] {
  const filled = new Set(observations.filter(seen => !isEmpty(seen)).map(({ field }) => field))
  return observations.filter(({ field }) => filled.has(field))
}

function isEmpty({ value, raw }: Observation): boolean {
  return raw === null && (value === null || value.length === 0)
}
