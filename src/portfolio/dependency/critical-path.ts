import { addWorkingDays, type Day } from '../calendar.ts'
import { HORIZON_WORKING_DAYS, type Played } from '../forecast/play-plans.ts'
import { percentileDays } from '../forecast/simulation.ts'

/** A milestone or item on the way to the last milestone, from the end to what begins it. */
export interface PathStep {
  readonly id: string
  readonly type: 'milestone' | 'item'
  readonly name: string
  readonly p50: Day
  /** Share of the runs in which the step after this one in the list, and not its own work, decided its day. */
  readonly decidedByNext: number | null
}

/** What decides when the latest of these milestones is reached: at each step what did so in most runs. */
export function findCriticalPath(milestoneIds: readonly string[], played: Played, today: Day): readonly PathStep[] {
  const p50Of = (id: string): number | null => {
    const outcome = played.outcomes.get(id)
    return outcome?.status === 'open'
      ? (percentileDays(outcome.finishes, HORIZON_WORKING_DAYS, [0.5])[0] ?? null)
      : null
  }
  const open = milestoneIds.flatMap(id => {
    const days = p50Of(id)
    return days === null ? [] : [{ id, days }]
  })
  let step = open.toSorted((left, right) => right.days - left.days || (left.id < right.id ? -1 : 1))[0]?.id ?? null
  const path: PathStep[] = []
  while (step !== null) {
    const node = played.nodes.get(step)
    const outcome = played.outcomes.get(step)
    const days = p50Of(step)
    if (node === undefined || outcome?.status !== 'open' || days === null) break
    const { length } = outcome.finishes
    const deciders = [...outcome.decidedBy].toSorted(
      (left, right) => right[1] - left[1] || (left[0] < right[0] ? -1 : 1),
    )
    const byOwnWork = length - deciders.reduce((sum, [, runs]) => sum + runs, 0)
    const [next, runs] = deciders[0] ?? [null, 0]
    const goesOn = next !== null && runs > byOwnWork
    const { id, type, name } = node
    path.push({ id, type, name, p50: addWorkingDays(today, days), decidedByNext: goesOn ? runs / length : null })
    step = goesOn ? next : null
  }
  return path
}
