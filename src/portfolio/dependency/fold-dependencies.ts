import type { DependencyAssessment } from './assess-dependencies.ts'
import { compareDependencies, DEPENDENCY_STATUSES, type JudgedDependency } from './judge-dependencies.ts'

/** What of an initiative is folded. */
export type ToldDependencies = Pick<DependencyAssessment, 'open' | 'cycles'>

/** Dependencies of many initiatives, each once. */
export interface FoldedDependencies {
  /** Of those told one by one; what is met is not among them. */
  readonly counts: Readonly<Record<OpenStatus, number>>
  /** The worst first. */
  readonly open: readonly JudgedDependency[]
  readonly cycles: readonly (readonly string[])[]
}

export const OPEN_STATUSES = DEPENDENCY_STATUSES.filter(status => status !== 'met')
type OpenStatus = (typeof OPEN_STATUSES)[number]

/**
 * A dependency between two initiatives was judged with each of them. That of the consumer holds: only there is known which
 * milestone needs the provider, and when. Which milestone the provider belongs to is known with the other one.
 */
export function foldDependencies(told: ReadonlyMap<string, ToldDependencies>): FoldedDependencies {
  const byId = new Map<string, JudgedDependency>()
  for (const [initiativeId, { open }] of told) {
    for (const judged of open) {
      const known = byId.get(judged.id)
      const holds = known === undefined || judged.consumer.initiativeId === initiativeId
      byId.set(judged.id, holds ? complete(judged, known) : complete(known, judged))
    }
  }
  const open = [...byId.values()].toSorted(compareDependencies)
  const counts = { violated: 0, at_risk: 0, unknown: 0, holds: 0 }
  for (const { status } of open) if (status !== 'met') counts[status] += 1
  const cycles = new Map([...told.values()].flatMap(each => each.cycles.map(cycle => [circleOf(cycle), cycle])))
  return { counts, open, cycles: [...cycles.values()] }
}

const complete = (holds: JudgedDependency, other: JudgedDependency | undefined): JudgedDependency => ({
  ...holds,
  provider: { ...holds.provider, milestoneId: holds.provider.milestoneId ?? other?.provider.milestoneId ?? null },
  consumer: { ...holds.consumer, milestoneId: holds.consumer.milestoneId ?? other?.consumer.milestoneId ?? null },
})

/** The same circle may be told from another of its places on. */
const circleOf = (names: readonly string[]): string => JSON.stringify(names.toSorted())
