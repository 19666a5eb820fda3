import type { Json } from '../../src/work/raw-record.ts'
import type { SourceCheck } from '../connector.ts'
import { UnavailableError } from '../errors.ts'
import { myselfSchema, permissionsSchema } from './payloads.ts'
import { readPersonId } from './people.ts'
import type { SiteClient } from './product.ts'
import { listFollowedProjects } from './projects.ts'
import type { Settings } from './settings.ts'

/** Proves the credentials, as `serverInfo` cannot: it answers anyone. */
export async function proveIdentity(
  client: SiteClient,
): Promise<{ readonly identity: string; readonly timeZone: string | null }> {
  const me = await client.ask({
    path: `${client.product.api}/myself`,
    endpointClass: 'myself',
    where: 'asking Jira who we are',
    schema: myselfSchema,
  })
  const id = readPersonId(me as { readonly [key: string]: Json })
  if (id === null) throw new UnavailableError('Jira did not say who we are. We try again.')
  return { identity: me.displayName || me.emailAddress || id, timeZone: me.timeZone ?? null }
}

export async function checkSource(client: SiteClient, settings: Settings): Promise<SourceCheck> {
  const { identity, timeZone } = await proveIdentity(client)
  const { permissions } = await client.ask({
    path: `${client.product.api}/mypermissions`,
    query: [['permissions', 'BROWSE_PROJECTS,ADMINISTER']],
    endpointClass: 'my_permissions',
    where: 'asking Jira what the account may do',
    schema: permissionsSchema,
  })
  const browses = permissions.BROWSE_PROJECTS?.havePermission === true
  const administers = permissions.ADMINISTER?.havePermission === true
  const problems: string[] = []
  if (!browses) problems.push('The account may browse no project: grant it "Browse Projects" in those to follow.')
  if (!administers) {
    problems.push(
      'Without "Administer Jira" the audit log is closed: who moved a release date stays unknown where no webhook tells.',
    )
  }
  if (browses) await listFollowedProjects(client, settings)
  const instanceId = (await client.findGatewayId()) ?? (await client.product.findInstanceId(client))
  if (instanceId === null)
    problems.push("The site's id could not be read: after a rename of its URL it will look like another site.")
  return {
    identity,
    timeZone,
    instanceId: instanceId ?? new URL(settings.baseUrl).host,
    permissions: [
      { name: 'BROWSE_PROJECTS', granted: browses, neededFor: 'Reading projects, work items, releases and worklogs' },
      {
        name: 'ADMINISTER',
        granted: administers,
        neededFor: 'The audit log (who moved a release date) and registering webhooks',
      },
    ],
    problems,
  }
}
