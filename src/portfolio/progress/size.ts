import { groupBy } from '../group-by.ts'
import type { ScopeItem } from '../initiative.ts'
import type { ItemTree } from '../item-tree.ts'
import { listEstimatedLevel, median, typeKey } from './estimated-level.ts'
import { combineMeasures, type Measure, type MeasureUnit, measureOf, unknownMeasure } from './measure.ts'

/** How big one tracker's part is, how much of it is done, and how many of the items that count were estimated. */
export interface PartSize {
  readonly measure: Measure
  readonly estimatedItems: number
  readonly countedItems: number
}

interface Size {
  readonly value: number
  readonly unit: MeasureUnit | null
}

/** An item whose size counts, with its estimate or the median that stands in for one. */
interface SizedItem {
  readonly item: ScopeItem
  readonly value: number
  readonly unit: MeasureUnit | null
  readonly isImputed: boolean
}

/** An item of a connection where nothing is estimated. */
interface UnsizedItem {
  readonly item: ScopeItem
  readonly value: null
}

/** One entry per connection with items in scope. */
export function measureSizes(tree: ItemTree): ReadonlyMap<string, PartSize> {
  return new Map([...sizeItems(tree)].map(([connectionId, items]) => [connectionId, measurePart(items)]))
}

/** The items whose size counts, each once, by connection. */
export function sizeItems(tree: ItemTree): ReadonlyMap<string, readonly (SizedItem | UnsizedItem)[]> {
  const sizeOf = chooseSizes(tree.items)
  const level = listEstimatedLevel(tree, item => sizeOf(item) !== null)
  const byConnection = groupBy(level, item => item.connectionId)
  return new Map([...byConnection].map(([connectionId, items]) => [connectionId, imputeSizes(items, sizeOf)]))
}

function imputeSizes(
  items: readonly ScopeItem[],
  sizeOf: (item: ScopeItem) => Size | null,
): readonly (SizedItem | UnsizedItem)[] {
  const sized = items.flatMap(item => {
    const size = sizeOf(item)
    return size === null ? [] : [{ item, size }]
  })
  if (sized.length === 0) return items.map(item => ({ item, value: null }))
  const typical = new Map<string, Size>()
  for (const [type, entries] of groupBy(sized, entry => typeKey(entry.item))) {
    typical.set(type, typicalSize(entries.map(entry => entry.size)))
  }
  const anyType = typicalSize(sized.map(entry => entry.size))
  return items.map((item): SizedItem => {
    const own = sizeOf(item)
    return { item, ...(own ?? typical.get(typeKey(item)) ?? anyType), isImputed: own === null }
  })
}

function measurePart(items: readonly (SizedItem | UnsizedItem)[]): PartSize {
  const sized = items.filter(entry => entry.value !== null)
  const counts = { estimatedItems: sized.filter(entry => !entry.isImputed).length, countedItems: items.length }
  if (sized.length === 0) return { measure: unknownMeasure(null, 'No item is estimated.'), ...counts }

  const units = new Map<MeasureUnit | null, { done: number; total: number; imputed: number; items: number }>()
  for (const { item, value, unit, isImputed } of sized) {
    const sum = units.get(unit) ?? { done: 0, total: 0, imputed: 0, items: 0 }
    sum.total += value
    sum.items += 1
    if (isImputed) sum.imputed += value
    if (item.state === 'done') sum.done += value
    units.set(unit, sum)
  }
  // Units within one tracker are weighed by how many items use them: a few items in hours must not count like all
  // those in points.
  const known = [...units].filter(([, sum]) => sum.total > 0)
  if (known.length === 0) return { measure: unknownMeasure(null, 'All estimates are 0.'), ...counts }
  const measures = known.map(([unit, sum]) => measureOf(sum.done, sum.total, sum.imputed, unit))
  const weights = known.map(([, sum]) => sum.items)
  return { measure: combineMeasures(measures, weights), ...counts }
}

/** The median in the unit that most of the items use; the unit's name breaks a tie, whatever the order of the items. */
function typicalSize(sizes: readonly Size[]): Size {
  const [unit, values] = [...groupBy(sizes, size => size.unit)].reduce((most, entry) => {
    const lead = entry[1].length - most[1].length
    return lead > 0 || (lead === 0 && `${entry[0]}` < `${most[0]}`) ? entry : most
  })
  return { value: median(values.map(size => size.value)) ?? 0, unit }
}

/** The estimate; in a tracker where no item has one, the hours planned (Azure DevOps teams that plan tasks only). */
function chooseSizes(items: readonly ScopeItem[]): (item: ScopeItem) => Size | null {
  const estimating = new Set<string>()
  for (const item of items) if (estimateOf(item) !== null) estimating.add(item.connectionId)
  return item => (estimating.has(item.connectionId) ? estimateOf(item) : plannedHoursAsSize(item))
}

function estimateOf(item: ScopeItem): Size | null {
  return item.estimate !== null && item.estimate >= 0 ? { value: item.estimate, unit: item.estimateUnit } : null
}

function plannedHoursAsSize(item: ScopeItem): Size | null {
  const hours = planHours(item)
  return hours === null ? null : { value: hours, unit: 'hours' }
}

/** The hours an item takes in all: as planned first, else spent and still to do; null when nobody says. */
export function planHours(item: ScopeItem): number | null {
  if (item.originalHours !== null && item.originalHours >= 0) return item.originalHours
  if (item.state === 'done') return item.spentHours
  return item.remainingHours === null ? null : Math.max(0, item.remainingHours) + Math.max(0, item.spentHours ?? 0)
}
