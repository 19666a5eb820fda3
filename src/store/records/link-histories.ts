import type { LinkFact, Observation } from '../../work/fact.ts'
import type { Queryable } from '../database.ts'
import type { RetiredLink } from './links.ts'
import { mergeObservations } from './observations.ts'
import { listSpans } from './spans.ts'

/** Before the first change that is known of. */
const BEGINNING = '1970-01-01T00:00:00.000Z'

/**
 * From when to when each link stood that says what waits for what, so that it can be asked what waited then. Trackers tell a
 * link's making and its removal, or only what is linked now: then it has stood since nobody knows when, until it is missed.
 */
export async function saveLinkHistories(
  db: Queryable,
  connectionId: string,
  links: readonly LinkFact[],
  retired: readonly RetiredLink[],
): Promise<void> {
  const blocking = links.filter(({ meaning }) => meaning === 'blocks')
  const missed = retired.filter(({ meaning }) => meaning === 'blocks')
  const stored = await listSpans(db, [...new Set([...blocking, ...missed].map(({ id }) => id))])
  const seen = new Map<string, Observation[]>()
  const note = (id: string, observations: readonly Observation[]): void => {
    if (observations.length > 0) seen.set(id, [...(seen.get(id) ?? []), ...observations])
  }
  for (const { id, observations, seenAt, active } of blocking) {
    // Of one that stood all along nothing new is said; one that was missed is there again.
    const isBack = observations.length === 0 && stored.has(id) && seenAt !== null
    note(id, isBack ? [observeLink(active, seenAt)] : observations)
  }
  for (const { id, at } of missed) {
    const isFirst = !stored.has(id) && !seen.has(id)
    note(id, [
      ...(isFirst ? [{ ...observeLink(true, BEGINNING), origin: 'reconstructed' as const }] : []),
      observeLink(false, at),
    ])
  }
  await mergeObservations(
    db,
    connectionId,
    [...seen].map(([id, observations]) => ({ id, observations })),
  )
}

const observeLink = (active: boolean, at: string): Observation => ({
  field: 'linked',
  value: active ? 'true' : null,
  raw: null,
  at,
  order: 0,
  authorId: null,
  origin: 'observed',
})
