import type { Observation } from './fact.ts'
import { compareInstants, epochMs } from './instant.ts'
import { mergeStatements } from './merge-statements.ts'
import { comparePositions, type Position, type Said, type Statement } from './statement.ts'
import { keepWitnesses, type Witness, type WitnessedSpan } from './witnessed-span.ts'
import { PLANNING_FIELDS, type PlanningField, type Span, type WorkState } from './work-item.ts'

/** The intervals that a set of observations describes. */
export function spansFrom(observations: readonly Observation[]): readonly WitnessedSpan[] {
  return mergeSpans([], observations)
}

/**
 * The intervals that stored ones and new observations describe together, by field and then oldest first.
 *
 * Observations may come again, late and in any order: they are ordered by (at, order), and equal neighbours (value and
 * raw) are one span. Of two that differ at the same (at, order) the one later in text order wins, an empty one never;
 * but a stored one with the same raw word loses, since its mapping has changed. A span that was replaced within its
 * instant is kept with validFrom = validTo. A field with several values has a span for each, and one with value null
 * while it has none.
 *
 * Exact for any order of arrival when `stored` keeps its `witnesses`. Without them a late entry may fall between two
 * equal ones that had become one span; the later one is then lost until it is read again, as a feed in order does.
 *
 * After fields got other roles start from no stored spans: what the old fields said at the same entries would compete.
 */
export function mergeSpans(
  stored: readonly WitnessedSpan[],
  observations: readonly Observation[],
): readonly WitnessedSpan[] {
  const storedByField = groupByField(stored)
  const observationsByField = groupByField(observations)
  return PLANNING_FIELDS.filter(field => storedByField.has(field) || observationsByField.has(field)).flatMap(field =>
    buildSpans(field, mergeStatements(field, storedByField.get(field) ?? [], observationsByField.get(field) ?? [])),
  )
}

function groupByField<Each extends { readonly field: PlanningField }>(
  list: readonly Each[],
): Map<PlanningField, Each[]> {
  const groups = new Map<PlanningField, Each[]>()
  for (const each of list) {
    const group = groups.get(each.field)
    if (group === undefined) groups.set(each.field, [each])
    else group.push(each)
  }
  return groups
}

interface OpenSpan extends Omit<Span, 'validTo'> {
  readonly witnesses: Witness[]
}

function buildSpans(field: PlanningField, statements: readonly Statement[]): readonly WitnessedSpan[] {
  const spans: WitnessedSpan[] = []
  const open = new Map<string, OpenSpan>()
  for (const statement of statements) {
    const isUnchanged = [...open.keys()].every(key => statement.said.has(key)) && open.size === statement.said.size
    for (const [key, span] of open) {
      if (statement.said.has(key)) continue
      spans.push(endSpan(span, statement.at))
      open.delete(key)
    }
    for (const [key, said] of statement.said) {
      const span = open.get(key)
      if (span === undefined) open.set(key, beginSpan(field, statement, said))
      else if (statement.isInferred !== true) addWitness(span.witnesses, statement, isUnchanged ? said.since : null)
    }
  }
  for (const span of open.values()) spans.push(endSpan(span, null))
  return spans.sort(compareSpans)
}

function beginSpan(field: PlanningField, statement: Statement, { value, raw }: Said): OpenSpan {
  const { at, order, authorId, origin } = statement
  return { field, value, raw, validFrom: at, authorId, order, origin, witnesses: [witnessOf(statement)] }
}

function endSpan({ witnesses, ...span }: OpenSpan, validTo: string | null): WitnessedSpan {
  return { ...span, validTo, ...keepWitnesses(witnesses) }
}

function witnessOf({ at, order, authorId, origin }: Statement): Witness {
  return { at, order, authorId, origin, lastAt: at, lastOrder: order }
}

/**
 * Extends a witness where no entry can come between: the same is known to have been said from `since` on. Else, or
 * where other values of the field changed (null), adds one.
 */
function addWitness(witnesses: Witness[], statement: Statement, since: Position | null): void {
  while (since !== null && witnesses.length > 1 && comparePositions(since, beginOf(witnesses)) < 0) witnesses.pop()
  const last = witnesses.at(-1)
  if (last === undefined) return
  const end = { ms: epochMs(last.lastAt), order: last.lastOrder }
  const reachesBack = since !== null && (comparePositions(since, end) <= 0 || since.order === end.order + 1)
  if (reachesBack) witnesses[witnesses.length - 1] = { ...last, lastAt: statement.at, lastOrder: statement.order }
  else witnesses.push(witnessOf(statement))
}

function beginOf(witnesses: readonly Witness[]): { readonly ms: number; readonly order: number } {
  const last = witnesses.at(-1)
  return last === undefined ? { ms: 0, order: 0 } : { ms: epochMs(last.at), order: last.order }
}

function compareSpans(a: Span, b: Span): number {
  return compareInstants(a.validFrom, b.validFrom) || a.order - b.order || compareValues(a.value, b.value)
}

function compareValues(a: string | null, b: string | null): number {
  if (a === b) return 0
  if (a === null) return -1
  if (b === null) return 1
  return a < b ? -1 : 1
}

/** The value now; the first one of a field with several; null when empty or never seen. */
export function currentValue(spans: readonly Span[], field: PlanningField): string | null {
  return currentValues(spans, field)[0] ?? null
}

/** The values now, the one that came last at the end. */
export function currentValues(spans: readonly Span[], field: PlanningField): readonly string[] {
  return valuesOf(spans.filter(span => span.field === field && span.validTo === null))
}

/** The value at an instant; what began at that instant counts, what ended at it does not. */
export function valueAt(spans: readonly Span[], field: PlanningField, at: string): string | null {
  return valuesAt(spans, field, at)[0] ?? null
}

export function valuesAt(spans: readonly Span[], field: PlanningField, at: string): readonly string[] {
  return valuesOf(
    spans
      .filter(span => span.field === field && compareInstants(span.validFrom, at) <= 0)
      .filter(({ validTo }) => validTo === null || compareInstants(at, validTo) < 0),
  )
}

function valuesOf(spans: readonly Span[]): readonly string[] {
  const [only] = spans
  // Nearly every field has one value or none, and a dozen fields are asked for, of thousands of items.
  if (only === undefined) return NO_VALUES
  if (spans.length === 1) return only.value === null ? NO_VALUES : [only.value]
  return [...spans].sort(compareSpans).flatMap(({ value }) => (value === null ? [] : [value]))
}

const NO_VALUES: readonly string[] = []

export interface Lifecycle {
  /** First entry into a state of work; into done where the item jumped there. */
  readonly startedAt: string | null
  /** Since when it is done without a break; null when it is not done now. */
  readonly doneAt: string | null
  /** Since when it is blocked without a break; null when it is not blocked now. */
  readonly blockedSince: string | null
}

const STARTED: ReadonlySet<string | null> = new Set<WorkState>(['in_progress', 'in_review', 'blocked', 'done'])

/** States that were left within the instant they began were never in effect and do not count. */
export function lifecycle(spans: readonly Span[]): Lifecycle {
  const states = spans
    .filter(({ field }) => field === 'state')
    .filter(({ validFrom, validTo }) => validTo === null || compareInstants(validFrom, validTo) < 0)
    .sort(compareSpans)
  return {
    startedAt: states.find(({ value }) => STARTED.has(value))?.validFrom ?? null,
    doneAt: beginOfCurrent(states, 'done'),
    blockedSince: beginOfCurrent(states, 'blocked'),
  }
}

/** Several statuses may mean the same state: going from one to the other is no break. */
function beginOfCurrent(states: readonly Span[], state: WorkState): string | null {
  if (states.at(-1)?.validTo !== null) return null
  const before = states.findLastIndex(({ value }) => value !== state)
  return states[before + 1]?.validFrom ?? null
}
