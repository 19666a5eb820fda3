import type { Scope } from '../../src/work/raw-record.ts'
import type { Source, SourceIo } from '../connector.ts'
import { RejectedError } from '../errors.ts'
import { takeCensus } from './census.ts'
import { checkSource } from './check.ts'
import { createClient } from './client.ts'
import { divideWorkItems, readPart } from './divide.ts'
import { divideWorklogs, readWindow } from './divide-worklogs.ts'
import { fetchRecords } from './fetch.ts'
import { readIterations } from './iterations.ts'
import type { SiteClient } from './product.ts'
import { listFollowedProjects, listVisible } from './projects.ts'
import { openRegistrar } from './registrar.ts'
import { readReleases } from './releases.ts'
import { listFilter } from './saved-filter.ts'
import type { Credentials, Settings } from './settings.ts'
import { createSiteFinder } from './site.ts'
import { readStructure } from './structure.ts'
import { createAuditReader } from './version-audit.ts'
import { readWorkItems } from './work-items.ts'
import { readWorklogs, readWorklogWindow } from './worklogs.ts'

/** What is read for all projects at once. */
const SITE_SCOPE: Scope = { externalId: 'site', name: 'Jira site', streams: ['structure', 'work_items', 'worklogs'] }

export function openSource(settings: Settings, credentials: Credentials, io: SourceIo): Source {
  const client = createClient(settings, credentials, io)
  const findSite = createSiteFinder(client, settings, io.now)
  const loadAudit = createAuditReader(io.now)
  async function* onSite<T>(read: (site: SiteClient) => AsyncIterable<T>): AsyncGenerator<T> {
    yield* read(await findSite())
  }
  return {
    check: async () => checkSource(await findSite(), settings),
    discover: () => onSite(site => discoverScopes(site, settings)),
    listProjects: async () => {
      const projects = await listVisible(await findSite(), true)
      return projects.map(({ id, key, name }) => ({ externalId: id, key, name }))
    },
    read: (stream, scope, after) => {
      switch (stream) {
        case 'structure':
          return onSite(site => readStructure(site, settings, io, after))
        case 'work_items':
          return onSite(site => readWorkItems(site, settings, io, after, readPart(scope.externalId)))
        case 'worklogs':
          return onSite(site => {
            const window = readWindow(scope.externalId)
            return window === null
              ? readWorklogs(site, settings, io, after)
              : readWorklogWindow(site, io, window, after)
          })
        case 'iterations':
          return onSite(site => readIterations(site, settings, io, scope))
        case 'releases':
          return onSite(site => readReleases(site, io, scope, loadAudit))
        case 'links':
          return refuse('Jira tells links with each work item, not as a stream of their own.')
        case 'teams':
          return refuse('Jira knows no teams with capacities.')
      }
    },
    divide: async (stream, { externalId }) => {
      if (externalId !== SITE_SCOPE.externalId) return null
      const nowMs = io.now().getTime()
      if (stream === 'work_items') return divideWorkItems(await findSite(), settings, nowMs)
      return stream === 'worklogs' ? divideWorklogs(await findSite(), nowMs) : null
    },
    fetch: async refs => fetchRecords({ client: await findSite(), settings, io, loadAudit }, refs),
    census: (stream, scope) => onSite(site => takeCensus(site, settings, io, stream, scope)),
    listQuery: query => onSite(site => listFilter(site, settings, query)),
    webhooks: openRegistrar(findSite, settings, credentials, io.now),
    close: async () => client.close(),
  }
}

async function* discoverScopes(client: SiteClient, settings: Settings): AsyncGenerator<Scope> {
  const projects = await listFollowedProjects(client, settings, { fresh: true })
  yield SITE_SCOPE
  for (const { id, name } of projects) yield { externalId: id, name, streams: ['iterations', 'releases'] }
}

/** Thrown at once: a reading that ends normally would say that all was read. */
function refuse(why: string): never {
  throw new RejectedError('unsupported', why)
}
