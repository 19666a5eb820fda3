import type { Wait } from './plan.ts'

export interface WaitOrder {
  /** Providers before their consumers. */
  readonly ordered: readonly string[]
  /** The waits that are no part of a circle. */
  readonly waits: readonly Wait[]
  /** Each circle with everything in it; nobody can begin, so its waits are reported and not played. */
  readonly cycles: readonly (readonly string[])[]
}

/** Strongly connected components (Tarjan), without recursion: chains over several initiatives can be long. */
export function orderWaits(ids: readonly string[], waits: readonly Wait[]): WaitOrder {
  const providers = new Map<string, string[]>(ids.map(id => [id, []]))
  for (const { providerId, consumerId } of waits) {
    if (providers.has(providerId)) providers.get(consumerId)?.push(providerId)
  }
  const ordered: string[] = []
  const componentOf = new Map<string, number>()
  const cycles: string[][] = []
  const index = new Map<string, number>()
  const low = new Map<string, number>()
  const stack: string[] = []
  const onStack = new Set<string>()
  let components = 0
  const enter = (id: string): { readonly id: string; next: number } => {
    index.set(id, index.size)
    low.set(id, index.size - 1)
    stack.push(id)
    onStack.add(id)
    return { id, next: 0 }
  }
  const lower = (id: string, to: number): void => void low.set(id, Math.min(low.get(id) ?? to, to))
  const leave = (id: string): void => {
    if (low.get(id) !== index.get(id)) return
    const component = stack.splice(stack.lastIndexOf(id))
    for (const member of component) {
      onStack.delete(member)
      componentOf.set(member, components)
      ordered.push(member)
    }
    components += 1
    if (component.length > 1 || providers.get(id)?.includes(id) === true) cycles.push(component.toSorted())
  }
  for (const root of ids) {
    if (index.has(root)) continue
    const path = [enter(root)]
    for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
      const provider = providers.get(frame.id)?.[frame.next]
      frame.next += 1
      if (provider === undefined) {
        path.pop()
        const above = path.at(-1)
        if (above !== undefined) lower(above.id, low.get(frame.id) ?? 0)
        leave(frame.id)
      } else if (!index.has(provider)) path.push(enter(provider))
      else if (onStack.has(provider)) lower(frame.id, index.get(provider) ?? 0)
    }
  }
  return {
    ordered,
    waits: waits.filter(
      ({ providerId, consumerId }) =>
        !componentOf.has(providerId) || componentOf.get(providerId) !== componentOf.get(consumerId),
    ),
    cycles,
  }
}
