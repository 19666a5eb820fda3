import type { Day } from '../calendar.ts'
import { isOpenEnd } from '../dependency/dependency.ts'
import type { ItemTree } from '../item-tree.ts'
import { currentDayOf } from '../milestone/milestone.ts'
import { describeForecast, type Forecast } from './forecast.ts'
import type { Plan } from './plan.ts'
import { type PlanFacts, planInitiative } from './plan-initiative.ts'
import { type Played, playPlans } from './play-plans.ts'

export interface MilestoneForecasts {
  readonly plan: Plan
  readonly played: Played
  readonly forecasts: ReadonlyMap<string, Forecast>
}

/** One forecast per milestone (F6), played together with all that the initiative waits for, wherever that is. */
export function forecastMilestones(
  tree: ItemTree,
  facts: PlanFacts,
  options: { readonly today: Day; readonly seed: number; readonly runs: number },
): MilestoneForecasts {
  const { today } = options
  const { links, others } = facts.dependencies
  const plan = planInitiative(tree, facts, today)
  const ends = links.flatMap(({ provider, consumer }) => [provider, consumer])
  const names = new Map(ends.map(end => [end.id, end.name]))
  const wanted = [
    ...facts.milestones.map(({ id }) => id),
    ...links.flatMap(({ provider }) => (isOpenEnd(provider) ? provider.id : [])),
  ]
  const played = playPlans([plan, ...others], wanted, options)
  const forecasts = new Map(
    plan.nodes.flatMap(node => {
      const milestone = facts.milestones.find(({ id }) => id === node.id)
      if (milestone === undefined) return []
      const targetDay = currentDayOf(milestone.dates)
      return [
        [node.id, describeForecast(node, played, { today, targetDay, nameOf: id => names.get(id) ?? id })] as const,
      ]
    }),
  )
  return { plan, played, forecasts }
}
