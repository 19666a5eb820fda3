import type { RecordRef, Scope, Stream } from '../../src/work/raw-record.ts'
import type { SourceIo } from '../connector.ts'
import { RejectedError, UnavailableError } from '../errors.ts'
import { proveIdentity } from './check.ts'
import { listIssueIds } from './issue-ids.ts'
import { listSprints } from './iterations.ts'
import type { SiteClient } from './product.ts'
import { listFollowedProjects } from './projects.ts'
import { listVersions } from './releases.ts'
import type { Settings } from './settings.ts'
import { readFeed } from './worklogs.ts'

/**
 * The ids of all that exists and is visible now. Credentials and projects are proven first: an expired token or a lost
 * permission must end in an error, never in a short list.
 */
export async function* takeCensus(
  client: SiteClient,
  settings: Settings,
  io: SourceIo,
  stream: Stream,
  scope: Scope,
): AsyncGenerator<RecordRef> {
  await proveIdentity(client)
  const projects = (await listFollowedProjects(client, settings, { fresh: true })).map(({ id }) => id)
  switch (stream) {
    case 'work_items':
      for (const externalId of await listIssueIds(client, projects, [])) yield { kind: 'work_item', externalId }
      return
    case 'iterations': {
      const { sprints, gaps } = await listSprints(client, settings, scope)
      const [gap] = gaps.filter(({ kind }) => kind === 'forbidden')
      if (gap !== undefined) throw new RejectedError('permission', gap.detail)
      for (const { sprint } of sprints) yield { kind: 'iteration', externalId: String(sprint.id) }
      return
    }
    case 'releases':
      for (const { id } of await listVersions(client, scope.externalId))
        yield { kind: 'release', externalId: String(id) }
      return
    case 'worklogs':
      for (const externalId of await listWorklogIds(client, io)) yield { kind: 'worklog', externalId }
      return
    case 'structure':
    case 'links':
    case 'teams':
      throw new RejectedError('unsupported', `Jira has no list that proves what exists of ${stream}.`)
  }
}

async function listWorklogIds(client: SiteClient, io: SourceIo): Promise<readonly string[]> {
  const deletedAt = await readWholeFeed(client, io, 'deleted')
  const updatedAt = await readWholeFeed(client, io, 'updated')
  return [...updatedAt.keys()].filter(id => !deletedAt.has(id))
}

async function readWholeFeed(
  client: SiteClient,
  io: SourceIo,
  name: 'updated' | 'deleted',
): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>()
  for (let sinceMs = 0; ; ) {
    const feed = await readFeed(client, name, sinceMs)
    for (const { worklogId, updatedTime } of feed.values) found.set(String(worklogId), updatedTime)
    if (feed.lastPage) return found
    if (io.signal.aborted) throw new UnavailableError('The reading was stopped while listing Jira worklogs.')
    sinceMs = feed.until
  }
}
