import { addDays, type Day, earlierDay, laterDay, workingDaysBetween } from '../calendar.ts'
import { planFinish, readMilestoneDays } from '../earned-value/planned-days.ts'
import type { InitiativeFacts } from '../initiative.ts'
import type { PlannedDays } from '../item-plan.ts'
import type { ItemTree } from '../item-tree.ts'
import { hasHours, openHours } from '../progress/effort.ts'
import { listEstimatedLevel } from '../progress/estimated-level.ts'
import { weekOf } from './week.ts'

/** Work of one tracker that waits for one person in one week. */
export interface DemandHours {
  readonly connectionId: string
  /** Null: assigned to nobody. */
  readonly assigneeId: string | null
  /** Monday; null: nothing says when the work is to be done. */
  readonly week: Day | null
  readonly hours: number
  /** Open items that say no hours; they end in this week. */
  readonly unestimatedItems: number
}

/**
 * Demand F7: the hours that open items still need, of the lowest level that has hours, spread evenly over the working days
 * between their start (or today) and their planned finish. What should have been finished is due now.
 */
export function measureDemand(
  tree: ItemTree,
  { plans, milestones }: { readonly plans: readonly PlannedDays[]; readonly milestones: InitiativeFacts['milestones'] },
  today: Day,
): readonly DemandHours[] {
  const planOf = new Map(plans.map(plan => [plan.id, plan]))
  const dayOfMilestone = readMilestoneDays(tree, milestones)
  const sums: Sum[] = []
  // A key of all three would be made for every week of every item, which takes longer than the rest.
  const sumsOf = new Map<string, Map<Day | null, Sum>>()
  // Many items have the same days: those of their iteration or milestone.
  const spreadOnce = remember(today)
  for (const item of listEstimatedLevel(tree, hasHours)) {
    if (item.state === 'done') continue
    const hours = openHours(item, Math.max(0, item.spentHours ?? 0))
    if (hours === 0) continue
    const plan = planOf.get(item.id)
    const { connectionId } = item
    const assigneeId = plan?.identityId ?? null
    const { finishDay } = planFinish(item, plan, dayOfMilestone.get(item.id) ?? null)
    const shares = spreadOnce(plan?.startDay ?? plan?.iterationStartDay ?? today, finishDay)
    const key = `${connectionId} ${assigneeId}`
    const byWeek = sumsOf.get(key) ?? new Map<Day | null, Sum>()
    sumsOf.set(key, byWeek)
    for (const [week, share] of hours === null ? shares.slice(-1) : shares) {
      const sum = byWeek.get(week) ?? { connectionId, assigneeId, week, hours: 0, unestimatedItems: 0 }
      if (!byWeek.has(week)) {
        byWeek.set(week, sum)
        sums.push(sum)
      }
      if (hours === null) sum.unestimatedItems += 1
      else sum.hours += hours * share
    }
  }
  return sums
}

type Sum = { -readonly [Field in keyof DemandHours]: DemandHours[Field] }
type Shares = readonly (readonly [Day | null, number])[]

function remember(today: Day): (planned: Day, finish: Day | null) => Shares {
  const known = new Map<string, Shares>()
  return (planned, finish) => {
    const key = `${planned} ${finish}`
    const shares = known.get(key) ?? spread(planned, finish, today)
    known.set(key, shares)
    return shares
  }
}

/** Shares of the work by week; they add up to 1. */
function spread(planned: Day, finish: Day | null, today: Day): Shares {
  if (finish === null) return [[null, 1]]
  if (finish <= today) return [[weekOf(today), 1]]
  const start = earlierDay(laterDay(planned, today), finish)
  const days = workingDaysBetween(addDays(start, -1), finish)
  if (days === 0) return [[weekOf(finish), 1]]
  const shares: [Day, number][] = []
  for (let monday = weekOf(start); monday <= finish; monday = addDays(monday, 7)) {
    const from = laterDay(monday, start)
    const to = earlierDay(addDays(monday, 6), finish)
    const worked = workingDaysBetween(addDays(from, -1), to)
    if (worked > 0) shares.push([monday, worked / days])
  }
  return shares
}
