import { hoursFrom, type Reading, readDay, readFlag, readList, readNumber, readText } from './field-reading.ts'
import type { MappedField } from './field-roles.ts'
import type { Mapping } from './mapping.ts'
import type { RecordKind } from './raw-record.ts'
import { recordId } from './record-id.ts'
import type { FieldMeaning, FieldValue } from './source-record.ts'
import type { FieldRole, PlanningField, WorkState } from './work-item.ts'

/** The tracker's own fields of an item at one moment. */
export type TrackerValues = ReadonlyMap<string, FieldValue>

/** What a planning field is at one moment, and which of the tracker's fields say so. */
export interface PlanningValue {
  readonly value: string | null | readonly string[]
  readonly raw: string | null
  readonly sources: readonly string[]
}

export type EstimateUnit = 'points' | 'hours' | 'days' | null

/** The item's planning as the mapping reads the tracker's fields at one moment. */
export interface Planning {
  readonly values: ReadonlyMap<PlanningField, PlanningValue>
  readonly estimateUnit: EstimateUnit
  /** Words and fields that could not be read: "status 10044", "number in field customfield_1". */
  readonly unmapped: readonly string[]
}

const FINAL_STATES: ReadonlySet<WorkState> = new Set<WorkState>(['done', 'cancelled'])

/** What was derived before some of the tracker's fields were set. */
export interface PlanningBefore {
  readonly planning: Planning
  readonly set: Readonly<Record<string, FieldValue>>
}

/**
 * `projectId` is the tracker's, for items whose fields do not say it. With what was derived `before`, values that follow from
 * no field that was set since are taken over as they are; what could not be read in them was named then.
 */
export function derivePlanning(
  values: TrackerValues,
  projectId: string,
  connectionId: string,
  mapping: Mapping,
  before: PlanningBefore | null = null,
): Planning {
  const fields = mapping.fieldsOf(readText(values.get('project')) ?? projectId)
  // Which fields have which role is up to the project.
  const kept = before === null || Object.hasOwn(before.set, 'project') ? null : before
  const unmapped: string[] = []
  let estimateUnit = kept?.planning.estimateUnit ?? null
  const rolesOf = (role: FieldRole): readonly MappedField[] => fields.get(role) ?? []
  const one = (key: string, kind: RecordKind): PlanningValue => {
    const externalId = readText(values.get(key))
    return plain(externalId === null ? null : recordId(connectionId, kind, externalId), [key])
  }
  const several = (key: string, kind: RecordKind): PlanningValue => {
    const ids = readList(values.get(key)).map(externalId => recordId(connectionId, kind, externalId))
    return plain([...new Set(ids)].sort(), [key])
  }
  const hours = (role: FieldRole): PlanningValue => {
    const mapped = rolesOf(role)
    const found = firstReadable(values, mapped, readNumber, 'number', unmapped)
    const amount = found === null ? null : hoursFrom(found.value, found.field.unit)
    if (found !== null && amount === null) unmapped.push(`unit of field ${found.field.fieldId}`)
    return plain(amount === null ? null : String(amount), idsOf(mapped))
  }
  const day = (role: FieldRole, standardField: string | null): PlanningValue => {
    const mapped = [...(standardField === null ? [] : [{ fieldId: standardField, unit: null }]), ...rolesOf(role)]
    return plain(firstReadable(values, mapped, readDay, 'day', unmapped)?.value ?? null, idsOf(mapped))
  }
  const estimate = (): PlanningValue => {
    const { planned, unit } = deriveEstimate(values, rolesOf('estimate'), unmapped)
    estimateUnit = unit
    return planned
  }
  const derivations: readonly (readonly [PlanningField, () => PlanningValue])[] = [
    ['state', () => deriveState(values, rolesOf('blocked'), mapping, unmapped)],
    ['project', () => one('project', 'project')],
    ['parent', () => one('parent', 'work_item')],
    ['assignee', () => one('assignee', 'person')],
    ['iteration', () => several('iterations', 'iteration')],
    ['release', () => several('releases', 'release')],
    ['estimate', estimate],
    ['original_hours', () => hours('original_effort')],
    ['remaining_hours', () => hours('remaining_effort')],
    ['completed_hours', () => hours('completed_effort')],
    ['start_day', () => day('start_day', null)],
    ['target_day', () => day('target_day', 'target_day')],
  ]
  return {
    values: new Map(derivations.map(([field, derive]) => [field, findKept(field, kept) ?? derive()])),
    estimateUnit,
    unmapped,
  }
}

function findKept(field: PlanningField, before: PlanningBefore | null): PlanningValue | null {
  const value = before?.planning.values.get(field)
  if (before === null || value === undefined) return null
  return value.sources.some(source => Object.hasOwn(before.set, source)) ? null : value
}

/** A flagged item is blocked wherever it stands, except where nothing is left to do. */
function deriveState(
  values: TrackerValues,
  blockedFields: readonly MappedField[],
  mapping: Mapping,
  unmapped: string[],
): PlanningValue {
  const status = readText(values.get('status'))
  const state = status === null ? null : mapping.stateOf(status)
  if (status !== null && state === null) unmapped.push(`status ${status}`)
  const isFlagged = blockedFields.some(({ fieldId }) => readFlag(values.get(fieldId)))
  const isOpen = state !== null && !FINAL_STATES.has(state)
  return { value: isOpen && isFlagged ? 'blocked' : state, raw: status, sources: ['status', ...idsOf(blockedFields)] }
}

function deriveEstimate(
  values: TrackerValues,
  mapped: readonly MappedField[],
  unmapped: string[],
): { readonly planned: PlanningValue; readonly unit: EstimateUnit } {
  const found = firstReadable(values, mapped, readNumber, 'number', unmapped)
  if (found === null) return { planned: plain(null, idsOf(mapped)), unit: null }
  const { unit, fieldId } = found.field
  if (unit === null) unmapped.push(`unit of field ${fieldId}`)
  const { amount, estimateUnit } = estimateIn(unit, found.value)
  return { planned: plain(String(amount), idsOf(mapped)), unit: estimateUnit }
}

function estimateIn(
  unit: FieldMeaning['unit'],
  amount: number,
): { readonly amount: number; readonly estimateUnit: EstimateUnit } {
  if (unit === 'seconds') return { amount: amount / 3600, estimateUnit: 'hours' }
  return { amount, estimateUnit: unit }
}

/** The best field that says something; what cannot be read is named and passed over. */
function firstReadable<Value>(
  values: TrackerValues,
  mapped: readonly MappedField[],
  read: (value: FieldValue | undefined) => Reading<Value>,
  expected: string,
  unmapped: string[],
): { readonly field: MappedField; readonly value: Value } | null {
  for (const field of mapped) {
    const reading = read(values.get(field.fieldId))
    if (reading.status === 'read') return { field, value: reading.value }
    if (reading.status === 'unreadable') unmapped.push(`${expected} in field ${field.fieldId}`)
  }
  return null
}

function plain(value: PlanningValue['value'], sources: readonly string[]): PlanningValue {
  return { value, raw: null, sources }
}

function idsOf(mapped: readonly MappedField[]): readonly string[] {
  return mapped.map(({ fieldId }) => fieldId)
}
