import type { Json } from '../../src/work/raw-record.ts'
import { RejectedError } from '../errors.ts'
import type { SiteClient } from './product.ts'
import { compareIds } from './record-id.ts'
import type { Settings } from './settings.ts'

interface FollowedProject {
  readonly id: string
  readonly key: string
  readonly name: string
  readonly payload: Json
}

/**
 * The projects whose issues this account can browse, by id; where the settings name projects, these and all of them. An
 * account that sees nothing is refused: an empty answer would look as if everything were gone.
 */
export async function listFollowedProjects(
  client: SiteClient,
  settings: Settings,
  { fresh = false } = {},
): Promise<readonly FollowedProject[]> {
  const named = settings.projects
  const visible = await listVisible(client, fresh)
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
  return [...followed.values()].sort((a, b) => compareIds(a.id, b.id))
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

export async function listVisible(client: SiteClient, fresh: boolean): Promise<readonly FollowedProject[]> {
  const projects = await client.lists.projects(fresh)
  return projects.map(project => ({
    id: String(project.id),
    key: project.key,
    name: project.name,
    payload: project as Json,
  }))
}
