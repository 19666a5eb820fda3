import type { Json } from '../../src/work/raw-record.ts'
import { RejectedError } from '../errors.ts'
import type { JiraClient } from './client.ts'
import { listAll } from './paging.ts'
import { projectSchema } from './payloads.ts'
import type { Settings } from './settings.ts'

interface FollowedProject {
  readonly id: string
  readonly key: string
  readonly name: string
  readonly payload: Json
}

/** Jira takes at most 50 keys or ids. */
const NAMED_AT_ONCE = 50
const PAGE_SIZE = 100

/**
 * The projects whose issues this account can browse, by id; where the settings name projects, these and all of them. An
 * account that sees nothing is refused: an empty answer would look as if everything were gone.
 */
export async function listFollowedProjects(
  client: JiraClient,
  settings: Settings,
): Promise<readonly FollowedProject[]> {
  const named = settings.projects
  const visible = await listVisible(client, named)
  if (named === undefined) {
    if (visible.length > 0) return visible
    throw new RejectedError(
      'permission',
      'The account can browse no project. Grant it "Browse Projects" in those to follow.',
    )
  }
  const followed = new Map<string, FollowedProject>()
  const missing: string[] = []
  for (const name of named) {
    const project = visible.find(candidate => isNamed(candidate, name))
    if (project === undefined) missing.push(name)
    else followed.set(project.id, project)
  }
  if (missing.length > 0) {
    throw new RejectedError(
      'bad_settings',
      `These projects do not exist or the account may not browse them: ${missing.join(', ')}. Correct the list, or grant access.`,
    )
  }
  return [...followed.values()].sort((a, b) => Number(a.id) - Number(b.id))
}

/** Whether the settings follow the project with this id or key; only one of the two need be known. */
export function isFollowed(settings: Settings, id: string | null, key: string | null): boolean {
  if (settings.projects === undefined) return true
  return settings.projects.some(
    name => (id !== null && name === id) || (key !== null && name.toUpperCase() === key.toUpperCase()),
  )
}

const isNamed = (project: FollowedProject, name: string): boolean =>
  project.id === name || project.key.toUpperCase() === name.toUpperCase()

async function listVisible(
  client: JiraClient,
  named: readonly string[] | undefined,
): Promise<readonly FollowedProject[]> {
  if (named !== undefined && named.length <= NAMED_AT_ONCE) {
    const ids = named.filter(name => /^\d+$/.test(name)).map(id => ['id', id] as const)
    const keys = named.filter(name => !/^\d+$/.test(name)).map(key => ['keys', key.toUpperCase()] as const)
    const found: FollowedProject[] = []
    for (const query of [ids, keys]) if (query.length > 0) found.push(...(await search(client, query)))
    return found
  }
  return search(client, [])
}

async function search(
  client: JiraClient,
  query: readonly (readonly [string, string])[],
): Promise<readonly FollowedProject[]> {
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
  return (value ?? []).map(project => ({
    id: String(project.id),
    key: project.key,
    name: project.name,
    payload: project as Json,
  }))
}
