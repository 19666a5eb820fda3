import type { Json, RawRecord } from '../../src/work/raw-record.ts'
import { readInstantMs } from './instants.ts'
import type { IssueFields } from './issue-fields.ts'
import { readSprintId } from './issue-values.ts'
import { isList, isObject, readText, trimAnswer } from './json-text.ts'
import { compareIds, toRecordId } from './record-id.ts'
import { readUnnamedField } from './unnamed-fields.ts'

type JsonObject = { readonly [key: string]: Json }

/** History rows bring descriptions in full; what tells us something is short. */
const LONGEST_TEXT = 200
/** A history row is written up to 30 ms after the issue's `updated`; later ones are of a change we have not read. */
const ROW_DELAY_MS = 2_000

/**
 * The issue and its history as one raw record. What Jira repeats of other records (the parent's title, a linked issue's
 * status, a sprint's state) is left out: each has a record of its own, and the hash of this one should change only with it.
 */
export function createIssueRaw(
  issue: JsonObject,
  histories: readonly JsonObject[],
  fields: IssueFields,
  siteUrl: string,
  fetchedAt: string,
  { missing = 0, parentIds = new Map() }: FoundBesides = {},
): RawRecord {
  const values = isObject(issue.fields) ? issue.fields : {}
  const updatedMs = readInstantMs(values.updated) ?? 0
  const known = histories
    .map(history => ({ history, atMs: readInstantMs(history.created), id: readText(history, 'id') ?? '' }))
    .filter(({ atMs }) => (atMs ?? 0) <= updatedMs + ROW_DELAY_MS)
    // Inline histories come newest first, those in bulk oldest first.
    .sort((a, b) => (a.atMs ?? 0) - (b.atMs ?? 0) || compareIds(a.id, b.id))
  const items = known.flatMap(({ history: { items: all } }) => (isList(all) ? all.filter(isObject) : []))
  const fieldNames = listFieldNames(items, fields)
  const changed = new Set([...items.map(readFieldId), ...Object.values(fieldNames).flat()])
  const isEmpty = (id: string): boolean => values[id] === null && fields.valueTypes.has(id) && !changed.has(id)
  const kept = Object.entries(values).filter(([id]) => !isEmpty(id))
  const valueTypes = [...fields.valueTypes].filter(
    ([id]) => changed.has(id) || (Object.hasOwn(values, id) && !isEmpty(id)),
  )
  return {
    kind: 'issue',
    externalId: String(issue.id),
    revision: updatedMs,
    revisionDetail: Math.max(0, ...known.map(({ history }) => Number(history.id)).filter(Number.isSafeInteger)),
    payload: {
      issue: {
        id: issue.id ?? null,
        key: issue.key ?? null,
        fields: Object.fromEntries(kept.map(([id, value]) => [id, trimField(id, value, fields)])),
      },
      histories: known.map(({ history, atMs }) => trimHistory(history, atMs)),
    },
    context: {
      siteUrl,
      sprintFieldId: fields.sprintFieldId,
      epicLinkFieldId: fields.epicLinkFieldId,
      parentLinkFieldId: fields.parentLinkFieldId,
      valueTypes: Object.fromEntries(valueTypes),
      ...(Object.keys(fieldNames).length === 0 ? {} : { fieldNames }),
      ...(parentIds.size === 0 ? {} : { parentIds: pickParentIds(parentIds, values, items, fields) }),
      ...(missing === 0 ? {} : { missingHistories: missing }),
    },
    fetchedAt,
  }
}

/** What is known of an issue besides its answer. */
interface FoundBesides {
  /** History rows that exist and were not told. */
  readonly missing?: number
  /** By key, of parents that are named by key only; those of other issues may be among them. */
  readonly parentIds?: ReadonlyMap<string, string>
}

/** The fields that may be meant by rows that tell no field id. */
function listFieldNames(items: readonly JsonObject[], { idsByName }: IssueFields): Record<string, readonly string[]> {
  const names = new Set(items.map(readUnnamedField).filter(name => name !== null))
  return Object.fromEntries([...names].sort().map(name => [name, idsByName.get(name) ?? []]))
}

function pickParentIds(
  parentIds: ReadonlyMap<string, string>,
  values: JsonObject,
  items: readonly JsonObject[],
  { epicLinkFieldId, parentLinkFieldId }: IssueFields,
): Record<string, string> {
  const current = [epicLinkFieldId, parentLinkFieldId].map(id => (id === null ? null : readText(values, id)))
  const former = items.flatMap(item => [readText(item, 'fromString'), readText(item, 'toString')])
  const named = new Set([...current, ...former])
  return Object.fromEntries([...parentIds].filter(([key]) => named.has(key)).sort())
}

const readFieldId = (item: JsonObject): string => readText(item, 'fieldId') ?? ''

function trimField(id: string, value: Json, fields: IssueFields): Json {
  switch (id) {
    case 'parent':
      return pick(value, ['id', 'key'])
    case 'project':
      return pick(value, ['id', 'key'])
    case 'issuetype':
    case 'status':
    case 'resolution':
    case 'priority':
      return pick(value, ['id', 'name'])
    case 'fixVersions':
    case 'components':
      return isList(value) ? value.map(one => pick(one, ['id', 'name'])) : value
    case 'assignee':
    case 'reporter':
    case 'creator':
      return trimPerson(value)
    case 'issuelinks':
      return isList(value) ? value.map(trimLink) : value
    case fields.sprintFieldId:
      return isList(value) ? value.map(trimSprint) : value
    default:
      return trimAnswer(value)
  }
}

/** A text of Java holds the sprint's state and dates too. */
function trimSprint(sprint: Json): Json {
  const id = typeof sprint === 'string' ? readSprintId(sprint) : null
  return id === null ? pick(sprint, ['id']) : { id: toRecordId(id) }
}

function trimLink(link: Json): Json {
  if (!isObject(link)) return link
  return {
    id: link.id ?? null,
    type: pick(link.type ?? null, ['id', 'name']),
    ...(link.inwardIssue === undefined ? {} : { inwardIssue: pick(link.inwardIssue, ['id', 'key']) }),
    ...(link.outwardIssue === undefined ? {} : { outwardIssue: pick(link.outwardIssue, ['id', 'key']) }),
  }
}

const trimPerson = (person: Json): Json =>
  pick(person, ['accountId', 'key', 'name', 'displayName', 'emailAddress', 'accountType', 'active', 'deleted'])

function trimHistory({ id, created, author, items }: JsonObject, atMs: number | null): Json {
  return {
    id: id ?? null,
    // Text where the history came with the issue, a number where it came in bulk.
    created: atMs === null ? (created ?? null) : new Date(atMs).toISOString(),
    author: trimPerson(author ?? null),
    items: isList(items) ? items.map(trimItem) : [],
  }
}

const ITEM_KEYS = ['field', 'fieldId', 'from', 'to', 'fromString', 'toString']

function trimItem(item: Json): Json {
  if (!isObject(item)) return item
  const kept: Record<string, Json> = {}
  // Only rows that tell no field id need their kind.
  const keys = readUnnamedField(item) === null ? ITEM_KEYS : [...ITEM_KEYS, 'fieldtype']
  for (const key of keys) {
    if (!Object.hasOwn(item, key)) continue
    const value = item[key] ?? null
    const isText = key === 'fromString' || key === 'toString'
    kept[key] = isText && typeof value === 'string' ? value.slice(0, LONGEST_TEXT) : value
  }
  return kept
}

/** Values of other shapes (an old sprint written as text) stay as they are. */
function pick(value: Json, keys: readonly string[]): Json {
  if (!isObject(value)) return value
  const picked: Record<string, Json> = {}
  for (const key of keys) if (Object.hasOwn(value, key)) picked[key] = value[key] ?? null
  return picked
}
