import type { Static } from 'typebox'
import type { JiraClient } from '../client.ts'
import { listAll } from '../paging.ts'
import { projectSchema } from '../payloads.ts'

/** Jira takes at most 50 keys or ids. */
const NAMED_AT_ONCE = 50
const PAGE_SIZE = 100

type Project = Static<typeof projectSchema>

export async function listProjects(
  client: JiraClient,
  named: readonly string[] | undefined,
): Promise<readonly Project[]> {
  if (named === undefined || named.length > NAMED_AT_ONCE) return search(client, [])
  const ids = named.filter(name => /^\d+$/.test(name)).map(id => ['id', id] as const)
  const keys = named.filter(name => !/^\d+$/.test(name)).map(key => ['keys', key.toUpperCase()] as const)
  const found: Project[] = []
  for (const query of [ids, keys]) if (query.length > 0) found.push(...(await search(client, query)))
  return found
}

async function search(client: JiraClient, query: readonly (readonly [string, string])[]): Promise<readonly Project[]> {
  // 404 (and 400 for an unknown key) is Jira's way to say that nothing matches.
  const { value } = await listAll(
    client,
    {
      path: '/rest/api/3/project/search',
      query: [['action', 'browse'], ['orderBy', 'key'], ...query],
      pageSize: PAGE_SIZE,
      endpointClass: 'project_search',
      where: 'listing Jira projects',
      item: projectSchema,
    },
    query.length === 0 ? [404] : [400, 404],
  )
  // One unknown name may spoil the answer about all of them.
  if (value === null && query.length > 1) return search(client, [])
  return value ?? []
}
