import type { RawRecord, Scope, Stream } from '../../src/work/raw-record.ts'
import type { SourceRecord } from '../../src/work/source-record.ts'
import { vetAuthority } from '../address.ts'
import { openTrust } from '../certificates.ts'
import { defineConnector, type Page, type Source } from '../connector.ts'
import { RejectedError, UnreadableRecordError } from '../errors.ts'
import { listEverything } from './census.ts'
import { checkOrganization } from './check.ts'
import { openClient } from './client.ts'
import { fetchRecords } from './fetch.ts'
import { parseArea, parseIteration, readIterations } from './iterations.ts'
import { parseLink, readLinks } from './links.ts'
import { type Organization, openOrganization } from './organization.ts'
import { readOrganizationUrl } from './organization-url.ts'
import { selectFollowed } from './projects.ts'
import { openRegistrar } from './registrar.ts'
import { parseRelations } from './relations.ts'
import { parseRevision } from './revision.ts'
import { listSavedQuery } from './saved-query.ts'
import { CredentialsSchema, SettingsSchema } from './settings.ts'
import { readOrganizationStructure, readProjectStructure } from './structure.ts'
import { parseEstimateField, parseField, parseItemType, parseProject, parseRelationType } from './structure-records.ts'
import { readTeams } from './team-reading.ts'
import { parseTeam, parseTeamPlan } from './team-records.ts'
import { webhook } from './webhook.ts'
import { divideWorkItems, readWorkItems } from './work-items.ts'

/** Work items and links are read for the whole organisation, see work-items; its id cannot be a project's GUID. */
const COLLECTION = 'collection'

export default defineConnector({
  kind: 'azure-devops',
  name: 'Azure DevOps',
  settings: SettingsSchema,
  credentials: CredentialsSchema,
  // Its limit counts the load of the databases, not requests; it tells when it is near.
  limits: { concurrency: 4, perSecond: null },
  open: (settings, credentials, io): Source => {
    const doors = {
      organizationUrl: readOrganizationUrl(settings.baseUrl, io.privateHosts),
      authority: vetAuthority(settings.authority, io.privateHosts),
      trust: openTrust(settings.caCertificates, io.now()),
    }
    const client = openClient(doors, credentials, io)
    const organization = openOrganization(client, settings, io)
    return {
      check: () => checkOrganization(organization),
      discover: () => discover(organization),
      listProjects: async () => {
        const projects = selectFollowed(await organization.listAllProjects(true), undefined)
        return projects.map(({ id, name }) => ({ externalId: id, key: null, name }))
      },
      read: (stream, scope, after) => read(organization, stream, scope, after),
      divide: async (stream, { externalId }) =>
        stream === 'work_items' && externalId === COLLECTION ? divideWorkItems(organization) : null,
      fetch: refs => fetchRecords(organization, refs),
      census: (stream, scope) =>
        listEverything(organization, stream, scope, {
          read: where => read(organization, 'structure', where, null),
          parse,
        }),
      listQuery: query => listSavedQuery(organization, query),
      webhooks: openRegistrar(organization),
      close: async () => client.close(),
    }
  },
  parse,
  webhook,
})

async function* discover(organization: Organization): AsyncGenerator<Scope> {
  const followed = await organization.listFollowedProjects()
  // Rather a lost permission than an organisation of which everything was deleted at once.
  if (followed.length === 0)
    throw new RejectedError('permission', 'The account can see no project. Add it to the projects to follow.')
  yield { externalId: COLLECTION, name: 'Organisation', streams: ['structure', 'work_items', 'links'] }
  for (const { id, name } of followed) yield { externalId: id, name, streams: ['structure', 'iterations', 'teams'] }
}

/**
 * Azure DevOps has no releases of work items and no time records (hours are the difference of Completed Work between
 * two revisions): nothing is read for those streams, and no scope lists them.
 */
async function* read(
  organization: Organization,
  stream: Stream,
  scope: Scope,
  after: string | null,
): AsyncGenerator<Page> {
  const isCollection = scope.externalId === COLLECTION
  switch (stream) {
    case 'structure':
      if (isCollection) yield* readOrganizationStructure(organization)
      else yield* readProjectStructure(organization, scope.externalId)
      return
    case 'iterations':
      if (!isCollection) yield* readIterations(organization, scope.externalId, after)
      return
    case 'work_items':
      // Another scope than the collection is a part of its first reading.
      yield* readWorkItems(organization, after, isCollection ? null : scope.externalId)
      return
    case 'teams':
      if (!isCollection) yield* readTeams(organization, scope.externalId, after)
      return
    case 'links':
      if (isCollection) yield* readLinks(organization, after)
      return
    case 'releases':
    case 'worklogs':
      return
  }
}

function parse(record: RawRecord): readonly SourceRecord[] {
  switch (record.kind) {
    case 'project':
      return parseProject(record)
    case 'field':
      return parseField(record)
    case 'estimate_field':
      return parseEstimateField(record)
    case 'relation_type':
      return parseRelationType(record)
    case 'item_type':
      return parseItemType(record)
    case 'iteration':
      return parseIteration(record)
    case 'area':
      return parseArea(record)
    case 'team':
      return parseTeam(record)
    case 'team_iteration':
      return parseTeamPlan(record)
    case 'revision':
      return parseRevision(record)
    case 'link':
      return parseLink(record)
    case 'relations':
      return parseRelations(record)
    default:
      throw new UnreadableRecordError(
        `A record of the kind "${record.kind}" is not known to the Azure DevOps connector.`,
      )
  }
}
