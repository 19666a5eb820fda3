import { deriveSeed, randomAt } from './random.ts'

/** As many days as a simulation draws at once. */
const BLOCK_DAYS = 10

/**
 * The pace of a team is known only as well as its history tells it: of six fortnights that brought 0, 9, 1, 0, 2 and 12
 * items nobody knows what a typical one is. So each run weighs them anew (Bayesian bootstrap, Rubin 1981) and is stretched
 * or shortened by what its mean is then; all who share the team by the same. A team that always finished the same number
 * is certain. No constant was chosen for this.
 */
export function doubtPace(
  finishes: Uint16Array,
  doneByDay: readonly number[],
  { teamSeed, horizonDays }: { readonly teamSeed: number; readonly horizonDays: number },
): Uint16Array {
  const blocks = sumBlocks(doneByDay)
  const mean = blocks.reduce((sum, done) => sum + done, 0) / blocks.length
  if (!(mean > 0) || blocks.every(done => done === mean)) return finishes
  const seed = deriveSeed(teamSeed, 'pace')
  const done = Float64Array.from(blocks)
  const weights = listWeights()
  const doubted = new Uint16Array(finishes.length)
  for (let run = 0; run < finishes.length; run += 1) {
    const finish = finishes[run] ?? horizonDays
    doubted[run] = finish === horizonDays ? finish : stretch(finish, run)
  }
  return doubted

  function stretch(finish: number, run: number): number {
    let weighed = 0
    let all = 0
    for (let index = 0; index < done.length; index += 1) {
      const weight = weights[randomAt(seed, run * done.length + index) >>> (32 - WEIGHT_BITS)] ?? 1
      weighed += weight * (done[index] ?? 0)
      all += weight
    }
    return Math.min(horizonDays, Math.max(1, Math.ceil((finish * mean * all) / weighed - EXACT)))
  }
}

/** What rounding leaves of a stretch by 1. */
const EXACT = 1e-9

const WEIGHT_BITS = 10

/** Exponential weights, each as probable as the others; divided by their sum, six of them are a draw from all mixtures. */
function listWeights(): Float64Array {
  const count = 2 ** WEIGHT_BITS
  return Float64Array.from({ length: count }, (_, index) => -Math.log((index + 0.5) / count))
}

/** What was finished in each fortnight, from the last one back; the days left over at the beginning count by their pace. */
function sumBlocks(doneByDay: readonly number[]): readonly number[] {
  return Array.from({ length: Math.ceil(doneByDay.length / BLOCK_DAYS) }, (_, index) => {
    const until = doneByDay.length - index * BLOCK_DAYS
    const days = doneByDay.slice(Math.max(0, until - BLOCK_DAYS), until)
    return (days.reduce((sum, done) => sum + done, 0) * BLOCK_DAYS) / days.length
  })
}
