import type { Json, RecordKind } from '../../src/work/raw-record.ts'
import type { FetchedRecord, SourceIo, TouchedRecord } from '../connector.ts'
import { RejectedError } from '../errors.ts'
import { proveIdentity } from './check.ts'
import { loadIssueFields } from './issue-fields.ts'
import { createSprintRaw, findHome, isFollowedHome, listOrigin } from './iterations.ts'
import { isObject, readText } from './json-text.ts'
import { projectSchema, sprintSchema, versionSchema } from './payloads.ts'
import type { SiteClient } from './product.ts'
import { isFollowed, listFollowedProjects } from './projects.ts'
import { createRaw } from './raw-records.ts'
import { RECORD_ID } from './record-id.ts'
import { createVersionRaw } from './releases.ts'
import type { Settings } from './settings.ts'
import { type LoadAudit, listMovers } from './version-audit.ts'
import { completeIssues } from './work-items.ts'
import { listWorklogs } from './worklogs.ts'

/** Jira takes this many ids at once, whichever fields are asked for. */
const ISSUES_AT_ONCE = 100
const WORKLOGS_AT_ONCE = 1_000

const REFUSED_ISSUE =
  'Jira has this issue and fails to answer it, also when it is asked for alone: what is stored of it is as it was last read. Look at it in ' +
  'Jira, or ask the support of Atlassian; the daily census asks for it again.'

interface FetchSetting {
  readonly client: SiteClient
  readonly settings: Settings
  readonly io: SourceIo
  readonly loadAudit: LoadAudit
}

/**
 * The truth about single records, asked by id: the search index may not know a change yet. What is not found counts as not
 * visible only while the credentials work.
 */
export async function fetchRecords(
  setting: FetchSetting,
  refs: readonly TouchedRecord[],
): Promise<readonly FetchedRecord[]> {
  const found = new Map<string, FetchedRecord>()
  for (const kind of new Set(refs.map(ref => ref.kind))) {
    const asked = refs.filter(ref => ref.kind === kind)
    for (const answer of await fetchKind(setting, kind, asked)) found.set(nameOf(answer.ref), answer)
  }
  const answers = refs.map(ref => found.get(nameOf(ref)) ?? { outcome: 'not_visible' as const, ref: bare(ref) })
  if (answers.some(({ outcome }) => outcome === 'not_visible' || outcome === 'refused'))
    await proveIdentity(setting.client)
  return answers
}

const nameOf = ({ kind, externalId }: { readonly kind: RecordKind; readonly externalId: string }): string =>
  `${kind} ${externalId}`
const bare = ({ kind, externalId }: TouchedRecord) => ({ kind, externalId })

async function fetchKind(
  setting: FetchSetting,
  kind: RecordKind,
  refs: readonly TouchedRecord[],
): Promise<readonly FetchedRecord[]> {
  switch (kind) {
    case 'work_item':
      return fetchIssues(setting, refs)
    case 'worklog':
      return fetchWorklogs(setting, refs)
    case 'release':
      return one(refs, ref => fetchVersion(setting, ref))
    case 'iteration':
      return one(refs, ref => fetchSprint(setting, ref))
    case 'project':
      return one(refs, ref => fetchProject(setting, ref))
    case 'item_type':
    case 'status':
    case 'field':
    case 'link_type':
    case 'person':
    case 'link':
    case 'team':
    case 'team_plan':
    case 'capacity':
    case 'day_off':
      throw new RejectedError(
        'unsupported',
        `Jira ${kind} records are read with the structure and the work items, not one by one.`,
      )
  }
}

async function one(
  refs: readonly TouchedRecord[],
  fetch: (ref: TouchedRecord) => Promise<FetchedRecord | null>,
): Promise<readonly FetchedRecord[]> {
  const answers: FetchedRecord[] = []
  for (const ref of refs.filter(isNumbered)) {
    const answer = await fetch(ref)
    if (answer !== null) answers.push(answer)
  }
  return answers
}

const isNumbered = ({ externalId }: TouchedRecord): boolean => RECORD_ID.test(externalId)

function* split(refs: readonly TouchedRecord[], size: number): Generator<readonly string[]> {
  const ids = [...new Set(refs.filter(isNumbered).map(({ externalId }) => externalId))]
  for (let start = 0; start < ids.length; start += size) yield ids.slice(start, start + size)
}

async function fetchIssues(
  { client, settings, io }: FetchSetting,
  refs: readonly TouchedRecord[],
): Promise<readonly FetchedRecord[]> {
  const answers: FetchedRecord[] = []
  const fields = await loadIssueFields(client)
  for (const ids of split(refs, ISSUES_AT_ONCE)) {
    const fetchedAt = io.now().toISOString()
    const { issues, refusedIds } = await client.product.fetchIssues(client, ids, fields.names)
    for (const externalId of refusedIds) {
      answers.push({ outcome: 'refused', ref: { kind: 'work_item', externalId }, why: REFUSED_ISSUE })
    }
    const followed = issues.filter(issue => isIssueFollowed(settings, issue))
    for (const record of await completeIssues(client, followed, fields, fetchedAt)) {
      answers.push({ outcome: 'found', ref: { kind: 'work_item', externalId: record.externalId }, records: [record] })
    }
  }
  return answers
}

/** An issue that was moved out of the followed projects is no longer ours to see. */
function isIssueFollowed(settings: Settings, { fields }: { readonly [key: string]: Json }): boolean {
  const project = fields !== undefined && isObject(fields) ? fields.project : undefined
  if (project === undefined || !isObject(project)) return true
  return isFollowed(settings, readText(project, 'id'), readText(project, 'key'))
}

async function fetchWorklogs(
  { client, io }: FetchSetting,
  refs: readonly TouchedRecord[],
): Promise<readonly FetchedRecord[]> {
  const answers: FetchedRecord[] = []
  for (const ids of split(refs, WORKLOGS_AT_ONCE)) {
    const { records } = await listWorklogs(client, ids, io.now().toISOString())
    for (const record of records) {
      answers.push({ outcome: 'found', ref: { kind: 'worklog', externalId: record.externalId }, records: [record] })
    }
  }
  return answers
}

async function fetchVersion(
  { client, settings, io, loadAudit }: FetchSetting,
  ref: TouchedRecord,
): Promise<FetchedRecord | null> {
  const { value } = await client.askUnless(
    {
      path: `${client.product.api}/version/${ref.externalId}`,
      endpointClass: 'version',
      where: `fetching Jira version ${ref.externalId}`,
      schema: versionSchema,
    },
    [404],
  )
  if (value === null || !(await isProjectFollowed(client, settings, String(value.projectId)))) return null
  const fetchedAt = io.now().toISOString()
  const audit = await loadAudit(client)
  const movers = listMovers(audit, [value.id], fetchedAt)
  const record = createVersionRaw(value, audit, client.siteUrl, ref, fetchedAt)
  return { outcome: 'found', ref: bare(ref), records: [...movers, record] }
}

/** Notices about versions ignore every filter (https://jira.atlassian.com/browse/JRASERVER-69135) and tell no project key. */
async function isProjectFollowed(client: SiteClient, settings: Settings, projectId: string): Promise<boolean> {
  if (isFollowed(settings, projectId, null)) return true
  return (await listFollowedProjects(client, settings)).some(({ id }) => id === projectId)
}

async function fetchSprint({ client, settings, io }: FetchSetting, ref: TouchedRecord): Promise<FetchedRecord | null> {
  const fetchedAt = io.now().toISOString()
  const { value } = await client.askUnless(
    {
      path: `/rest/agile/1.0/sprint/${ref.externalId}`,
      endpointClass: 'sprint',
      where: `fetching Jira sprint ${ref.externalId}`,
      schema: sprintSchema,
    },
    [404],
  )
  if (value === null) return null
  const boardId = value.originBoardId
  const home = boardId == null ? null : await findHome(client, boardId)
  const projectId = home !== null && isFollowedHome(settings, home) ? home.projectId : null
  return {
    outcome: 'found',
    ref: bare(ref),
    records: [createSprintRaw(value, listOrigin(value), projectId, fetchedAt)],
  }
}

async function fetchProject({ client, settings, io }: FetchSetting, ref: TouchedRecord): Promise<FetchedRecord | null> {
  const fetchedAt = io.now().toISOString()
  const { value } = await client.askUnless(
    {
      path: `${client.product.api}/project/${ref.externalId}`,
      endpointClass: 'project',
      where: `fetching Jira project ${ref.externalId}`,
      schema: projectSchema,
    },
    [404],
  )
  if (value === null || !isFollowed(settings, String(value.id), value.key)) return null
  return {
    outcome: 'found',
    ref: bare(ref),
    records: [createRaw('project', value.id, value as Json, { siteUrl: client.siteUrl }, fetchedAt)],
  }
}
