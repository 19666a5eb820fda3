import type { Static } from 'typebox'
import type { RawRecord, RecordKind, RecordRef } from '../../src/work/raw-record.ts'
import type { FetchedRecord, TouchedRecord } from '../connector.ts'
import { RejectedError, UnavailableError } from '../errors.ts'
import { fits } from '../fits.ts'
import { chooseFields } from './chosen-fields.ts'
import { isProblem } from './client.ts'
import { readIterations } from './iterations.ts'
import type { Organization } from './organization.ts'
import {
  RecycleBinSchema,
  RecycledItemSchema,
  RevisionListSchema,
  RevisionSchema,
  WorkItemBatchSchema,
  WorkItemSchema,
} from './payloads.ts'
import { openProjectNames, type ProjectNames } from './project-names.ts'
import { toRawRelations } from './relations.ts'
import { type RevisionSetting, toRawRevision } from './revision.ts'
import { readTeam } from './team-plan.ts'

/** More are refused (VS403474); the same for revisions of an item. */
const PAGE_SIZE = 200

type WorkItem = Static<typeof WorkItemSchema>

type Fetch = (organization: Organization, refs: readonly TouchedRecord[]) => Promise<Map<string, FetchedRecord>>

/** What notices name or a census counts. */
const FETCHES: Partial<Record<RecordKind, Fetch>> = {
  work_item: fetchWorkItems,
  iteration: fetchIterations,
  team: fetchTeams,
}

/** The current truth about a few records. */
export async function fetchRecords(
  organization: Organization,
  refs: readonly TouchedRecord[],
): Promise<readonly FetchedRecord[]> {
  const fetched = new Map<RecordKind, ReadonlyMap<string, FetchedRecord>>()
  for (const kind of new Set(refs.map(ref => ref.kind))) {
    const fetch = FETCHES[kind]
    if (fetch === undefined) {
      throw new RejectedError('unsupported', `Azure DevOps cannot be asked for a single ${kind}; a sync brings it.`)
    }
    const asked = refs.filter(ref => ref.kind === kind)
    fetched.set(kind, await fetch(organization, asked))
  }
  return refs.map(({ kind, externalId }) => {
    const ref: RecordRef = { kind, externalId }
    return fetched.get(kind)?.get(externalId) ?? { outcome: 'not_visible', ref }
  })
}

async function fetchWorkItems(
  organization: Organization,
  refs: readonly TouchedRecord[],
): Promise<Map<string, FetchedRecord>> {
  const ids = [...new Set(refs.map(({ externalId }) => externalId))].filter(id => /^[1-9]\d{0,9}$/.test(id)).map(Number)
  const stored = new Map(refs.map(({ externalId, storedRevision }) => [Number(externalId), storedRevision]))
  const fetched = await fetchItems(organization, ids, { linksAreWhole: false, stored })
  return new Map(fetched.map(answer => [answer.ref.externalId, answer]))
}

interface Wanted {
  /** Where nothing else tells of links, so that those not named are gone. */
  readonly linksAreWhole: boolean
  /** By item, the revision up to which all is stored already. */
  readonly stored?: ReadonlyMap<number, number | undefined>
}

/** Items with what is missing of their history. */
export async function fetchItems(
  organization: Organization,
  ids: readonly number[],
  { linksAreWhole, stored }: Wanted,
): Promise<readonly FetchedRecord[]> {
  if (ids.length === 0) return []
  const fetched: FetchedRecord[] = []
  const names = openProjectNames(organization, await organization.listFollowedProjects())
  const chosen = await chooseFields(organization)
  const base = { ...chosen, organizationUrl: organization.url, timeZone: organization.timeZone, linksAreWhole }

  for (let from = 0; from < ids.length; from += PAGE_SIZE) {
    const asked = ids.slice(from, from + PAGE_SIZE)
    const items = await readItems(organization, asked)
    const missing = asked.filter(id => !items.has(id))
    const recycled = missing.length === 0 ? new Set<number>() : await readRecycled(organization, missing)
    for (const id of asked) {
      const ref: RecordRef = { kind: 'work_item', externalId: String(id) }
      const item = items.get(id)
      if (item !== undefined) {
        const fetchedAt = organization.now().toISOString()
        const setting = { ...base, fetchedAt, projectId: await findProjectId(names, item) }
        const records = await readHistory(organization, item, { names, stored: stored?.get(id) ?? 0 }, setting)
        fetched.push({ outcome: 'found', ref, records })
      } else if (recycled.has(id)) fetched.push({ outcome: 'deleted', ref, how: 'recycle bin' })
      else fetched.push({ outcome: 'not_visible', ref })
    }
  }
  return fetched
}

/** `all` and not `fields`: only with it the answer holds System.IterationId, and it brings the links as well. */
export async function readItems(
  organization: Organization,
  ids: readonly number[],
): Promise<ReadonlyMap<number, WorkItem>> {
  const { value } = await organization.client.ask(WorkItemBatchSchema, {
    path: '/_apis/wit/workitemsbatch',
    body: { ids, $expand: 'all', errorPolicy: 'omit' },
    where: 'reading work items by id',
    endpointClass: 'work_items',
  })
  const items = new Map<number, WorkItem>()
  for (const entry of value.value) {
    if (entry === null) continue
    // Left out it would count as missing.
    if (!fits(WorkItemSchema, entry)) throw new UnavailableError('A work item read by id is not what is documented.')
    if (ids.includes(entry.id)) items.set(entry.id, entry)
  }
  // What a batch leaves out may exist all the same; only an answer about this one item is proof.
  for (const id of ids) {
    if (items.has(id)) continue
    const item = await readItem(organization, id)
    if (item !== null) items.set(id, item)
  }
  return items
}

async function readItem(organization: Organization, id: number): Promise<WorkItem | null> {
  const answer = await organization.client.askUnless([404], WorkItemSchema, {
    path: `/_apis/wit/workitems/${id}`,
    query: { $expand: 'all' },
    where: 'reading a work item that a batch left out',
    endpointClass: 'work_items',
  })
  return isProblem(answer) ? null : answer.value
}

/** The project of a revision, which an item may have left since; null for one that is not followed. */
async function findProjectId(names: ProjectNames, { fields }: Pick<WorkItem, 'fields'>): Promise<string | null> {
  const name = fields['System.TeamProject']
  const place = await names.find(typeof name === 'string' ? name : '')
  return place.status === 'followed' ? place.id : null
}

async function readHistory(
  organization: Organization,
  item: WorkItem,
  { names, stored }: { readonly names: ProjectNames; readonly stored: number },
  { linksAreWhole, ...setting }: RevisionSetting & { readonly linksAreWhole: boolean },
): Promise<readonly RawRecord[]> {
  // Outside of the followed projects nothing is read but that it is there.
  if (setting.projectId === null) return [toRawRevision(item, setting)]
  const relations = toRawRelations(item.id, item.relations ?? [], {
    organizationUrl: organization.url,
    fetchedAt: setting.fetchedAt,
    isWhole: linksAreWhole,
  })
  // Only the last revision is missing, and the item is that. One request for each item would make a bulk edit cost hours.
  if (item.rev - stored <= 1) return [toRawRevision(item, setting), relations]
  const records: RawRecord[] = []
  for (let skip = 0; ; ) {
    const where = 'reading the revisions of a work item'
    const answer = await organization.client.askUnless([404], RevisionListSchema, {
      path: `/_apis/wit/workItems/${item.id}/revisions`,
      query: { $top: PAGE_SIZE, $skip: skip, $expand: 'all' },
      where,
      endpointClass: 'work_items',
    })
    if (isProblem(answer)) throw new UnavailableError(`A work item went away while ${where}. We try again.`)
    const rows = answer.value.value
    for (const row of rows) {
      if (!fits(RevisionSchema, row)) {
        throw new UnavailableError(`A revision is not what is documented while ${where}.`)
      }
      const projectId = await findProjectId(names, row)
      // What the item was elsewhere is not ours to know; the feed leaves it out as well.
      if (projectId !== null) records.push(toRawRevision(row, { ...setting, projectId }))
    }
    // How many a page holds at most is not documented, so that a short page proves nothing.
    if (rows.length === 0 || records.some(({ revision }) => revision >= item.rev)) break
    skip += rows.length
  }
  return [...records, relations]
}

/** The bin is asked for the whole organisation, since nobody knows the project of an item that cannot be read. */
async function readRecycled(organization: Organization, ids: readonly number[]): Promise<ReadonlySet<number>> {
  const answer = await organization.client.askUnless([400, 403, 404], RecycleBinSchema, {
    path: '/_apis/wit/recyclebin',
    query: { ids: ids.join(',') },
    where: 'looking into the recycle bin',
    endpointClass: 'work_items',
  })
  if (isProblem(answer)) return new Set()
  const entries = 'value' in answer.value ? answer.value.value : answer.value
  const found = new Set<number>()
  for (const entry of entries) {
    // An id that is not in the bin is answered with its own code.
    if (!fits(RecycledItemSchema, entry) || (entry.code ?? 200) !== 200) continue
    if (ids.includes(Number(entry.id))) found.add(Number(entry.id))
  }
  return found
}

async function fetchIterations(
  organization: Organization,
  refs: readonly RecordRef[],
): Promise<Map<string, FetchedRecord>> {
  const fetched = new Map<string, FetchedRecord>()
  const wanted = new Set(refs.map(({ externalId }) => externalId))
  if (wanted.size === 0) return fetched
  for (const project of await organization.listFollowedProjects()) {
    for await (const { records } of readIterations(organization, project.id, null)) {
      for (const record of records) {
        if (!wanted.has(record.externalId)) continue
        const ref: RecordRef = { kind: 'iteration', externalId: record.externalId }
        fetched.set(record.externalId, { outcome: 'found', ref, records: [record] })
      }
    }
    if (fetched.size === wanted.size) break
  }
  return fetched
}

async function fetchTeams(organization: Organization, refs: readonly RecordRef[]): Promise<Map<string, FetchedRecord>> {
  const fetched = new Map<string, FetchedRecord>()
  const wanted = new Set(refs.map(({ externalId }) => externalId))
  for (const project of await organization.listFollowedProjects()) {
    const teams = (await organization.listTeams(project.id)).filter(({ id }) => wanted.has(id))
    if (teams.length === 0) continue
    const { iterations: nodes } = await organization.listNodes(project.id, true)
    for (const team of teams) {
      const ref: RecordRef = { kind: 'team', externalId: team.id }
      const records = await readTeam(organization, project.id, team, { nodes, gaps: [] })
      fetched.set(team.id, { outcome: 'found', ref, records })
    }
  }
  return fetched
}
