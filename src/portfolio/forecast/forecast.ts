import { addWorkingDays, type Day, workingDaysBetween } from '../calendar.ts'
import type { PlanNode } from './plan.ts'
import { HORIZON_WORKING_DAYS, type Outcome, type Played } from './play-plans.ts'
import { percentileDays, shareDoneBy } from './simulation.ts'

/** When the open items of a milestone will be done, or why that cannot be said (F6). */
export type Forecast =
  | {
      readonly status: 'forecast'
      /** Half of the runs were done by then; the others accordingly. `horizonDay` means that day or later. */
      readonly p50: Day
      readonly p80: Day
      readonly p85: Day
      readonly p95: Day
      /** The simulation looks no further. */
      readonly horizonDay: Day
      /** Share of the runs done by the target; null without a target. */
      readonly probabilityByTarget: number | null
      readonly runs: number
      /** Open items of this milestone. */
      readonly remaining: number
      /** Open items of milestones promised earlier in the same trackers, which are done first. */
      readonly ahead: number
      /** What it waits for elsewhere, with the share of the runs in which that decided the day; most decisive first. */
      readonly waitsFor: readonly { readonly id: string; readonly name: string; readonly share: number }[]
      /** What it waits for too, but nobody can forecast: it may be later because of these. */
      readonly notWaitedFor: readonly { readonly id: string; readonly name: string; readonly reason: string }[]
    }
  | {
      readonly status: 'cannot_forecast'
      /** A sentence. */
      readonly reason: string
    }

export interface ForecastOptions {
  readonly today: Day
  readonly targetDay: Day | null
  /** Names of what no plan knows: items outside every initiative. */
  readonly nameOf: (id: string) => string
}

export function describeForecast(node: PlanNode, played: Played, options: ForecastOptions): Forecast {
  const { today, targetDay } = options
  const outcome = played.outcomes.get(node.id)
  if (outcome === undefined) return { status: 'cannot_forecast', reason: 'It was not simulated.' }
  if (outcome.status === 'cannot') return { status: 'cannot_forecast', reason: outcome.reason }
  const horizonDay = addWorkingDays(today, HORIZON_WORKING_DAYS)
  if (outcome.status === 'done') {
    const { day } = outcome
    return {
      status: 'forecast',
      ...{ p50: day, p80: day, p85: day, p95: day, horizonDay },
      probabilityByTarget: targetDay === null ? null : day <= targetDay ? 1 : 0,
      ...{ runs: 0, remaining: 0, ahead: 0, waitsFor: [], notWaitedFor: [] },
    }
  }
  const { finishes } = outcome
  const days = percentileDays(finishes, HORIZON_WORKING_DAYS, [0.5, 0.8, 0.85, 0.95])
  const dayAt = (index: number): Day => addWorkingDays(today, days[index] ?? HORIZON_WORKING_DAYS)
  const parts = node.planned.status === 'open' ? node.planned.parts : []
  return {
    status: 'forecast',
    ...{ p50: dayAt(0), p80: dayAt(1), p85: dayAt(2), p95: dayAt(3), horizonDay },
    probabilityByTarget:
      targetDay === null ? null : shareDoneBy(finishes, workingDaysBetween(today, targetDay), HORIZON_WORKING_DAYS),
    runs: finishes.length,
    remaining: parts.reduce((sum, part) => sum + part.remaining, 0),
    ahead: parts.reduce((sum, part) => sum + part.ahead, 0),
    ...describeProviders(outcome, played, options.nameOf),
  }
}

function describeProviders(
  { decidedBy, unknownProviders, finishes }: Extract<Outcome, { status: 'open' }>,
  { nodes, outcomes }: Played,
  nameOf: (id: string) => string,
): Pick<Extract<Forecast, { status: 'forecast' }>, 'waitsFor' | 'notWaitedFor'> {
  const naming = (id: string): string => nodes.get(id)?.name ?? nameOf(id)
  const reasonOf = (id: string): string => {
    const outcome = outcomes.get(id)
    return outcome?.status === 'cannot' ? outcome.reason : 'It is in no initiative that was assessed.'
  }
  return {
    waitsFor: [...decidedBy]
      .map(([id, runs]) => ({ id, name: naming(id), share: runs / finishes.length }))
      .toSorted((left, right) => right.share - left.share || (left.id < right.id ? -1 : 1)),
    notWaitedFor: unknownProviders.map(id => ({ id, name: naming(id), reason: reasonOf(id) })),
  }
}
