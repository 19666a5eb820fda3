import type { JiraClient } from './client.ts'
import { serverInfoSchema } from './payloads.ts'
import type { Settings } from './settings.ts'

const GATEWAY = /^https:\/\/api\.atlassian\.com\/ex\/jira\/([\w-]+)\/?$/i

/** The site's id, where the base URL is Atlassian's gateway for scoped tokens. */
export const readGatewayId = ({ baseUrl }: Settings): string | null => GATEWAY.exec(baseUrl)?.[1] ?? null

/** Where people open the site: the gateway's address is not for browsers. */
export async function loadSiteUrl(client: JiraClient, settings: Settings): Promise<string> {
  if (readGatewayId(settings) === null) return settings.baseUrl.replace(/\/+$/, '')
  const info = await client.ask({
    path: '/rest/api/3/serverInfo',
    endpointClass: 'server_info',
    where: "reading the Jira site's address",
    schema: serverInfoSchema,
  })
  return info.baseUrl.replace(/\/+$/, '')
}
