import { type Static, Type } from 'typebox'
import type { Organization } from './organization.ts'
import { queryIds } from './query-ids.ts'

/** Where a walk over all items was left. */
export const PlaceSchema = Type.Object({
  /** The tracker's time when the walk began; what changes later, the next one finds. */
  startedAt: Type.String(),
  /** The projects it goes through; one that comes later is left to the next walk. */
  projectIds: Type.Optional(Type.Array(Type.String())),
  projectId: Type.String(),
  lastId: Type.Integer(),
})
export type Place = Static<typeof PlaceSchema>

/** More are refused (VS403474). */
const CHUNK = 200
/** What was about to be written when the tracker answered may carry an earlier time. */
const OVERLAP_MS = 15 * 60_000

export interface Walk {
  /** Only items changed at or after it; null: all. */
  readonly since: string | null
  /** Only of these projects; of others, all. */
  readonly seen?: readonly string[]
  /** Where an earlier walk broke off. */
  readonly from: Place | null
}

/** Ids of the items in the followed projects, 200 at a time, each with the place to go on from after it. */
export async function* walkItems(
  organization: Organization,
  { since, seen, from }: Walk,
): AsyncGenerator<{ readonly ids: readonly number[]; readonly place: Place }> {
  const projectIds = await listWalked(organization, from)
  // The tracker's clock is asked for with the first list; ours would do as well, were it right.
  let startedAt = from?.startedAt ?? null
  for (const projectId of projectIds) {
    if (from !== null && projectId < from.projectId) continue
    const after = from?.projectId === projectId ? from.lastId : 0
    for await (const { ids, asOf } of queryIds(organization, projectId, {
      after,
      since: seen?.includes(projectId) === false ? null : since,
    })) {
      const answeredAt = Date.parse(asOf ?? organization.now().toISOString())
      startedAt ??= new Date(answeredAt - OVERLAP_MS).toISOString()
      for (let start = 0; start < ids.length; start += CHUNK) {
        const chunk = ids.slice(start, start + CHUNK)
        yield { ids: chunk, place: { startedAt, projectIds, projectId, lastId: chunk.at(-1) ?? after } }
      }
    }
  }
}

/** The projects that a walk goes through, in its order. */
export async function listWalked(organization: Organization, from: Place | null): Promise<string[]> {
  const followed = (await organization.listFollowedProjects()).map(({ id }) => id).sort()
  return followed.filter(id => from?.projectIds?.includes(id) ?? true)
}
