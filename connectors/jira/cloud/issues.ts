import { ConnectorError, RateLimitedError } from '../../errors.ts'
import { fits } from '../../fits.ts'
import type { JiraClient } from '../client.ts'
import { bulkFetchSchema, issueErrorSchema, jsonObjectSchema } from '../payloads.ts'
import type { FetchedIssues, JsonObject } from '../product.ts'

const NONE: FetchedIssues = { issues: [], refusedIds: [] }

/**
 * With their history, where it is short (changelog.ts). Jira may fail to answer some of them, also for no other reason than
 * that all together are too much: these are asked for again, fewer at once and at last alone.
 */
export async function fetchIssues(
  client: JiraClient,
  ids: readonly string[],
  fields: readonly string[],
): Promise<FetchedIssues> {
  const { issues, failedIds } = await askForSome(client, ids, { fields, expand: ['changelog'] })
  let found: FetchedIssues = { issues, refusedIds: [] }
  for (const some of failedIds.length < ids.length ? [failedIds] : halve(failedIds)) {
    if (some.length === 0) continue
    const rest = some.length === 1 ? await fetchAlone(client, some, fields) : await fetchIssues(client, some, fields)
    found = join(found, rest)
  }
  return found
}

/** Without its history, which is asked for by itself then. */
async function fetchAlone(
  client: JiraClient,
  ids: readonly string[],
  fields: readonly string[],
): Promise<FetchedIssues> {
  try {
    const { issues, failedIds } = await askForSome(client, ids, { fields })
    if (failedIds.length === 0) return { issues, refusedIds: [] }
    for (const id of failedIds) if (!(await exists(client, id))) return NONE
  } catch (error) {
    // The caller proves that Jira answers at all.
    if (!(error instanceof ConnectorError) || error instanceof RateLimitedError) throw error
  }
  return { issues: [], refusedIds: ids }
}

async function askForSome(
  client: JiraClient,
  ids: readonly string[],
  what: { readonly fields: readonly string[]; readonly expand?: readonly string[] },
): Promise<{ readonly issues: readonly JsonObject[]; readonly failedIds: readonly string[] }> {
  const { issues, issueErrors } = await client.ask({
    method: 'POST',
    path: '/rest/api/3/issue/bulkfetch',
    body: { issueIdsOrKeys: ids, ...what },
    endpointClass: 'issue_bulkfetch',
    where: 'fetching Jira issues',
    schema: bulkFetchSchema,
  })
  const errors = issueErrors ?? []
  const named = errors.flatMap(error => (fits(issueErrorSchema, error) ? [String(error.id)] : []))
  const answered = new Set(issues.map(({ id }) => String(id)))
  const isUnnamed = errors.length > 0 && !errors.every((_, nth) => ids.includes(named[nth] ?? ''))
  return {
    issues: issues as readonly JsonObject[],
    failedIds: ids.filter(id => !answered.has(id) && (isUnnamed || named.includes(id))),
  }
}

async function exists(client: JiraClient, id: string): Promise<boolean> {
  const { value } = await client.askUnless(
    {
      path: `/rest/api/3/issue/${id}`,
      query: [['fields', 'updated']],
      endpointClass: 'issue',
      where: `asking whether the Jira issue ${id} exists`,
      schema: jsonObjectSchema,
    },
    [404],
  )
  return value !== null
}

function halve(ids: readonly string[]): readonly (readonly string[])[] {
  const middle = Math.ceil(ids.length / 2)
  return [ids.slice(0, middle), ids.slice(middle)]
}

const join = (one: FetchedIssues, other: FetchedIssues): FetchedIssues => ({
  issues: [...one.issues, ...other.issues],
  refusedIds: [...one.refusedIds, ...other.refusedIds],
})
