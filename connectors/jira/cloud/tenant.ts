import type { JiraClient } from '../client.ts'
import { tenantSchema } from '../payloads.ts'

/** Undocumented but stable; the only id of the site an API token can read. */
export async function findTenantId(client: JiraClient): Promise<string | null> {
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
