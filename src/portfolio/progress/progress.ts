import type { ScopeItem, ScopeTracker } from '../initiative.ts'
import { growTree, type ItemTree } from '../item-tree.ts'
import { measureEfforts } from './effort.ts'
import { addMeasures, combineMeasures, type Measure, measureOf, unknownMeasure } from './measure.ts'
import { measureSizes } from './size.ts'
import { addScales, type Scale, type ShareBasis, scaleOf, weighParts } from './weight.ts'

/** Three measures side by side, never mixed (F1). */
export interface Progress {
  /** Items done of items in scope. */
  readonly count: Measure
  /** Estimates done of estimates in scope; trackers are combined by weight, whatever their units. */
  readonly size: Measure
  /** Hours spent of hours spent and remaining. */
  readonly effort: Measure
}

export interface TrackerProgress {
  readonly connectionId: string
  readonly progress: Progress
  readonly share: number
  readonly shareBasis: ShareBasis
}

export interface MeasuredProgress {
  readonly progress: Progress
  readonly byTracker: readonly TrackerProgress[]
  /** Null: nothing is in scope. */
  readonly scale: Scale | null
  /** Of `countedItems` at the level that is estimated, these were. */
  readonly estimatedItems: number
  readonly countedItems: number
}

/** Nothing of one tracker has a budget of its own. */
const NO_BUDGET = null

export type WeighedTracker = Pick<ScopeTracker, 'connectionId' | 'name' | 'weight'>

const NOTHING_IN_SCOPE = 'Nothing is in scope.'

/**
 * Count and effort have one unit everywhere and are added over the trackers. Size has not: it is measured per tracker
 * and unit, and combined by weight. A size or effort unknown in one tracker is unknown for the whole.
 */
export function measureProgress(items: readonly ScopeItem[], trackers: readonly WeighedTracker[]): MeasuredProgress {
  return measureTree(growTree(items), trackers)
}

export function measureTree(tree: ItemTree, trackers: readonly WeighedTracker[]): MeasuredProgress {
  const counts = countItems(tree.counted)
  const sizes = measureSizes(tree)
  const efforts = measureEfforts(tree)
  const named = new Set(trackers.map(tracker => tracker.connectionId))
  const unnamed = [...counts.keys()].filter(connectionId => !named.has(connectionId))
  const all = [...trackers, ...unnamed.map(connectionId => ({ connectionId, name: connectionId, weight: null }))]
  const working = all.filter(tracker => counts.has(tracker.connectionId))
  const scales = working.map(({ connectionId }) =>
    scaleOf(NO_BUDGET, efforts.get(connectionId)?.plannedHours ?? hoursOf(sizes.get(connectionId)?.measure)),
  )
  const { shares, basis } = weighParts(working.map(({ weight }, index) => ({ weight, scale: scales[index] ?? null })))
  const byTracker = all.map((tracker): TrackerProgress => {
    const { connectionId } = tracker
    const count = counts.get(connectionId)
    const progress: Progress =
      count === undefined
        ? unknownProgress(NOTHING_IN_SCOPE)
        : {
            count,
            size: sizes.get(connectionId)?.measure ?? unknownMeasure(null, NOTHING_IN_SCOPE),
            effort: efforts.get(connectionId)?.measure ?? unknownMeasure('hours', NOTHING_IN_SCOPE),
          }
    return { connectionId, progress, share: shares[working.indexOf(tracker)] ?? 0, shareBasis: basis }
  })
  const parts = byTracker.filter(part => counts.has(part.connectionId))
  const nameOf = new Map(all.map(tracker => [tracker.connectionId, tracker.name]))
  const partSizes = [...sizes.values()]
  return {
    progress: combineParts(parts, nameOf),
    byTracker,
    scale: addScales(scales),
    estimatedItems: partSizes.reduce((sum, part) => sum + part.estimatedItems, 0),
    countedItems: partSizes.reduce((sum, part) => sum + part.countedItems, 0),
  }
}

export function unknownProgress(reason: string): Progress {
  return {
    count: unknownMeasure('items', reason),
    size: unknownMeasure(null, reason),
    effort: unknownMeasure('hours', reason),
  }
}

function combineParts(parts: readonly TrackerProgress[], nameOf: ReadonlyMap<string, string>): Progress {
  if (parts.length === 0) return unknownProgress(NOTHING_IN_SCOPE)
  const known = (measure: keyof Progress, combine: (measures: readonly Measure[]) => Measure): Measure => {
    const unknown = parts.find(part => part.progress[measure].fraction === null)
    if (unknown === undefined) return combine(parts.map(part => part.progress[measure]))
    const { unit, reason } = unknown.progress[measure]
    return unknownMeasure(
      unit,
      `${nameOf.get(unknown.connectionId) ?? unknown.connectionId}: ${reason ?? 'not known.'}`,
    )
  }
  return {
    count: known('count', measures => addMeasures(measures, 'items')),
    size: known('size', measures =>
      combineMeasures(
        measures,
        parts.map(part => part.share),
      ),
    ),
    effort: known('effort', measures => addMeasures(measures, 'hours')),
  }
}

function countItems(counted: readonly ScopeItem[]): ReadonlyMap<string, Measure> {
  const sums = new Map<string, { done: number; total: number }>()
  for (const item of counted) {
    const sum = sums.get(item.connectionId) ?? { done: 0, total: 0 }
    sum.total += 1
    if (item.state === 'done') sum.done += 1
    sums.set(item.connectionId, sum)
  }
  return new Map([...sums].map(([connectionId, sum]) => [connectionId, measureOf(sum.done, sum.total, 0, 'items')]))
}

function hoursOf(size: Measure | undefined): number | null {
  return size !== undefined && size.unit === 'hours' ? size.total : null
}
