import type { JiraClient } from '../client.ts'
import { jsonObjectSchema } from '../payloads.ts'
import type { FetchedIssues, JsonObject } from '../product.ts'

/** Jira asks for few requests at once. */
const AT_ONCE = 4

/** One by one: Data Center fetches no list of ids past its search index. */
export async function fetchIssues(
  client: JiraClient,
  ids: readonly string[],
  fields: readonly string[],
): Promise<FetchedIssues> {
  const found: JsonObject[] = []
  for (let start = 0; start < ids.length; start += AT_ONCE) {
    const some = await Promise.all(ids.slice(start, start + AT_ONCE).map(id => findIssue(client, id, fields)))
    found.push(...some.filter(issue => issue !== null))
  }
  return { issues: found, refusedIds: [] }
}

/** With its history; null when it is deleted or hidden. */
export async function findIssue(client: JiraClient, id: string, fields: readonly string[]): Promise<JsonObject | null> {
  const { value } = await client.askUnless(
    {
      path: `/rest/api/2/issue/${id}`,
      query: [
        ['fields', fields.join(',')],
        ['expand', 'changelog'],
      ],
      endpointClass: 'issue',
      where: `fetching Jira issue ${id}`,
      schema: jsonObjectSchema,
    },
    [404],
  )
  return value
}
