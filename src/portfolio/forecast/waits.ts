import { type DependencyLink, isOpenEnd } from '../dependency/dependency.ts'
import type { InitiativeFacts } from '../initiative.ts'
import type { Pile } from './milestone-pile.ts'
import type { Wait } from './plan.ts'

export interface Waits {
  readonly waits: readonly Wait[]
  /** Items of this initiative that something waits for. */
  readonly providerIds: ReadonlySet<string>
}

/**
 * Who waits for what in this initiative. A milestone waits for what its items wait for, but not for its own items: it
 * needs those anyway.
 */
export function listWaits(
  { id, dependencies }: Pick<InitiativeFacts, 'id' | 'dependencies'>,
  piles: readonly Pile[],
): Waits {
  const providerIds = new Set(
    dependencies.links.flatMap(({ provider, consumer }) =>
      provider.type === 'item' && provider.initiativeId === id && isOpenEnd(provider) && isOpenEnd(consumer)
        ? [provider.id]
        : [],
    ),
  )
  const waits = dependencies.links.flatMap(link => {
    if (link.consumer.initiativeId !== id || !isOpenEnd(link.provider) || !isOpenEnd(link.consumer)) return []
    return listConsumers(link, piles, providerIds).map(consumerId => ({
      linkId: link.id,
      providerId: link.provider.id,
      consumerId,
      lagDays: link.lagDays,
    }))
  })
  return { waits, providerIds }
}

function listConsumers(
  { consumer, provider }: DependencyLink,
  piles: readonly Pile[],
  providerIds: ReadonlySet<string>,
): readonly string[] {
  if (consumer.type === 'milestone') return [consumer.id]
  const milestones = piles.filter(pile => pile.ids.has(consumer.id) && !pile.ids.has(provider.id))
  return [...(providerIds.has(consumer.id) ? [consumer.id] : []), ...milestones.map(({ milestone }) => milestone.id)]
}
