import { Type } from 'typebox'
import type { JiraClient } from '../client.ts'

/** What the site tells others to link to it; made when it was installed, and kept when its address changes. */
export async function findServerId(client: JiraClient): Promise<string | null> {
  const { value } = await client.askUnless(
    {
      path: '/rest/applinks/1.0/manifest',
      endpointClass: 'manifest',
      where: "reading the Jira site's id",
      schema: Type.Object({ id: Type.String({ minLength: 1 }) }),
    },
    [403, 404, 406],
  )
  return value?.id ?? null
}
