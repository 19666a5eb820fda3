import { buildDayBlocks, type DayBlock } from './day-block.ts'
import type { Random } from './random.ts'

/** Work that one team draws from one pile; several streams are worked on at the same time. */
export interface SimulatedStream {
  readonly open: number
  /** Items finished on each working day of the past; not empty. */
  readonly doneByDay: readonly number[]
  /** Items added on each working day of the past; not empty. */
  readonly addedByDay: readonly number[]
}

/**
 * Plays the future `runs` times by drawing past days, and counts on which working day from now the last stream was
 * finished: entry k is the number of runs done on day k, the last entry also holds all that took longer. Streams are
 * played together in each run, because percentiles of several teams do not add up.
 */
export function simulateFinish(
  streams: readonly SimulatedStream[],
  options: { readonly runs: number; readonly horizonDays: number; readonly random: Random },
): Uint32Array {
  const { runs, horizonDays, random } = options
  const piles = streams.map(
    (stream): Pile => ({
      open: stream.open,
      done: Float64Array.from(stream.doneByDay),
      added: Float64Array.from(stream.addedByDay),
      blocks: buildDayBlocks(stream.doneByDay, stream.addedByDay),
    }),
  )
  const finishes = new Uint32Array(horizonDays + 1)
  for (let run = 0; run < runs; run += 1) {
    let finish = 0
    for (const pile of piles) {
      finish = Math.max(finish, play(pile, horizonDays, random))
      // What follows cannot end later than "too late".
      if (finish === horizonDays) break
    }
    finishes[finish] = (finishes[finish] ?? 0) + 1
  }
  return finishes
}

interface Pile {
  readonly open: number
  readonly done: Float64Array
  readonly added: Float64Array
  readonly blocks: readonly DayBlock[]
}

/** One future of one pile. 16 random bits are plenty to choose among some 60 days, so one number gives two draws. */
function play({ open, done, added, blocks }: Pile, horizonDays: number, random: Random): number {
  let left = open
  let day = 0
  while (left > 0 && day < horizonDays) {
    for (const { days, safeAbove, netByDraw } of blocks) {
      while (left > safeAbove && day + days <= horizonDays) {
        left -= netByDraw[random() & 0xffff] ?? 0
        day += days
      }
    }
    if (day === horizonDays) break
    const bits = random()
    day += 1
    left -= done[((bits & 0xffff) * done.length) >>> 16] ?? 0
    if (left > 0) left += added[((bits >>> 16) * added.length) >>> 16] ?? 0
  }
  return day
}

/** The first day on which at least this share of the runs was done. */
export function percentileDay(finishes: Uint32Array, share: number): number {
  const runs = finishes.reduce((sum, count) => sum + count, 0)
  const needed = share * runs
  let done = 0
  for (let day = 0; day < finishes.length; day += 1) {
    done += finishes[day] ?? 0
    if (done >= needed) return day
  }
  return finishes.length - 1
}

/** Share of the runs done by this day; what reached the horizon was not done. */
export function shareDoneBy(finishes: Uint32Array, day: number): number {
  const runs = finishes.reduce((sum, count) => sum + count, 0)
  let done = 0
  for (let index = 0; index <= Math.min(day, finishes.length - 2); index += 1) done += finishes[index] ?? 0
  return done / runs
}
