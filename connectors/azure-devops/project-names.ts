import type { Organization } from './organization.ts'
import { type Project, readFormerNames, selectFollowed } from './projects.ts'

export type ProjectPlace =
  | { readonly status: 'followed'; readonly id: string }
  | { readonly status: 'outside' }
  /** Not a project the account can see now. */
  | { readonly status: 'unknown' }

export interface ProjectNames {
  readonly find: (name: string) => Promise<ProjectPlace>
}

/** Revisions name their project; projects are renamed, so the name is looked up and the id is kept. */
export function openProjectNames(organization: Organization, followedAtFirst: readonly Project[]): ProjectNames {
  let places: Map<string, ProjectPlace> | null = null
  let former: ReadonlyMap<string, string> | null = null
  const unknown = new Set<string>()

  async function load(fresh: boolean): Promise<Map<string, ProjectPlace>> {
    const all = await organization.listAllProjects(fresh)
    const followed = fresh ? selectFollowed(all, organization.named) : followedAtFirst
    const followedIds = new Set(followed.map(({ id }) => id))
    const judge = (id: string): ProjectPlace =>
      followedIds.has(id) ? { status: 'followed', id } : { status: 'outside' }
    const found = new Map<string, ProjectPlace>()
    const visibleIds = new Set(all.map(({ id }) => id))
    for (const [name, id] of former ?? []) if (visibleIds.has(id)) found.set(name, judge(id))
    // After the former names: a name may have been given to another project since.
    for (const { id, name } of all) found.set(name.toLowerCase(), judge(id))
    return found
  }

  return {
    find: async name => {
      const wanted = name.toLowerCase()
      places ??= await load(false)
      const place = places.get(wanted)
      if (place !== undefined) return place
      if (unknown.has(wanted)) return { status: 'unknown' }
      // Renamed or created since the list was read, or an old revision with the name of its time.
      former = await readFormerNames(organization.client)
      places = await load(true)
      const foundNow = places.get(wanted)
      if (foundNow === undefined) unknown.add(wanted)
      return foundNow ?? { status: 'unknown' }
    },
  }
}
