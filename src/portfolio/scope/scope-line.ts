import { isStep } from '../item-tree.ts'
import { type Interval, type Intervals, intersect, subtract, unite } from './interval.ts'
import { type ItemLife, timesIn } from './item-life.ts'

/** When an item counted in the scope, and when it was done while it did. */
export interface ScopeLine {
  readonly life: ItemLife
  readonly counted: Intervals
  readonly done: Intervals
  /** When it was done or cancelled, counted or not. */
  readonly finished: Intervals
  readonly cancelled: Intervals
}

/** When the first of them began to count; null when none ever did. */
export function findFirstMs(lines: readonly ScopeLine[]): number | null {
  let firstMs = Number.POSITIVE_INFINITY
  for (const { counted } of lines) firstMs = Math.min(firstMs, counted[0]?.fromMs ?? firstMs)
  return Number.isFinite(firstMs) ? firstMs : null
}

/**
 * The history of what F1 counts: an item while it is in scope, not cancelled, and has nothing in scope below it but its
 * steps. Parents are those of now; what was below what before is not looked at.
 */
export function drawScopeLines(lives: readonly ItemLife[]): readonly ScopeLine[] {
  const byId = new Map(lives.map(life => [life.id, life]))
  const cancelled = new Map(lives.map(life => [life.id, timesIn(life, 'cancelled')]))
  const inScope = new Map(lives.map(life => [life.id, subtract(unite(life.stays), cancelled.get(life.id) ?? [])]))
  const below = new Map<string, Interval[]>()
  const steps = new Set<string>()
  for (const life of lives) {
    const parent = life.parentId === null ? undefined : byId.get(life.parentId)
    if (parent === undefined || parent === life) continue
    if (isStep(life, parent)) {
      steps.add(life.id)
      continue
    }
    const times = below.get(parent.id) ?? []
    if (times.length === 0) below.set(parent.id, times)
    times.push(...(inScope.get(life.id) ?? []))
  }
  return lives.map(life => {
    const whole = inScope.get(life.id) ?? []
    const counted = steps.has(life.id) ? [] : subtract(whole, unite(below.get(life.id) ?? []))
    const finished = timesIn(life, 'done')
    return { life, counted, done: intersect(counted, finished), finished, cancelled: cancelled.get(life.id) ?? [] }
  })
}
