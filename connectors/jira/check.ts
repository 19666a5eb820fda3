import type { SourceCheck } from '../connector.ts'
import { RejectedError } from '../errors.ts'
import type { JiraClient } from './client.ts'
import { myselfSchema, permissionsSchema, serverInfoSchema, tenantSchema } from './payloads.ts'
import { listFollowedProjects } from './projects.ts'
import type { Settings } from './settings.ts'
import { readGatewayId } from './site-address.ts'

/** Proves the credentials, as `serverInfo` cannot: it answers anyone. */
export async function proveIdentity(
  client: JiraClient,
): Promise<{ readonly identity: string; readonly timeZone: string | null }> {
  const me = await client.ask({
    path: '/rest/api/3/myself',
    endpointClass: 'myself',
    where: 'asking Jira who we are',
    schema: myselfSchema,
  })
  return { identity: me.displayName || me.emailAddress || me.accountId, timeZone: me.timeZone ?? null }
}

/** Data Center answers other addresses in other shapes. */
export async function requireCloud(client: JiraClient): Promise<void> {
  const info = await client.ask({
    path: '/rest/api/3/serverInfo',
    endpointClass: 'server_info',
    where: 'asking Jira what it is',
    schema: serverInfoSchema,
  })
  if (info.deploymentType === 'Cloud') return
  throw new RejectedError(
    'unsupported',
    `This is Jira ${info.deploymentType ?? 'of an unknown kind'} (Data Center), which is not read yet; only Jira Cloud is.`,
  )
}

export async function checkSource(client: JiraClient, settings: Settings): Promise<SourceCheck> {
  await requireCloud(client)
  const { identity, timeZone } = await proveIdentity(client)
  const { permissions } = await client.ask({
    path: '/rest/api/3/mypermissions',
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
  const tenantId = await findTenantId(client, settings)
  if (tenantId === null)
    problems.push("The site's id could not be read: after a rename of its URL it will look like another site.")
  return {
    identity,
    timeZone,
    instanceId: tenantId ?? new URL(settings.baseUrl).host,
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

/** Undocumented but stable; the only id of the site an API token can read. */
async function findTenantId(client: JiraClient, settings: Settings): Promise<string | null> {
  const gatewayId = readGatewayId(settings)
  if (gatewayId !== null) return gatewayId
  const { value } = await client.askUnless(
    {
      path: '/_edge/tenant_info',
      endpointClass: 'tenant_info',
      where: "reading the Jira site's id",
      schema: tenantSchema,
    },
    [403, 404],
  )
  return value?.cloudId ?? null
}
