import { createHash } from 'node:crypto'
import type { Cursor, RawRecord } from '../../src/work/raw-record.ts'
import type { Division, Gap, Page, Predecessor } from '../connector.ts'
import { RejectedError } from '../errors.ts'
import { fits } from '../fits.ts'
import { chooseFields } from './chosen-fields.ts'
import type { Question } from './client.ts'
import { FeedRefusedError, findToken, readFeed, readToken, writePosition } from './continuation.ts'
import { hasZonedDay } from './field-catalogue.ts'
import type { Organization } from './organization.ts'
import { RevisionSchema } from './payloads.ts'
import { openProjectNames, type ProjectNames } from './project-names.ts'
import { nameRevision, type RevisionSetting, toRawRevision } from './revision.ts'
import { isQueryCursor, readWorkItemsByQuery } from './work-items-by-query.ts'

/** How far our clock may be ahead of the tracker's when the feed is asked from "now" on; what is read twice is known. */
const CLOCK_LEEWAY_MS = 3_600_000

const NO_TIME_ZONE: Gap = {
  kind: 'unknown_time_zone',
  subject: 'dates of work items',
  detail:
    'Some dates were entered at a midnight that is not midnight in UTC, and are kept as their day in UTC: one too early ' +
    'where they were entered east of Greenwich. Name the time zone in the settings of the connection.',
}

/** What the feed is asked, and what tells another question from this one. */
async function chooseQuestion(organization: Organization) {
  const followed = await organization.listFollowedProjects()
  const { askedFields, ownFields } = await chooseFields(organization)
  const fields = [...askedFields].sort()
  const { timeZone } = organization
  const followedIds = organization.named === undefined ? [] : followed.map(({ id }) => id).sort()
  const filter = createHash('sha256')
    .update(JSON.stringify([fields, followedIds, ...(timeZone === null ? [] : [timeZone])]))
    .digest('hex')
  const ask = (place: string, query: Question['query']): Question => ({
    path: `${place}/_apis/wit/reporting/workitemrevisions`,
    ...(query !== undefined && { query }),
    body: { fields, includeDeleted: true, includeIdentityRef: true },
    where: 'reading the feed of work item revisions',
    endpointClass: 'reporting',
  })
  return { followed, askedFields, ownFields, timeZone, filter, ask }
}

/**
 * Every revision of the organisation, in the tracker's order. Not limited to projects or types: an item that moves or
 * changes its type would silently leave a narrower feed. Only the parts of the first reading are (divideWorkItems).
 */
export async function* readWorkItems(
  organization: Organization,
  after: Cursor | null,
  projectId: string | null = null,
): AsyncGenerator<Page> {
  const { followed, askedFields, ownFields, timeZone, filter, ask } = await chooseQuestion(organization)
  if (isQueryCursor(after)) return yield* readWorkItemsByQuery(organization, after, filter)
  const names = openProjectNames(organization, followed)
  const place = projectId === null ? '' : `/${projectId}`
  const buildQuestion = (token: string | null): Question =>
    ask(place, token === null ? undefined : { continuationToken: token })
  // Items seen only outside so far: they were never followed, so that they need not be reported as gone.
  const alwaysOutside = new Set<number>()
  try {
    for await (const { rows, token } of readFeed(organization.client, readToken(after, filter), buildQuestion)) {
      const setting = {
        organizationUrl: organization.url,
        askedFields,
        ownFields,
        timeZone,
        fetchedAt: organization.now().toISOString(),
      }
      yield { ...(await sortRows(rows, names, alwaysOutside, setting)), cursor: writePosition(token, filter) }
    }
  } catch (error) {
    // A part whose project has gone, or is hidden from us since: there is nothing left of it to read.
    if (projectId !== null && error instanceof RejectedError && !(await isSeen(organization, projectId))) return
    if (!(error instanceof FeedRefusedError) || projectId !== null) throw error
    yield* readWorkItemsByQuery(organization, null, filter)
  }
}

/**
 * By project, where all projects are followed: a project's feed tells the revisions an item had in it, so that of an item
 * that moved every project tells its share. Where some are not followed, only the organisation's feed tells that an item
 * has left. Afterwards that feed goes on from where it stood before.
 */
export async function divideWorkItems(organization: Organization): Promise<Division | null> {
  if (organization.named !== undefined) return null
  const { followed, filter, ask } = await chooseQuestion(organization)
  if (followed.length < 2) return null
  const startDateTime = new Date(organization.now().getTime() - CLOCK_LEEWAY_MS).toISOString()
  const token = await findToken(organization.client, ask('', { startDateTime }))
  if (token === null) return null
  return { parts: followed.map(({ id, name }) => ({ externalId: id, name })), cursor: writePosition(token, filter) }
}

const isSeen = async ({ listAllProjects }: Organization, projectId: string): Promise<boolean> =>
  (await listAllProjects(true)).some(({ id }) => id === projectId)

async function sortRows(
  rows: readonly unknown[],
  names: ProjectNames,
  alwaysOutside: Set<number>,
  setting: Omit<RevisionSetting, 'projectId'>,
): Promise<Omit<Page, 'cursor'>> {
  const records = new Map<string, RawRecord>()
  /** Of an item outside, its last revision in this page says enough. */
  const outside = new Map<number, RawRecord>()
  const gaps = new Map<string, Gap>()
  const predecessors: Predecessor[] = []
  for (const row of rows) {
    if (!fits(RevisionSchema, row)) {
      gaps.set('row', {
        kind: 'unreadable_record',
        subject: 'revision',
        detail: 'A row of the revision feed is not what is documented.',
      })
      continue
    }
    const projectName = row.fields['System.TeamProject']
    const place = await names.find(typeof projectName === 'string' ? projectName : '')
    if (place.status === 'unknown') {
      gaps.set(`project ${projectName}`, {
        kind: 'unknown_project',
        subject: String(projectName ?? row.id),
        detail: 'Revisions of a project that the account cannot see were left out. Grant access, then run a full sync.',
      })
      continue
    }
    if (place.status === 'followed') {
      alwaysOutside.delete(row.id)
      outside.delete(row.id)
      if (setting.timeZone === null && hasZonedDay(row.fields, setting.ownFields)) gaps.set('time zone', NO_TIME_ZONE)
      const record = toRawRevision(row, { ...setting, projectId: place.id })
      records.set(record.externalId, record)
      // The feed goes on without what happened in a project while the account could not see it.
      const before = nameRevision(row.id, row.rev - 1)
      if (row.rev > 1 && !records.has(before)) {
        const partOf = { kind: 'work_item', externalId: String(row.id) } as const
        predecessors.push({ kind: record.kind, externalId: before, partOf })
      }
      continue
    }
    if (row.rev === 1) alwaysOutside.add(row.id)
    if (!alwaysOutside.has(row.id)) outside.set(row.id, toRawRevision(row, { ...setting, projectId: null }))
  }
  return { records: [...records.values(), ...outside.values()], gaps: [...gaps.values()], predecessors }
}
