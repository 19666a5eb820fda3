import { Type } from 'typebox'
import type { Json, RawRecord } from '../../src/work/raw-record.ts'
import type { FieldValue, SourceRecord } from '../../src/work/source-record.ts'
import { UnreadableRecordError } from '../errors.ts'
import { readPlanningValues } from './field-catalogue.ts'
import { type Identity, readIdentity, toPerson } from './identity.ts'
import { readInstant } from './instant.ts'
import { RevisionSchema } from './payloads.ts'
import { keepJson, requireShape } from './raw-json.ts'

const ContextSchema = Type.Object({
  followed: Type.Boolean(),
  projectId: Type.Union([Type.String(), Type.Null()]),
  organizationUrl: Type.String(),
  /** Data types of the organisation's own fields that were asked for. */
  ownFields: Type.Record(Type.String(), Type.String()),
  timeZone: Type.Optional(Type.String()),
})

export interface RevisionSetting {
  /** Null where the item lies outside of the followed projects. */
  readonly projectId: string | null
  readonly organizationUrl: string
  readonly askedFields: ReadonlySet<string>
  readonly ownFields: Readonly<Record<string, string>>
  /** Where dates are entered; null when nobody has told. */
  readonly timeZone: string | null
  readonly fetchedAt: string
}

const IDENTITY_FIELDS: ReadonlySet<string> = new Set(['System.AssignedTo', 'System.CreatedBy', 'System.ChangedBy'])
const IDENTITY_PARTS = ['id', 'displayName', 'uniqueName', 'descriptor'] as const
/** All that is kept of an item outside of the followed projects: that it is there. */
const OUTSIDE_FIELDS: ReadonlySet<string> = new Set(['System.ChangedDate', 'System.IsDeleted'])

export const nameRevision = (id: number, rev: number): string => `${id}@${rev}`

/**
 * The revision as answered, less what we did not ask for: the feed and a reading by id thereby give the same record.
 */
export function toRawRevision(
  {
    id,
    rev,
    fields,
  }: { readonly id: number; readonly rev: number; readonly fields: Readonly<Record<string, unknown>> },
  { projectId, organizationUrl, askedFields, ownFields, timeZone, fetchedAt }: RevisionSetting,
): RawRecord {
  const kept = projectId === null ? OUTSIDE_FIELDS : askedFields
  const asked: Record<string, Json> = {}
  for (const name of Object.keys(fields).sort()) {
    if (kept.has(name)) asked[name] = IDENTITY_FIELDS.has(name) ? trimIdentity(fields[name]) : keepJson(fields[name])
  }
  return {
    kind: 'revision',
    externalId: nameRevision(id, rev),
    revision: rev,
    revisionDetail: 0,
    payload: { id, rev, fields: asked },
    context: {
      followed: projectId !== null,
      projectId,
      organizationUrl,
      ownFields: projectId === null ? {} : ownFields,
      ...(timeZone !== null && { timeZone }),
    },
    fetchedAt,
  }
}

/** Pictures and profile addresses differ from answer to answer. */
export function trimIdentity(value: unknown): Json {
  if (typeof value !== 'object' || value === null) return keepJson(value ?? null)
  const identity = value as Readonly<Record<string, unknown>>
  const kept: Record<string, Json> = {}
  for (const name of IDENTITY_PARTS) if (identity[name] !== undefined) kept[name] = keepJson(identity[name])
  return kept
}

/** One revision: what the item was from that moment on. The store puts the revisions of an item together. */
export function parseRevision(record: RawRecord): readonly SourceRecord[] {
  const { id, rev, fields } = requireShape(RevisionSchema, record.payload, record)
  const {
    followed,
    projectId,
    organizationUrl,
    ownFields,
    timeZone = null,
  } = requireShape(ContextSchema, record.context, record)
  const externalId = String(id)
  const changedAt = readInstant(fields['System.ChangedDate'])
  if (changedAt === null) throw unreadable(record, 'has no changed date')
  if (!followed || projectId === null) {
    const how = 'moved out of the followed projects'
    return [{ type: 'removal', kind: 'work_item', externalId, visibility: 'not_visible', at: changedAt, how }]
  }
  if (fields['System.IsDeleted'] === true) {
    const how = 'recycle bin'
    return [{ type: 'removal', kind: 'work_item', externalId, visibility: 'deleted', at: changedAt, how }]
  }
  const typeName = readText(fields['System.WorkItemType'])
  const state = readText(fields['System.State'])
  if (typeName === null || state === null) throw unreadable(record, 'has no type or state')

  const author = readIdentity(fields['System.ChangedBy'])
  const creator = readIdentity(fields['System.CreatedBy'])
  const assignee = readIdentity(fields['System.AssignedTo'])
  const iterationId = fields['System.IterationId']
  const areaId = fields['System.AreaId']
  const typeId = `${projectId}/${typeName}`
  const statusId = `${typeId}/${state}`
  const values = readPlanningValues(fields, ownFields, timeZone)
  const priority = fields['Microsoft.VSTS.Common.Priority']
  // `parent` is not set: System.Parent changes without a revision, so only the feed of links knows it.
  const set: Record<string, FieldValue> = {
    status: statusId,
    type: typeId,
    project: projectId,
    assignee: assignee?.id ?? null,
    ...values,
  }
  if (typeof iterationId === 'number') set.iterations = [String(iterationId)]
  return [
    ...listPeople([author, creator, assignee]),
    {
      type: 'work_item',
      externalId,
      key: externalId,
      url: `${organizationUrl}/_workitems/edit/${id}`,
      title: readText(fields['System.Title']) ?? `#${id}`,
      projectId,
      typeId,
      statusId,
      resolution: readText(fields['Microsoft.VSTS.Common.ResolvedReason']),
      priority: typeof priority === 'number' || typeof priority === 'string' ? String(priority) : null,
      labels: readTags(fields['System.Tags']),
      components: [],
      area: readText(fields['System.AreaPath']),
      areaId: typeof areaId === 'number' ? String(areaId) : null,
      reporterId: creator?.id ?? null,
      createdAt: readInstant(fields['System.CreatedDate']) ?? changedAt,
      updatedAt: changedAt,
      fields: values,
      historyExtent: 'partial',
      history: [{ at: changedAt, order: rev, authorId: author?.id ?? null, origin: 'observed', set }],
      links: null,
      gap: null,
    },
  ]
}

const unreadable = (record: RawRecord, what: string): UnreadableRecordError =>
  new UnreadableRecordError(`The revision ${record.externalId} ${what}.`)

const readText = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

/** "First; Second", and the same in every language. */
const readTags = (value: unknown): readonly string[] =>
  (readText(value) ?? '')
    .split(';')
    .map(tag => tag.trim())
    .filter(tag => tag !== '')

export const listPeople = (identities: readonly (Identity | null)[]) =>
  [...new Map(identities.filter(identity => identity !== null).map(identity => [identity.id, identity])).values()].map(
    toPerson,
  )
