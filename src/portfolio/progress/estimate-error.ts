import type { ScopeItem } from '../initiative.ts'
import { plural } from '../phrase.ts'
import { median } from './estimated-level.ts'

/** How far the hours estimated for what is done were from the hours it took. */
export interface EstimateError {
  /** Median over the items of |actual - estimate| / actual; null where none has both. */
  readonly median: number | null
  /** Of all hours together: (actual - estimate) / actual, so that positive is underestimated. */
  readonly bias: number | null
  readonly items: number
  readonly text: string
}

export function measureEstimateError(items: readonly ScopeItem[]): EstimateError {
  const done = items.filter(({ state }) => state === 'done')
  const pairs = done.flatMap(item => {
    const estimated = item.originalHours ?? (item.estimateUnit === 'hours' ? item.estimate : null)
    const actual = item.spentHours
    return estimated === null || actual === null || !(actual > 0) ? [] : [{ estimated, actual }]
  })
  if (pairs.length === 0) {
    const text = `None of the ${plural(done.length, 'item')} done has both estimated and spent hours.`
    return { median: null, bias: null, items: 0, text }
  }
  const actual = pairs.reduce((sum, pair) => sum + pair.actual, 0)
  const estimated = pairs.reduce((sum, pair) => sum + pair.estimated, 0)
  const text = `${plural(pairs.length, 'item')} of ${done.length} done took ${round(actual)} hours where ${round(estimated)} were estimated.`
  return {
    median: median(pairs.map(pair => Math.abs(pair.actual - pair.estimated) / pair.actual)),
    bias: (actual - estimated) / actual,
    items: pairs.length,
    text,
  }
}

const round = (hours: number): number => Math.round(hours * 10) / 10
