import type { Round } from './measure-sync.ts'

/** The round whose first sync took the median of the ratios to its own floor: whole, so that its figures fit together. */
export function takeMedian(rounds: readonly Round[]): Round {
  const sorted = rounds.toSorted((one, other) => ratioOf(one) - ratioOf(other))
  const median = sorted[Math.floor((sorted.length - 1) / 2)]
  if (median === undefined) throw new Error('there is no round')
  return median
}

/** How many times as long as the floor the first sync took. */
export const ratioOf = ({ phases, floor }: Round): number =>
  (phases[0]?.wallSeconds ?? Number.NaN) / floor.both.wallSeconds
