import type { Day } from '../calendar.ts'
import type { Played } from '../forecast/play-plans.ts'
import type { InitiativeFacts } from '../initiative.ts'
import { findCriticalPath, type PathStep } from './critical-path.ts'
import {
  DEPENDENCY_STATUSES,
  type DependencyStatus,
  type JudgedDependency,
  judgeDependencies,
} from './judge-dependencies.ts'

export interface DependencyAssessment {
  readonly counts: Readonly<Record<DependencyStatus, number>>
  /** The worst of those not met yet. */
  readonly open: readonly JudgedDependency[]
  /** Each circle by the names in it: nobody in it can begin, so its waits are not in any forecast. */
  readonly cycles: readonly (readonly string[])[]
  readonly criticalPath: readonly PathStep[]
}

/** More are counted, but not told one by one. */
const MOST_TOLD = 200

export function assessDependencies(
  { dependencies, milestones }: Pick<InitiativeFacts, 'dependencies' | 'milestones'>,
  played: Played,
  today: Day,
): DependencyAssessment {
  const judged = judgeDependencies(dependencies, milestones, played, today)
  const ends = dependencies.links.flatMap(({ provider, consumer }) => [provider, consumer])
  const names = new Map(ends.map(({ id, name }) => [id, name]))
  const counts = Object.fromEntries(
    DEPENDENCY_STATUSES.map(status => [status, judged.filter(each => each.status === status).length]),
  )
  return {
    counts: { violated: 0, at_risk: 0, unknown: 0, holds: 0, met: 0, ...counts },
    open: judged.filter(({ status }) => status !== 'met').slice(0, MOST_TOLD),
    cycles: played.cycles.map(ids => ids.map(id => names.get(id) ?? played.nodes.get(id)?.name ?? id)),
    criticalPath: findCriticalPath(
      milestones.map(({ id }) => id),
      played,
      today,
    ),
  }
}
