import type { Static } from 'typebox'
import type { Json } from '../../src/work/raw-record.ts'
import type { FieldValue } from '../../src/work/source-record.ts'
import type { HistoryWords } from './field-changes.ts'
import type { ValueType } from './field-meaning.ts'
import { readDay, readInstant } from './instants.ts'
import { isList, isObject, readText } from './json-text.ts'
import type { issueSchema } from './payloads.ts'
import { readPersonId } from './people.ts'

type Issue = Static<typeof issueSchema>

export interface IssueValues {
  /** By standard field. */
  readonly standard: ReadonlyMap<string, FieldValue>
  /** By the tracker's field id. */
  readonly tracker: ReadonlyMap<string, FieldValue>
  /** Key of a parent that only Epic Link or Parent Link names. */
  readonly parentKey: string | null
}

const SYSTEM_VALUES: readonly (readonly [string, ValueType])[] = [
  ['duedate', 'day'],
  ['timeoriginalestimate', 'number'],
  ['timeestimate', 'number'],
  ['timespent', 'number'],
]

/** What the fields of an issue hold now. */
export function readIssueValues({ fields }: Issue, words: HistoryWords): IssueValues {
  const all = fields as unknown as { readonly [key: string]: Json }
  const linked = [words.epicLinkFieldId, words.parentLinkFieldId].map(id => (id === null ? null : readText(all, id)))
  const parentKey = linked.find(key => key !== null && key !== '') ?? null
  const parent = fields.parent ?? null
  const parentId = parent === null ? (words.parentIds.get(parentKey ?? '') ?? null) : String(parent.id)
  const sprints = words.sprintFieldId === null ? null : all[words.sprintFieldId]
  const standard = new Map<string, FieldValue>([
    ['status', String(fields.status.id)],
    ['type', String(fields.issuetype.id)],
    ['project', String(fields.project.id)],
    ['parent', parentId],
    ['assignee', readPersonId(fields.assignee)],
    ['iterations', isList(sprints) ? sprints.flatMap(sprint => readSprintId(sprint) ?? []) : []],
    ['releases', (fields.fixVersions ?? []).map(({ id }) => String(id))],
  ])
  const tracker = new Map<string, FieldValue>()
  for (const [id, type] of [...SYSTEM_VALUES, ...words.valueTypes]) {
    tracker.set(id, readCurrentValue(Object.hasOwn(all, id) ? (all[id] ?? null) : null, type))
  }
  return { standard, tracker, parentKey: parentId === null ? parentKey : null }
}

function readCurrentValue(value: Json, type: ValueType): FieldValue {
  switch (type) {
    case 'number':
      // Of a field whose type was changed: told as it is, so that whoever wants a number can say that this is none.
      return typeof value === 'object' && value !== null ? JSON.stringify(value) : value
    case 'day':
      return readDay(value)
    case 'instant':
      return readInstant(value)
    case 'option':
      return readOption(value)
    case 'options':
      return isList(value) ? value.flatMap(option => readOption(option) ?? []) : []
    case 'nested': {
      const below = isObject(value) ? readOption(value.child ?? null) : null
      const above = readOption(value)
      return below === null ? above : `${above ?? ''} / ${below}`
    }
    case 'text':
      return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
    case 'labels':
      return isList(value) ? value.filter(label => typeof label === 'string') : []
  }
}

const readOption = (option: Json): string | null =>
  isObject(option) ? (readText(option, 'value')?.trim() ?? null) : null

/** What the options that are chosen now are called, by their ids: a history keeps the name an option had then. */
export function nameOptions({ fields }: Issue, valueTypes: HistoryWords['valueTypes']): ReadonlyMap<string, string> {
  const all = fields as unknown as { readonly [key: string]: Json }
  const names = new Map<string, string>()
  for (const [id, type] of valueTypes) {
    if (type !== 'option' && type !== 'options') continue
    for (const option of [all[id] ?? null].flat()) {
      const optionId = isObject(option) ? readText(option, 'id') : null
      const name = readOption(option)
      if (optionId !== null && name !== null) names.set(optionId, name)
    }
  }
  return names
}

/**
 * Data Center writes a sprint as a text of Java, in three orders by its version. A name or goal may hold any text, so
 * nothing but the id is read of it, and that where no free text stands before it.
 */
const SPRINT_IDS = [/^[^[]*\[id=(\d+)[,\]]/, /,sequence=\d+,id=(\d+)\]$/, /,id=(\d+),name=/]

export function readSprintId(sprint: Json): string | null {
  if (isObject(sprint)) return readText(sprint, 'id')
  if (typeof sprint !== 'string') return null
  for (const pattern of SPRINT_IDS) {
    const id = pattern.exec(sprint)?.[1]
    if (id !== undefined) return id
  }
  return null
}
