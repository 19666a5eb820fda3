import { UnavailableError } from '../../errors.ts'
import type { JiraClient } from '../client.ts'
import { bulkFetchSchema } from '../payloads.ts'
import type { JsonObject } from '../product.ts'

/** With their history, where it is short (changelog.ts). */
export async function fetchIssues(
  client: JiraClient,
  ids: readonly string[],
  fields: readonly string[],
): Promise<readonly JsonObject[]> {
  const { issues, issueErrors } = await client.ask({
    method: 'POST',
    path: '/rest/api/3/issue/bulkfetch',
    body: { issueIdsOrKeys: ids, fields, expand: ['changelog'] },
    endpointClass: 'issue_bulkfetch',
    where: 'fetching Jira issues',
    schema: bulkFetchSchema,
  })
  if ((issueErrors ?? []).length > 0)
    throw new UnavailableError('Jira could not fetch some of the issues. We try again.')
  return issues as readonly JsonObject[]
}
