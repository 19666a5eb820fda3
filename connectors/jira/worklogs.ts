import { type Static, Type } from 'typebox'
import type { Cursor, Json, RawRecord } from '../../src/work/raw-record.ts'
import type { SourcePerson, SourceRemoval, SourceWorklog } from '../../src/work/source-record.ts'
import type { Gap, Page, SourceIo } from '../connector.ts'
import { UnavailableError } from '../errors.ts'
import { readInstant, readInstantMs } from './instants.ts'
import { isObject } from './json-text.ts'
import { jsonSchema, worklogFeedSchema, worklogSchema } from './payloads.ts'
import { collectPeople } from './people.ts'
import type { SiteClient } from './product.ts'
import { listFollowedProjects } from './projects.ts'
import { createRaw, requirePayload, unreadable } from './raw-records.ts'
import { toRecordId } from './record-id.ts'
import type { Settings } from './settings.ts'
import {
  endOfFeed,
  followProjects,
  noteHidden,
  readWorklogCursor,
  startRun,
  writeWorklogCursor,
} from './worklog-cursor.ts'

type Feed = Static<typeof worklogFeedSchema>

/**
 * Worklogs of the whole site, as they were made or edited, then what was deleted. An issue itself shows only its first 20
 * (https://github.com/atlassian/atlassian-mcp-server/issues/180).
 */
export async function* readWorklogs(
  client: SiteClient,
  settings: Settings,
  io: SourceIo,
  after: Cursor | null,
): AsyncGenerator<Page> {
  const listVisible = async (fresh: boolean): Promise<readonly string[]> =>
    (await listFollowedProjects(client, settings, { fresh })).map(({ id }) => id)
  let cursor = followProjects(startRun(readWorklogCursor(after), io.now().getTime()), await listVisible(false))
  let hasEdits = false
  while (cursor.phase === 'updated') {
    const fetchedAt = io.now().toISOString()
    const feed = await readFeed(client, 'updated', cursor.updatedSinceMs)
    const ids = [...new Set(feed.values.map(({ worklogId }) => String(worklogId)))]
    const { records, gaps } = await listWorklogs(client, ids, fetchedAt)
    hasEdits ||= ids.length > 0
    cursor = feed.lastPage
      ? { ...cursor, updatedSinceMs: endOfFeed(feed.until, cursor.beganMs), phase: 'deleted' }
      : { ...cursor, updatedSinceMs: feed.until }
    // One that is hidden meanwhile counts as hidden for all of this run.
    if (feed.lastPage && hasEdits) cursor = noteHidden(cursor, await listVisible(true))
    yield { records, cursor: writeWorklogCursor(cursor), gaps }
  }
  while (cursor.phase === 'deleted') {
    const fetchedAt = io.now().toISOString()
    const feed = await readFeed(client, 'deleted', cursor.deletedSinceMs)
    const deleted = new Map(feed.values.map(({ worklogId, updatedTime }) => [String(worklogId), updatedTime]))
    const records = [...deleted].map(([worklogId, atMs]) => ({
      ...createRaw('worklog_deleted', worklogId, { worklogId, updatedTime: atMs }, {}, fetchedAt),
      revision: Math.trunc(atMs),
    }))
    cursor = feed.lastPage
      ? { ...cursor, deletedSinceMs: endOfFeed(feed.until, cursor.deletedBeganMs), phase: 'complete' }
      : { ...cursor, deletedSinceMs: feed.until }
    yield { records, cursor: writeWorklogCursor(cursor) }
  }
}

/**
 * The worklogs of one window of the feed of edits (divide-worklogs.ts); what was deleted meanwhile is read by the reading
 * of the site that follows.
 */
export async function* readWorklogWindow(
  client: SiteClient,
  io: SourceIo,
  { fromMs, beforeMs }: { readonly fromMs: number; readonly beforeMs: number },
  after: Cursor | null,
): AsyncGenerator<Page> {
  let cursor = readWorklogCursor(after) ?? { ...startRun(null, 0), updatedSinceMs: fromMs }
  while (cursor.phase === 'updated') {
    const fetchedAt = io.now().toISOString()
    const feed = await readFeed(client, 'updated', cursor.updatedSinceMs)
    const inside = feed.values.filter(({ updatedTime }) => updatedTime < beforeMs)
    const ids = [...new Set(inside.map(({ worklogId }) => String(worklogId)))]
    const { records, gaps } = await listWorklogs(client, ids, fetchedAt)
    const isOver = feed.lastPage || feed.until >= beforeMs
    cursor = { ...cursor, updatedSinceMs: feed.until, phase: isOver ? 'complete' : 'updated' }
    yield { records, cursor: writeWorklogCursor(cursor), gaps }
  }
}

/** A page of one feed; `until` is where the next one starts. */
export async function readFeed(client: SiteClient, name: 'updated' | 'deleted', sinceMs: number): Promise<Feed> {
  const feed = await client.ask({
    path: `${client.product.api}/worklog/${name}`,
    query: [['since', String(sinceMs)]],
    endpointClass: `worklog_${name}`,
    where: `reading which Jira worklogs were ${name}`,
    schema: worklogFeedSchema,
  })
  const lastPage = feed.lastPage ?? feed.isLastPage
  if (typeof lastPage !== 'boolean') {
    throw new UnavailableError(`Jira does not say where its list of ${name} worklogs ends. We try again.`)
  }
  if (feed.until < sinceMs || (!lastPage && feed.until === sinceMs)) {
    throw new UnavailableError(`Jira's list of ${name} worklogs does not move on. We try again.`)
  }
  return { values: feed.values, until: Math.trunc(feed.until), lastPage }
}

/** Raw records of up to 1000 worklogs; those restricted to a group we are not in are left out by Jira. */
export async function listWorklogs(
  client: SiteClient,
  ids: readonly string[],
  fetchedAt: string,
): Promise<{ readonly records: readonly RawRecord[]; readonly gaps: readonly Gap[] }> {
  if (ids.length === 0) return { records: [], gaps: [] }
  const worklogs = await client.ask({
    method: 'POST',
    path: `${client.product.api}/worklog/list`,
    body: { ids: ids.map(toRecordId) },
    endpointClass: 'worklog_list',
    where: 'reading Jira worklogs',
    schema: Type.Array(Type.Intersect([Type.Object({ id: worklogSchema.properties.id }), jsonSchema])),
  })
  const records = new Map(worklogs.map(worklog => [String(worklog.id), createWorklogRaw(worklog as Json, fetchedAt)]))
  const hidden = ids.filter(id => !records.has(id)).length
  const detail =
    `${hidden} of ${ids.length} worklogs were not shown: they are restricted to a group or role, or were deleted just now. ` +
    'Add the account to the groups that restrict worklogs.'
  return {
    records: [...records.values()],
    gaps: hidden === 0 ? [] : [{ kind: 'restricted_worklogs', subject: 'worklogs', detail }],
  }
}

function createWorklogRaw(worklog: Json, fetchedAt: string): RawRecord {
  const { id, updated, comment: _, ...rest } = isObject(worklog) ? worklog : {}
  const raw = createRaw('worklog', String(id), { id: id ?? null, updated: updated ?? null, ...rest }, {}, fetchedAt)
  return { ...raw, revision: readInstantMs(updated) ?? 0 }
}

export function parseWorklog(record: RawRecord): readonly (SourcePerson | SourceWorklog)[] {
  const worklog = requirePayload(record, worklogSchema)
  const people = collectPeople([worklog.author as Json])
  const startedAt = readInstant(worklog.started)
  const createdAt = readInstant(worklog.created)
  const updatedAt = readInstant(worklog.updated)
  if (startedAt === null || createdAt === null || updatedAt === null)
    throw unreadable(record, 'it has no readable dates')
  return [
    ...people,
    {
      type: 'worklog',
      externalId: String(worklog.id),
      workItemId: String(worklog.issueId),
      authorId: people[0]?.externalId ?? null,
      startedAt,
      createdAt,
      updatedAt,
      seconds: worklog.timeSpentSeconds,
    },
  ]
}

export function parseWorklogDeletion(record: RawRecord): SourceRemoval {
  const { worklogId, updatedTime } = requirePayload(record, worklogFeedSchema.properties.values.items)
  return {
    type: 'removal',
    kind: 'worklog',
    externalId: String(worklogId),
    visibility: 'deleted',
    at: readInstant(updatedTime),
    how: 'deleted feed',
  }
}
