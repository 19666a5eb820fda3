import { createHash } from 'node:crypto'
import type { Cursor, RawRecord } from '../../src/work/raw-record.ts'
import type { Gap, Page, Predecessor } from '../connector.ts'
import { fits } from '../fits.ts'
import { chooseFields } from './chosen-fields.ts'
import type { Question } from './client.ts'
import { readFeed } from './continuation.ts'
import { hasZonedDay } from './field-catalogue.ts'
import type { Organization } from './organization.ts'
import { RevisionSchema } from './payloads.ts'
import { openProjectNames, type ProjectNames } from './project-names.ts'
import { nameRevision, type RevisionSetting, toRawRevision } from './revision.ts'

const NO_TIME_ZONE: Gap = {
  kind: 'unknown_time_zone',
  subject: 'dates of work items',
  detail:
    'Some dates were entered at a midnight that is not midnight in UTC, and are kept as their day in UTC: one too early ' +
    'where they were entered east of Greenwich. Name the time zone in the settings of the connection.',
}

/** What the feed is asked, and what tells another question from this one. */
export async function chooseQuestion(organization: Organization) {
  const followed = await organization.listFollowedProjects()
  const { askedFields, ownFields } = await chooseFields(organization)
  const fields = [...askedFields].sort()
  const { timeZone } = organization
  const isWhole = organization.named === undefined
  const ids = followed.map(({ id }) => id).sort()
  const filter = createHash('sha256')
    .update(JSON.stringify([fields, isWhole ? [] : ids, ...(timeZone === null ? [] : [timeZone])]))
    .digest('hex')
  const ask = (place: string, query: Question['query']): Question => ({
    path: `${place}/_apis/wit/reporting/workitemrevisions`,
    ...(query !== undefined && { query }),
    body: { fields, includeDeleted: true, includeIdentityRef: true },
    where: 'reading the feed of work item revisions',
    endpointClass: 'reporting',
  })
  // Of named projects another question is asked as soon as we see others of them.
  return { followed, followedIds: isWhole ? ids : [], askedFields, ownFields, timeZone, filter, ask }
}

export type AskedQuestion = Awaited<ReturnType<typeof chooseQuestion>>

export interface Reading {
  readonly from: string | null
  readonly write: (token: string | null) => Cursor
}

/** Revisions of a place, the organisation ('') or one of its projects, a page for each batch. */
export async function* readRows(
  organization: Organization,
  { followed, askedFields, ownFields, timeZone, ask }: AskedQuestion,
  place: string,
  { from, write }: Reading,
): AsyncGenerator<Page> {
  const names = openProjectNames(organization, followed)
  const buildQuestion = (token: string | null): Question =>
    ask(place, token === null ? undefined : { continuationToken: token })
  // Items seen only outside so far: they were never followed, so that they need not be reported as gone.
  const alwaysOutside = new Set<number>()
  for await (const { rows, token } of readFeed(organization.client, from, buildQuestion)) {
    const setting = {
      organizationUrl: organization.url,
      askedFields,
      ownFields,
      timeZone,
      fetchedAt: organization.now().toISOString(),
    }
    yield { ...(await sortRows(rows, names, alwaysOutside, setting)), cursor: write(token) }
  }
}

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
        detail:
          'Revisions of a project that the account cannot see were left out. Grant access, and the next pass reads them.',
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
