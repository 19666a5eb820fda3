import { randomAt } from './random.ts'
import type { Pace, Track } from './track.ts'

export interface SimulationOptions {
  readonly runs: number
  readonly horizonDays: number
  /** Who shares it lives through the same stretches of days in each run. */
  readonly teamSeed: number
  readonly ownSeed: number
}

/**
 * Plays the future `runs` times by drawing stretches of the past: the working day from now on which each run is done, the
 * horizon for all that takes longer.
 *
 * - With fewer open items than were in progress on the drawn day, only their part of what was finished then counts: the
 *   last items take their own time, however fast the team was with twenty of them.
 * - Growth fades out over as many days as it was seen for: scope does not grow for ever at the rate of its beginning.
 */
export function simulateTrack({ open, spread, pace }: Track, options: SimulationOptions): Uint16Array {
  const { runs, horizonDays, teamSeed, ownSeed } = options
  const past = readBlocks(pace)
  const {
    days,
    done,
    added,
    inProgress,
    mostInProgress,
    doneInBlock,
    addedInBlock,
    leastInProgress,
    meanInProgress,
    survival,
  } = past
  const chance: Chance = { seed: ownSeed, place: 0 }
  const blocks = Math.ceil(horizonDays / BLOCK_DAYS)
  const fading = Float64Array.from({ length: blocks }, (_, block) => Math.max(0, 1 - (block * BLOCK_DAYS) / days))
  const finishes = new Uint16Array(runs)
  for (let run = 0; run < runs; run += 1) {
    let left = spread === 0 ? open : open - (nextBits(chance) % spread)
    let day = 0
    for (let block = 0; left > HALF && block < blocks; block += 1) {
      const start = ((randomAt(teamSeed, run * blocks + block) >>> 16) * days) >>> 16
      const full = left - (doneInBlock[start] ?? 0)
      if (full >= mostInProgress) {
        left = full + (fading[block] ?? 0) * (addedInBlock[start] ?? 0)
        day += BLOCK_DAYS
      } else if (left <= (leastInProgress[start] ?? 0)) {
        const survivors = drawSurvivors(left, survival[start * BLOCK_DAYS + BLOCK_DAYS - 1] ?? 1, chance)
        day += survivors <= HALF ? drawLastDay(left, start, past, chance) : BLOCK_DAYS
        left = survivors <= HALF ? 0 : survivors + (fading[block] ?? 0) * (addedInBlock[start] ?? 0)
      } else if (full > HALF) {
        // It cannot end within this block, so the days in it need not be told apart.
        const part = Math.min(1, (left + full) / 2 / (meanInProgress[start] ?? 1))
        left -= roundByChance((left - full) * part, chance)
        left += (fading[block] ?? 0) * (addedInBlock[start] ?? 0)
        day += BLOCK_DAYS
      } else {
        for (let index = start; left > HALF && index < start + BLOCK_DAYS; index += 1) {
          day += 1
          left -= shareOf(done[index] ?? 0, inProgress[index] ?? 0, left, chance)
          if (left > HALF) left += (fading[block] ?? 0) * (added[index] ?? 0)
        }
      }
    }
    finishes[run] = left <= HALF ? Math.min(day, horizonDays) : horizonDays
  }
  return finishes
}

/** Growth leaves fractions of items; half of one or less is none. */
const HALF = 0.5

/** How many of `left` items are among the finished ones: their part, as only whole items are finished. */
function shareOf(finished: number, inProgress: number, left: number, chance: Chance): number {
  if (finished === 0 || left >= inProgress) return finished
  return roundByChance((finished / inProgress) * left, chance)
}

/** Up or down, so that the mean stays what it is. */
function roundByChance(value: number, chance: Chance): number {
  const whole = Math.floor(value)
  if (value === whole) return whole
  return whole + Number(nextBits(chance) < (value - whole) * 0x1_0000_0000)
}

/** Up to so many items are drawn one by one; of more, the mean is near enough. */
const FEW = 8

/** How many of these items are still open after a block that each of them survives with this probability. */
function drawSurvivors(left: number, survival: number, chance: Chance): number {
  if (survival === 1) return left
  if (left > FEW) return left - roundByChance(left * (1 - survival), chance)
  const items = Math.ceil(left - HALF)
  let survivors = 0
  const bound = survival * 0x1_0000_0000
  for (let item = 0; item < items; item += 1) survivors += Number(nextBits(chance) < bound)
  return survivors === items ? left : survivors
}

/** The day of the block on which the last of these items was finished, given that all were. */
function drawLastDay(left: number, start: number, { survival }: Blocks, chance: Chance): number {
  const first = start * BLOCK_DAYS
  const finishedInBlock = 1 - (survival[first + BLOCK_DAYS - 1] ?? 1)
  // All of n items are finished by a day with the nth power of the probability of one.
  const drawn = (nextBits(chance) / 0x1_0000_0000) ** (1 / Math.ceil(left - HALF)) * finishedInBlock
  let day = 1
  while (day < BLOCK_DAYS && drawn >= 1 - (survival[first + day - 1] ?? 1)) day += 1
  return day
}

/** A place among the random bits of a seed; a plain record, because a closure for each track costs half the speed. */
interface Chance {
  readonly seed: number
  place: number
}

function nextBits(chance: Chance): number {
  chance.place += 1
  return randomAt(chance.seed, chance.place)
}

/** Days drawn at once: two weeks, so that the rhythm of a week or a sprint (all on its last day) stays whole. */
const BLOCK_DAYS = 10

/** The blocks that begin on each day of the past, the last days followed by the first ones. */
interface Blocks {
  readonly days: number
  readonly done: Float64Array
  readonly added: Float64Array
  readonly inProgress: Float64Array
  readonly mostInProgress: number
  readonly doneInBlock: Float64Array
  readonly addedInBlock: Float64Array
  /** The fewest items in progress on a day of the block on which some were finished. */
  readonly leastInProgress: Float64Array
  /** Their mean over the days of the block, each as often as items were finished on it. */
  readonly meanInProgress: Float64Array
  /** By block and day: the probability that an item in progress is still open after it. */
  readonly survival: Float64Array
}

function readBlocks({ doneByDay, addedByDay, inProgressByDay }: Pace): Blocks {
  const days = doneByDay.length
  const [done, added, inProgress] = [around(doneByDay), around(addedByDay), around(inProgressByDay)]
  const survival = new Float64Array(days * BLOCK_DAYS)
  const meanInProgress = new Float64Array(days)
  const leastInProgress = new Float64Array(days).fill(Number.POSITIVE_INFINITY)
  for (let start = 0; start < days; start += 1) {
    let surviving = 1
    let finishedInAll = 0
    let places = 0
    for (let day = 0; day < BLOCK_DAYS; day += 1) {
      const finished = done[start + day] ?? 0
      const among = inProgress[start + day] ?? 0
      if (finished > 0) {
        finishedInAll += finished
        places += finished * among
        surviving *= 1 - finished / among
        leastInProgress[start] = Math.min(leastInProgress[start] ?? among, among)
      }
      survival[start * BLOCK_DAYS + day] = surviving
    }
    meanInProgress[start] = finishedInAll === 0 ? 1 : places / finishedInAll
  }
  return {
    ...{ days, done, added, inProgress, leastInProgress, meanInProgress, survival },
    mostInProgress: Math.max(1, ...inProgressByDay),
    doneInBlock: sumBlocks(done, days),
    addedInBlock: sumBlocks(added, days),
  }
}

/** The list and its beginning once more, so that a block may begin on the last day. */
function around(values: readonly number[]): Float64Array {
  return Float64Array.from({ length: values.length + BLOCK_DAYS }, (_, index) => values[index % values.length] ?? 0)
}

function sumBlocks(values: Float64Array, days: number): Float64Array {
  return Float64Array.from({ length: days }, (_, start) =>
    values.subarray(start, start + BLOCK_DAYS).reduce((sum, value) => sum + value, 0),
  )
}

/** The first day on which at least this share of the runs was done; shares in ascending order. */
export function percentileDays(finishes: Uint16Array, horizonDays: number, shares: readonly number[]): number[] {
  const counts = new Uint32Array(horizonDays + 1)
  for (const finish of finishes) counts[finish] = (counts[finish] ?? 0) + 1
  let day = 0
  let done = counts[0] ?? 0
  return shares.map(share => {
    while (done < share * finishes.length && day < horizonDays) {
      day += 1
      done += counts[day] ?? 0
    }
    return day
  })
}

/** Share of the runs done by this day; what reached the horizon was not done. */
export function shareDoneBy(finishes: Uint16Array, day: number, horizonDays: number): number {
  const last = Math.min(day, horizonDays - 1)
  return finishes.reduce((sum, finish) => sum + (finish <= last ? 1 : 0), 0) / finishes.length
}
