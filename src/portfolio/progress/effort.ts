import { groupBy } from '../group-by.ts'
import type { ScopeItem } from '../initiative.ts'
import type { ItemTree } from '../item-tree.ts'
import { listEstimatedLevel, median, typeKey } from './estimated-level.ts'
import { type Measure, measureOf, unknownMeasure } from './measure.ts'
import { planHours } from './size.ts'

export interface PartEffort {
  readonly measure: Measure
  /** Hours the whole part takes; null when less than half of its items have a plan. */
  readonly plannedHours: number | null
}

/** Below this a median would stand for most of the part, and its weight would be invented. */
const MIN_PLANNED_SHARE = 0.5

/**
 * Hours spent of hours spent and remaining, one entry per connection with items in scope. Remaining hours are taken
 * from the lowest level that has hours; spent hours from every item, because an hour is booked on one item only.
 */
export function measureEfforts(tree: ItemTree): ReadonlyMap<string, PartEffort> {
  const level = listEstimatedLevel(tree, hasHours)
  const all = groupBy(tree.items, item => item.connectionId)
  const levels = groupBy(level, item => item.connectionId)
  return new Map(
    [...all].map(([connectionId, items]) => [connectionId, measurePart(items, levels.get(connectionId) ?? [])]),
  )
}

function measurePart(items: readonly ScopeItem[], level: readonly ScopeItem[]): PartEffort {
  const plans = typicalPlans(level)
  const planned = sumPlans(level, plans)
  if (items.every(item => item.spentHours === null)) {
    return { measure: unknownMeasure('hours', 'No hours spent are recorded.'), plannedHours: planned }
  }
  const onLevel = new Set(level.map(item => item.id))
  let spent = 0
  let remaining = 0
  let imputed = 0
  for (const item of items) {
    const own = Math.max(0, item.spentHours ?? 0)
    spent += own
    if (!onLevel.has(item.id)) continue
    const open = openHours(item, own)
    if (item.state === 'done') {
      // Done without hours: what it was planned to take, so that a half-booked tracker does not look half as far.
      if (item.spentHours !== null) continue
      const stand = planHours(item)
      const hours = stand ?? plans.of(item)
      if (hours === null)
        return { measure: unknownMeasure('hours', 'No item is planned in hours.'), plannedHours: planned }
      spent += hours
      if (stand === null) imputed += hours
    } else if (open !== null) {
      remaining += open
    } else {
      const typical = plans.of(item)
      if (typical === null)
        return { measure: unknownMeasure('hours', 'No item is planned in hours.'), plannedHours: planned }
      const hours = Math.max(0, typical - own)
      remaining += hours
      imputed += hours
    }
  }
  return { measure: measureOf(spent, spent + remaining, imputed, 'hours'), plannedHours: planned }
}

/** Hours still to do; null when neither remaining nor original hours say. */
export function openHours(item: ScopeItem, spent: number): number | null {
  if (item.remainingHours !== null) return Math.max(0, item.remainingHours)
  return item.originalHours === null ? null : Math.max(0, item.originalHours - spent)
}

export function hasHours(item: ScopeItem): boolean {
  return item.originalHours !== null || item.remainingHours !== null || item.spentHours !== null
}

interface TypicalPlans {
  /** Median of planned hours among items of the same type, else of the tracker. */
  readonly of: (item: ScopeItem) => number | null
  readonly plannedItems: number
}

function typicalPlans(level: readonly ScopeItem[]): TypicalPlans {
  const planned = level.flatMap(item => {
    const hours = planHours(item)
    return hours === null ? [] : [{ type: typeKey(item), hours }]
  })
  const byType = new Map<string, number | null>()
  for (const [type, plans] of groupBy(planned, plan => plan.type))
    byType.set(type, median(plans.map(plan => plan.hours)))
  const overall = median(planned.map(plan => plan.hours))
  return { of: item => byType.get(typeKey(item)) ?? overall, plannedItems: planned.length }
}

function sumPlans(level: readonly ScopeItem[], plans: TypicalPlans): number | null {
  if (plans.plannedItems === 0 || plans.plannedItems < level.length * MIN_PLANNED_SHARE) return null
  return level.reduce((sum, item) => sum + (planHours(item) ?? plans.of(item) ?? 0), 0)
}
