import type { Scope } from '../../src/work/raw-record.ts'
import type { Source, SourceIo } from '../connector.ts'
import { RejectedError } from '../errors.ts'
import { createAuditReader } from './audit-log.ts'
import { takeCensus } from './census.ts'
import { checkSource, requireCloud } from './check.ts'
import { createClient, type JiraClient } from './client.ts'
import { fetchRecords } from './fetch.ts'
import { readIterations } from './iterations.ts'
import { listFollowedProjects } from './projects.ts'
import { readReleases } from './releases.ts'
import type { Credentials, Settings } from './settings.ts'
import { readStructure } from './structure.ts'
import { readWorkItems } from './work-items.ts'
import { readWorklogs } from './worklogs.ts'

/** What is read for all projects at once. */
const SITE_SCOPE: Scope = { externalId: 'site', name: 'Jira site', streams: ['structure', 'work_items', 'worklogs'] }

export function openSource(settings: Settings, credentials: Credentials, io: SourceIo): Source {
  const client = createClient(settings, credentials, io)
  const loadAudit = createAuditReader(client, io.now)
  return {
    check: () => checkSource(client, settings),
    discover: () => discoverScopes(client, settings),
    read: (stream, scope, after) => {
      switch (stream) {
        case 'structure':
          return readStructure(client, settings, io, after)
        case 'work_items':
          return readWorkItems(client, settings, io, after)
        case 'worklogs':
          return readWorklogs(client, io, after)
        case 'iterations':
          return readIterations(client, settings, io, scope)
        case 'releases':
          return readReleases(client, settings, io, scope, loadAudit)
        case 'links':
          return refuseLinks()
      }
    },
    fetch: refs => fetchRecords({ client, settings, io, loadAudit }, refs),
    census: (stream, scope) => takeCensus(client, settings, io, stream, scope),
    close: async () => client.close(),
  }
}

async function* discoverScopes(client: JiraClient, settings: Settings): AsyncGenerator<Scope> {
  await requireCloud(client)
  const projects = await listFollowedProjects(client, settings)
  yield SITE_SCOPE
  for (const { id, name } of projects) yield { externalId: id, name, streams: ['iterations', 'releases'] }
}

/** Thrown at once: a reading that ends normally would say that all was read. */
function refuseLinks(): never {
  throw new RejectedError('unsupported', 'Jira tells links with each work item, not as a stream of their own.')
}
