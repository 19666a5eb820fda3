import { addDays, addWorkingDays, type Day, dayOf, daysBetween, workingDaysBetween } from '../calendar.ts'
import type { MilestoneFacts, ScopeItem } from '../initiative.ts'
import { growTree, listBelow } from '../item-tree.ts'
import { describeForecast, type Forecast } from './forecast.ts'
import type { HeldForecasts } from './hit-rate.ts'
import { type PlanFacts, planInitiative } from './plan-initiative.ts'
import { HORIZON_WORKING_DAYS, playPlans } from './play-plans.ts'

/** A milestone of the past, and the day half way between the first and the last of its items that were finished. */
export interface PastMilestone {
  readonly milestoneId: string
  readonly name: string
  readonly halfWayDay: Day
  /** The day the last of its items was finished. */
  readonly finishedDay: Day
}

/** What was forecast half way, with what was known on that day, and what became of it. */
export type ScoredForecast = PastMilestone &
  (
    | {
        readonly status: 'forecast'
        readonly p50: Day
        readonly p80: Day
        /** Open items divided by the mean pace, from that day on. */
        readonly naiveDay: Day
        /** Pinball loss in working days, the mean of P50 and P80; the naive day stands for both. */
        readonly loss: number
        readonly naiveLoss: number
      }
    | { readonly status: 'cannot_forecast'; readonly reason: string }
  )

/** How forecasts turned out; rates are null without any. */
export interface HitRates {
  readonly forecasts: number
  /** Milestones that could not be forecast half way. */
  readonly withoutForecast: number
  /** Share that was finished by P50, by P80. */
  readonly p50: number | null
  readonly p80: number | null
  readonly meanLoss: number | null
  readonly meanNaiveLoss: number | null
}

/** Milestones with this many items that are all finished; fewer say more about one item than about a forecast. */
export function listPastMilestones(
  items: readonly ScopeItem[],
  milestones: readonly Pick<MilestoneFacts, 'id' | 'name' | 'itemIds'>[],
  minItems = 10,
): readonly PastMilestone[] {
  const tree = growTree(items)
  const { counted } = tree
  return milestones.flatMap(({ id, name, itemIds }) => {
    const below = listBelow(tree, itemIds)
    const own = counted.filter(item => below.has(item.id))
    const days = own
      .flatMap(item => (item.state === 'done' && item.doneAt !== null ? dayOf(item.doneAt) : []))
      .toSorted()
    const [first, last] = [days[0], days.at(-1)]
    if (first === undefined || last === undefined || own.length < minItems || days.length < own.length) return []
    const halfWayDay = addDays(first, Math.floor(daysBetween(first, last) / 2))
    return [{ milestoneId: id, name, halfWayDay, finishedDay: last }]
  })
}

/** Forecasts one milestone with the facts of its half-way day, as it would have been forecast then. */
export function scorePast(
  past: PastMilestone,
  { items, facts }: { readonly items: readonly ScopeItem[]; readonly facts: PlanFacts },
  options: { readonly seed: number; readonly runs: number },
): ScoredForecast {
  const today = past.halfWayDay
  const plan = planInitiative(growTree(items), facts, today)
  const node = plan.nodes.find(({ id }) => id === past.milestoneId)
  if (node === undefined) return { ...past, status: 'cannot_forecast', reason: 'The milestone was not there yet.' }
  if (node.planned.status === 'done') {
    return { ...past, status: 'cannot_forecast', reason: 'All its items known then were done already.' }
  }
  const played = playPlans([plan], [past.milestoneId], { today, ...options })
  const forecast: Forecast = describeForecast(node, played, { today, targetDay: null, nameOf: id => id })
  if (forecast.status === 'cannot_forecast' || node.planned.status !== 'open') {
    const reason = forecast.status === 'cannot_forecast' ? forecast.reason : 'It could not be planned.'
    return { ...past, status: 'cannot_forecast', reason }
  }
  const naiveDays = Math.max(
    ...node.planned.parts.map(({ track }) => {
      const finished = track.pace.doneByDay.reduce((sum, count) => sum + count, 0)
      return Math.min(HORIZON_WORKING_DAYS, Math.ceil((track.open * track.pace.doneByDay.length) / finished))
    }),
  )
  const actual = workingDaysBetween(today, past.finishedDay)
  const [p50, p80] = [forecast.p50, forecast.p80].map(day => workingDaysBetween(today, day))
  return {
    ...past,
    status: 'forecast',
    p50: forecast.p50,
    p80: forecast.p80,
    naiveDay: addWorkingDays(today, naiveDays),
    loss: (pinball(p50 ?? 0, actual, 0.5) + pinball(p80 ?? 0, actual, 0.8)) / 2,
    naiveLoss: (pinball(naiveDays, actual, 0.5) + pinball(naiveDays, actual, 0.8)) / 2,
  }
}

/** What a quantile costs: being too early `share` a day, too late the rest of it. */
export function pinball(forecast: number, actual: number, share: number): number {
  return actual >= forecast ? share * (actual - forecast) : (1 - share) * (forecast - actual)
}

export function countHeld(scored: readonly ScoredForecast[]): HeldForecasts {
  const made = listMade(scored)
  return {
    forecasts: made.length,
    byP50: made.filter(each => each.finishedDay <= each.p50).length,
    byP80: made.filter(each => each.finishedDay <= each.p80).length,
  }
}

export function measureHitRates(scored: readonly ScoredForecast[]): HitRates {
  const made = listMade(scored)
  const { forecasts, byP50, byP80 } = countHeld(scored)
  const mean = (sum: number): number | null => (forecasts === 0 ? null : sum / forecasts)
  return {
    forecasts,
    withoutForecast: scored.length - forecasts,
    p50: mean(byP50),
    p80: mean(byP80),
    meanLoss: mean(made.reduce((sum, { loss }) => sum + loss, 0)),
    meanNaiveLoss: mean(made.reduce((sum, { naiveLoss }) => sum + naiveLoss, 0)),
  }
}

function listMade(scored: readonly ScoredForecast[]) {
  return scored.flatMap(each => (each.status === 'forecast' ? [each] : []))
}
