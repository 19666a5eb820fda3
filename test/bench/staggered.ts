/**
 * The lives of many items, told in the order of time: item after item begins, and each step of a life comes a fixed number
 * of beginnings after the one before, so that the steps of many items lie between two of one item, as in a real tracker.
 */
export function* listStaggered(items: number, steps: number): Generator<{ item: number; step: number; tick: number }> {
  const apart = Math.max(1, Math.floor(items / 40))
  const last = items + (steps - 1) * apart
  for (let tick = 0; tick < last; tick += 1) {
    for (let step = 0; step < steps; step += 1) {
      const item = tick - step * apart
      if (item >= 0 && item < items) yield { item, step, tick }
    }
  }
}

/** All that was there before the bench begins happened between these, so that no look-back reaches it. */
export const HISTORY = { fromMs: Date.UTC(2023, 6, 1), toMs: Date.UTC(2025, 5, 30) } as const

/** A clock that goes on by the same for each event, up to the end of the history. */
export function createClock(items: number, steps: number): { readonly at: (event: number) => number } {
  const between = (HISTORY.toMs - HISTORY.fromMs) / (items * steps + 1)
  return { at: event => HISTORY.fromMs + Math.floor(event * between) }
}
