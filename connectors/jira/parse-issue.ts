import { type Static, Type } from 'typebox'
import type { Json, RawRecord } from '../../src/work/raw-record.ts'
import type { FieldValue, SourcePerson, SourceWorkItem } from '../../src/work/source-record.ts'
import { type HistoryWords, readFieldChange, readHistoryWords } from './field-changes.ts'
import { WORDED_TYPES } from './field-meaning.ts'
import { readInstant } from './instants.ts'
import { buildIssueHistory, type Happening } from './issue-history.ts'
import { readIssueLinks } from './issue-links.ts'
import { type IssueValues, nameOptions, readIssueValues } from './issue-values.ts'
import { readText } from './json-text.ts'
import { historySchema, issueSchema } from './payloads.ts'
import { collectPeople, readPersonId } from './people.ts'
import { readContextText, requirePayload, unreadable } from './raw-records.ts'
import { listUnresolved } from './unnamed-fields.ts'

const payloadSchema = Type.Object({ issue: issueSchema, histories: Type.Array(historySchema) })
type History = Static<typeof historySchema>

export function parseIssue(record: RawRecord): readonly (SourcePerson | SourceWorkItem)[] {
  const { issue, histories } = requirePayload(record, payloadSchema)
  const { fields } = issue
  const read = readHistoryWords(record)
  const words: HistoryWords = { ...read, optionNames: nameOptions(issue, read.valueTypes) }
  const createdAt = readInstant(fields.created)
  const updatedAt = readInstant(fields.updated)
  if (createdAt === null || updatedAt === null)
    throw unreadable(record, 'it does not say when it was created and updated')
  const values = resolveParent(readIssueValues(issue, words), histories)
  const { history, gap } = buildIssueHistory(
    {
      createdAt,
      updatedAt,
      creatorId: readPersonId(fields.creator),
      current: new Map([...values.standard, ...values.tracker]),
      worded: new Set([...words.valueTypes].flatMap(([id, type]) => (WORDED_TYPES.has(type) ? [id] : []))),
    },
    readHappenings(record, histories, words),
  )
  const people = collectPeople([
    fields.assignee,
    fields.reporter,
    fields.creator,
    ...histories.map(({ author }) => author),
  ] as Json[])
  const workItem: SourceWorkItem = {
    type: 'work_item',
    externalId: String(issue.id),
    key: issue.key,
    url: `${readContextText(record, 'siteUrl') ?? ''}/browse/${encodeURIComponent(issue.key)}`,
    title: fields.summary ?? '',
    projectId: String(fields.project.id),
    typeId: String(fields.issuetype.id),
    statusId: String(fields.status.id),
    resolution: fields.resolution?.name ?? null,
    priority: fields.priority?.name ?? null,
    labels: fields.labels ?? [],
    components: (fields.components ?? []).map(({ name }) => name),
    area: null,
    reporterId: readPersonId(fields.reporter),
    createdAt,
    updatedAt,
    fields: Object.fromEntries(values.tracker),
    historyExtent: 'complete',
    history,
    links: readIssueLinks(issue, histories),
    gap: joinGaps(
      gap,
      values.parentKey === null ? null : `the parent is known by its key only (${values.parentKey}).`,
      describeMissing(record),
      describeUnresolved(histories, words),
    ),
  }
  return [...people, workItem]
}

function readHappenings(record: RawRecord, histories: readonly History[], words: HistoryWords): readonly Happening[] {
  return histories.map(({ id, created, author, items }, index) => {
    const at = readInstant(created)
    if (at === null) throw unreadable(record, `its history ${id} does not say when it happened`)
    const order = Number(id)
    return {
      at,
      order: Number.isSafeInteger(order) ? order : index,
      authorId: readPersonId(author),
      changes: items.flatMap(item => readFieldChange(item, words) ?? []),
    }
  })
}

/** Sites that still use the Epic Link field name the parent by key there; the history rows know its id. */
function resolveParent(values: IssueValues, histories: readonly History[]): IssueValues {
  if (values.parentKey === null) return values
  for (const item of histories.flatMap(({ items }) => items)) {
    for (const [id, key] of [
      ['from', 'fromString'],
      ['to', 'toString'],
    ] as const) {
      const parentId = readText(item, id)
      if (!parentId || readText(item, key) !== values.parentKey) continue
      return {
        ...values,
        parentKey: null,
        standard: new Map<string, FieldValue>([...values.standard, ['parent', parentId]]),
      }
    }
  }
  return values
}

function describeMissing({ context: { missingHistories } }: RawRecord): string | null {
  if (typeof missingHistories !== 'number') return null
  return `Jira does not tell ${missingHistories} of its history rows; what they changed is not known.`
}

function describeUnresolved(histories: readonly History[], words: HistoryWords): string | null {
  const rows = histories.flatMap(({ items }) => items)
  const names = listUnresolved(rows, words.fieldNames, id => words.valueTypes.has(id))
  if (names.size === 0) return null
  return `rows of its history name fields that cannot be told apart or are gone: ${[...names].join(', ')}.`
}

function joinGaps(...gaps: readonly (string | null)[]): string | null {
  const said = gaps.filter(gap => gap !== null)
  return said.length === 0 ? null : said.join(' ')
}
