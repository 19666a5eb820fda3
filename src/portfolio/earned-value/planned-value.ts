import { addDays, type Day, daysBetween } from '../calendar.ts'
import type { Baseline, BaselineItem } from './baseline.ts'
import type { PlannedPoint } from './earned-schedule.ts'
import { type Figure, known, unknown } from './figure.ts'
import { periodStart, periodsUntil } from './period.ts'

type Plan = Omit<Baseline, 'id' | 'number'>

const UNDATED = 'No item of the baseline had a planned day, so nothing was planned for any; rebaseline with days.'

/** PV: what the plan says to have done at the end of a day. */
export function measurePlannedValue(plan: Plan, day: Day): Figure {
  if (plan.finishDay === null) return unknown(UNDATED)
  const { finishDay } = plan
  if (day >= finishDay) return known(plan.total)
  if (plan.planRule === 'iterations' && plan.iterationEnds.length > 0) {
    return known((plan.total * plan.iterationEnds.filter(end => end <= day).length) / plan.iterationEnds.length)
  }
  return known(plan.items.reduce((sum, item) => sum + item.weight * plannedShare(item, plan, day), 0))
}

/** The plan at the end of each of its periods; the last point is all of it, at its planned duration. */
export function drawPlan(plan: Plan): readonly PlannedPoint[] {
  const { startDay, finishDay, period, total } = plan
  if (startDay === null || finishDay === null) return []
  const points: PlannedPoint[] = []
  for (let index = 0; ; index += 1) {
    const last = addDays(periodStart(startDay, period, index), -1)
    if (last >= finishDay) break
    points.push({ time: index, value: measurePlannedValue(plan, last).value ?? 0 })
  }
  return [...points, { time: periodsUntil(startDay, period, finishDay), value: total }]
}

function plannedShare({ startDay, finishDay }: BaselineItem, { planRule }: Plan, day: Day): number {
  if (finishDay === null) return 0
  if (finishDay <= day) return 1
  if (planRule !== 'linear' || startDay === null || day < startDay) return 0
  return (daysBetween(startDay, day) + 1) / (daysBetween(startDay, finishDay) + 1)
}
