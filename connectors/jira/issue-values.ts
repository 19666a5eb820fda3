import type { Static } from 'typebox'
import type { Json } from '../../src/work/raw-record.ts'
import type { FieldValue } from '../../src/work/source-record.ts'
import type { HistoryWords } from './field-changes.ts'
import type { ValueType } from './field-meaning.ts'
import { readDay, readInstant } from './instants.ts'
import { isList, isObject, readText } from './json-text.ts'
import type { issueSchema } from './payloads.ts'

type Issue = Static<typeof issueSchema>

export interface IssueValues {
  /** By standard field. */
  readonly standard: ReadonlyMap<string, FieldValue>
  /** By the tracker's field id. */
  readonly tracker: ReadonlyMap<string, FieldValue>
  /** Key of a parent that only the old Epic Link field names. */
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
  const epicKey = words.epicLinkFieldId === null ? null : readText(all, words.epicLinkFieldId)
  const parent = fields.parent ?? null
  const sprints = words.sprintFieldId === null ? null : all[words.sprintFieldId]
  const standard = new Map<string, FieldValue>([
    ['status', String(fields.status.id)],
    ['type', String(fields.issuetype.id)],
    ['project', String(fields.project.id)],
    ['parent', parent === null ? null : String(parent.id)],
    ['assignee', readPersonId(fields.assignee)],
    ['iterations', isList(sprints) ? sprints.flatMap(readSprintId) : []],
    ['releases', (fields.fixVersions ?? []).map(({ id }) => String(id))],
  ])
  const tracker = new Map<string, FieldValue>()
  for (const [id, type] of [...SYSTEM_VALUES, ...words.valueTypes]) {
    tracker.set(id, readCurrentValue(Object.hasOwn(all, id) ? (all[id] ?? null) : null, type))
  }
  return { standard, tracker, parentKey: parent === null ? epicKey : null }
}

export function readPersonId(person: { readonly [key: string]: Json } | null | undefined): string | null {
  return person === null || person === undefined ? null : readText(person, 'accountId')
}

function readCurrentValue(value: Json, type: ValueType): FieldValue {
  switch (type) {
    case 'number':
      return typeof value === 'number' ? value : null
    case 'day':
      return readDay(value)
    case 'instant':
      return readInstant(value)
    case 'options':
      return isList(value) ? value.flatMap(option => (isObject(option) ? (readText(option, 'id') ?? []) : [])) : []
  }
}

/** Older sites write a sprint as a text of Java; only its id can be read from it safely. */
function readSprintId(sprint: Json): readonly string[] {
  if (isObject(sprint)) {
    const id = readText(sprint, 'id')
    return id === null ? [] : [id]
  }
  const id = typeof sprint === 'string' ? /\bid=(\d+)/.exec(sprint)?.[1] : undefined
  return id === undefined ? [] : [id]
}
