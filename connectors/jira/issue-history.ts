import type { FieldValue, HistoryEntry } from '../../src/work/source-record.ts'
import type { FieldChange, Side } from './field-changes.ts'

/** A history of the tracker, read: its rows in the order they were written. */
export interface Happening {
  readonly at: string
  readonly order: number
  readonly authorId: string | null
  readonly changes: readonly FieldChange[]
}

interface IssueLife {
  readonly createdAt: string
  readonly updatedAt: string
  readonly creatorId: string | null
  /** What every field holds now, standard and tracker fields alike. */
  readonly current: ReadonlyMap<string, FieldValue>
  /** Fields that are told by their texts: what does not fit together in them is no gap. */
  readonly worded: ReadonlySet<string>
}

interface BuiltHistory {
  readonly history: readonly HistoryEntry[]
  /** Where the rows and the current values do not fit together, or null. */
  readonly gap: string | null
}

/**
 * Everything that is known of an issue's fields, from creation to now. Jira writes no row for the creation: a field's first
 * value is what its first change replaced, and without a change it is the current one.
 */
export function buildIssueHistory(
  { createdAt, updatedAt, creatorId, current, worded }: IssueLife,
  happenings: readonly Happening[],
): BuiltHistory {
  const ordered = happenings.toSorted((a, b) => (a.at === b.at ? a.order - b.order : a.at < b.at ? -1 : 1))
  const values = new Map<string, FieldValue>()
  const gaps: string[] = []
  let isDerived = false
  for (const [field, now] of current) {
    const first = findFirstValue(field, now, ordered)
    if (first.type === 'unknown' && !worded.has(field)) gaps.push(`the first value of ${field} is not recorded`)
    if (first.type !== 'unchanged') isDerived = true
    values.set(field, first.value)
  }
  const firstAt = ordered[0]?.at
  const history: HistoryEntry[] = [
    {
      at: firstAt !== undefined && firstAt < createdAt ? firstAt : createdAt,
      order: 0,
      authorId: creatorId,
      origin: isDerived ? 'reconstructed' : 'observed',
      set: Object.fromEntries(values),
    },
  ]
  for (const [index, happening] of ordered.entries()) {
    const set = applyChanges(happening.changes, values, field =>
      findNextFrom(field, ordered, index, current.get(field) ?? null),
    )
    if (set.size === 0) continue
    const { at, order, authorId } = happening
    history.push({ at, order, authorId, origin: 'observed', set: Object.fromEntries(set) })
  }
  const off = [...current].filter(([field, now]) => !isSame(values.get(field) ?? null, now))
  if (off.length > 0) {
    // The current value wins; such histories are real: https://github.com/constructorfabric/insight/issues/3484
    const surprising = off.map(([field]) => field).filter(field => !worded.has(field))
    if (surprising.length > 0) gaps.push(`the history does not end at the current value of ${surprising.join(', ')}`)
    const last = history.at(-1)
    const at = last !== undefined && last.at > updatedAt ? last.at : updatedAt
    history.push({
      at,
      order: (last?.order ?? 0) + 1,
      authorId: null,
      origin: 'reconstructed',
      set: Object.fromEntries(off),
    })
  }
  return { history, gap: gaps.length === 0 ? null : `${gaps.join('; ')}.` }
}

interface FirstValue {
  readonly type: 'unchanged' | 'derived' | 'unknown'
  readonly value: FieldValue
}

function findFirstValue(field: string, now: FieldValue, ordered: readonly Happening[]): FirstValue {
  const changes = ordered.flatMap(({ changes: all }) => all.filter(change => change.field === field))
  const first = changes[0]
  if (first === undefined) return { type: 'unchanged', value: now }
  if (first.type === 'value') {
    const from = bestOf(ordered.find(({ changes: all }) => all.includes(first))?.changes ?? [], field)?.from
    if (from === undefined) return { type: 'unknown', value: Array.isArray(now) ? [] : null }
    return { type: 'derived', value: from }
  }
  // Undo the additions and removals, newest first.
  const members = new Set(Array.isArray(now) ? now.map(String) : [])
  for (const change of changes.toReversed()) {
    if (change.type !== 'member') continue
    if (change.added !== null) members.delete(change.added)
    if (change.removed !== null) members.add(change.removed)
  }
  return { type: 'derived', value: [...members] }
}

/** Changes `values` and returns what was set. */
function applyChanges(
  changes: readonly FieldChange[],
  values: Map<string, FieldValue>,
  findLater: (field: string) => FieldValue,
): ReadonlyMap<string, FieldValue> {
  const set = new Map<string, FieldValue>()
  for (const change of changes) {
    if (!values.has(change.field)) continue
    const before = values.get(change.field) ?? null
    const after = change.type === 'member' ? applyMember(before, change) : readAfter(change, changes, findLater)
    values.set(change.field, after)
    set.set(change.field, after)
  }
  return set
}

type ValueChange = Extract<FieldChange, { readonly type: 'value' }>

function readAfter(
  change: ValueChange,
  changes: readonly FieldChange[],
  findLater: (field: string) => FieldValue,
): FieldValue {
  const best = change.rank === 0 ? change : (bestOf(changes, change.field) ?? change)
  return best.to === undefined ? findLater(change.field) : best.to
}

/** The row to believe where one change was written as several. */
function bestOf(changes: readonly FieldChange[], field: string): ValueChange | null {
  const rows = changes.filter((change): change is ValueChange => change.type === 'value' && change.field === field)
  const known = rows.filter(({ from, to }) => from !== undefined && to !== undefined)
  return (known.length > 0 ? known : rows).toSorted((a, b) => a.rank - b.rank)[0] ?? null
}

function applyMember(
  before: FieldValue,
  { added, removed }: Extract<FieldChange, { readonly type: 'member' }>,
): FieldValue {
  const members = new Set(Array.isArray(before) ? before.map(String) : [])
  if (removed !== null) members.delete(removed)
  if (added !== null) members.add(added)
  return [...members]
}

/** What a row that does not tell its new value must have set: what the next row replaced, else the current value. */
function findNextFrom(field: string, ordered: readonly Happening[], index: number, now: FieldValue): FieldValue {
  for (const { changes } of ordered.slice(index + 1)) {
    const next: Side = bestOf(changes, field)?.from
    if (next !== undefined) return next
  }
  return now
}

export function isSame(a: FieldValue, b: FieldValue): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b
  return a.length === b.length && a.every(one => b.includes(one))
}
