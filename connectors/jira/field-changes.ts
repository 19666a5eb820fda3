import type { Json, RawRecord } from '../../src/work/raw-record.ts'
import type { FieldValue } from '../../src/work/source-record.ts'
import { VALUE_TYPES, type ValueType } from './field-meaning.ts'
import { readDay, readInstant } from './instants.ts'
import { isList, isObject, readText } from './json-text.ts'
import { type FieldNames, findFieldId } from './unnamed-fields.ts'

/** A row of an issue's history: one field, before and after. */
export type FieldChange =
  | { readonly type: 'value'; readonly field: string; readonly from: Side; readonly to: Side; readonly rank: number }
  /** One row per version, added or removed. */
  | {
      readonly type: 'member'
      readonly field: 'releases'
      readonly added: string | null
      readonly removed: string | null
    }

/** Undefined: the row says that there was a value, but not which. */
export type Side = FieldValue | undefined

export interface HistoryWords {
  readonly sprintFieldId: string | null
  readonly epicLinkFieldId: string | null
  readonly parentLinkFieldId: string | null
  readonly valueTypes: ReadonlyMap<string, ValueType>
  /** Of parents that are named by key only. */
  readonly parentIds: ReadonlyMap<string, string>
  /** Of the options that are chosen now, by id. */
  readonly optionNames: ReadonlyMap<string, string>
  readonly fieldNames: FieldNames
}

export function readHistoryWords({ context }: RawRecord): Omit<HistoryWords, 'optionNames'> {
  const textOf = (key: string): string | null => {
    const value = context[key]
    return typeof value === 'string' ? value : null
  }
  const valueTypes = new Map<string, ValueType>()
  for (const [id, type] of entriesOf(context.valueTypes)) {
    const known = VALUE_TYPES.find(candidate => candidate === type)
    if (known !== undefined) valueTypes.set(id, known)
  }
  return {
    sprintFieldId: textOf('sprintFieldId'),
    epicLinkFieldId: textOf('epicLinkFieldId'),
    parentLinkFieldId: textOf('parentLinkFieldId'),
    valueTypes,
    parentIds: new Map(
      entriesOf(context.parentIds).flatMap(([key, id]) => (typeof id === 'string' ? [[key, id]] : [])),
    ),
    fieldNames: new Map(entriesOf(context.fieldNames).map(([name, ids]) => [name, isList(ids) ? ids.map(String) : []])),
  }
}

const entriesOf = (value: Json | undefined): readonly (readonly [string, Json])[] =>
  value !== undefined && isObject(value) ? Object.entries(value) : []

type Item = Parameters<typeof readText>[0]

/**
 * What a history row means to us, or null. Rows are known by `fieldId`, as labels change with a rename of the field; the
 * label serves only where Jira writes no id. One change of a parent may be written as several rows: the best has rank 0.
 */
export function readFieldChange(item: Item, words: HistoryWords): FieldChange | null {
  const fieldId = findFieldId(item, words.fieldNames)
  const label = readText(item, 'field') ?? ''
  const name = fieldId ?? label
  switch (name) {
    case 'status':
    case 'project':
    case 'assignee':
      return changeOf(item, name, readId)
    case 'issuetype':
      return changeOf(item, 'type', readId)
    case 'fixVersions':
    case 'Fix Version':
      return {
        type: 'member',
        field: 'releases',
        added: readText(item, 'to') || null,
        removed: readText(item, 'from') || null,
      }
    case 'IssueParentAssociation':
      return changeOf(item, 'parent', readId, 0)
    case 'parent':
    case 'Parent':
      return changeOf(item, 'parent', readId, 1)
    case 'Sprint':
      return changeOf(item, 'iterations', readIds)
    case 'duedate':
      return changeOf(item, name, readDaySide)
    case 'timeoriginalestimate':
    case 'timeestimate':
    case 'timespent':
      return changeOf(item, name, readNumber)
    default:
      return readCustomChange(item, name, label, words)
  }
}

function readCustomChange(item: Item, name: string, label: string, words: HistoryWords): FieldChange | null {
  if (name === words.sprintFieldId) return changeOf(item, 'iterations', readIds)
  if (name === words.epicLinkFieldId || (name === label && label === 'Epic Link'))
    return changeOf(item, 'parent', readId, 2)
  if (name === words.parentLinkFieldId) return changeOf(item, 'parent', readIdOrKey(words), 3)
  switch (words.valueTypes.get(name)) {
    case 'number':
      return changeOf(item, name, readNumber)
    case 'day':
      return changeOf(item, name, readDaySide)
    case 'instant':
      return changeOf(item, name, readInstantSide)
    case 'option':
      return changeOf(item, name, readOption(words))
    case 'options':
      return changeOf(item, name, readOptions(words))
    case 'text':
      return changeOf(item, name, (_, text) => (text === '' ? null : text))
    case 'labels':
      return changeOf(item, name, (_, text) => (text === '' ? [] : text.split(/\s+/)))
    // Both levels are written in one text, in the language of the site: only what it is now is known.
    case 'nested':
    case undefined:
      return null
  }
}

type ReadSide = (value: string, text: string) => Side

const changeOf = (item: Item, field: string, read: ReadSide, rank = 0): FieldChange => {
  const side = (value: string, text: string): Side =>
    read(readText(item, value)?.trim() ?? '', readText(item, text)?.trim() ?? '')
  // `toString` is an own property here, never a method: it is read by key.
  return { type: 'value', field, from: side('from', 'fromString'), to: side('to', 'toString'), rank }
}

const readId: ReadSide = (value, text) => (value !== '' ? value : text === '' ? null : undefined)

/** Parent Link writes keys. */
const readIdOrKey =
  ({ parentIds }: HistoryWords): ReadSide =>
  (value, text) =>
    readId(value, text) ?? parentIds.get(text) ?? (text === '' ? null : undefined)

/** Ids separated by commas; names are not, as they may hold commas themselves. */
const readIds: ReadSide = (value, text) => {
  if (value === '') return text === '' ? [] : undefined
  return value
    .replace(/^\[|\]$/g, '')
    .split(',')
    .map(id => id.trim())
    .filter(id => id !== '')
}

/** Numbers of custom fields stand in the texts only, those of time fields in both. */
const readNumber: ReadSide = (value, text) => {
  const written = value !== '' ? value : text
  if (written === '') return null
  const number = Number(written)
  return Number.isFinite(number) ? number : undefined
}

const readDaySide: ReadSide = (value, text) => (value === '' && text === '' ? null : (readDay(value) ?? undefined))
const readInstantSide: ReadSide = (value, text) =>
  value === '' && text === '' ? null : (readInstant(value) ?? undefined)

const readOption =
  ({ optionNames }: HistoryWords): ReadSide =>
  (value, text) =>
    optionNames.get(value) ?? (text === '' ? readId(value, text) : text)

/** Names may hold commas: one that is not chosen now is known by its name only where it stands alone, else by its id. */
const readOptions =
  ({ optionNames }: HistoryWords): ReadSide =>
  (value, text) => {
    const ids = readIds(value, text)
    if (!Array.isArray(ids)) return ids
    const alone = ids.length === 1 && text !== '' ? text : null
    return ids.map(id => optionNames.get(String(id)) ?? alone ?? String(id))
  }
