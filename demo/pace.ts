import type { Random } from './random.ts'

/**
 * Spread of a team's weeks: of the public trackers we measured (Appcelerator's archive, 33 half years of four projects), the
 * number of items finished in a week varies by 0.7 to 1.5 of its mean; an even pace is nowhere.
 */
const WEEKLY_SPREAD = 0.65
/** A good week makes the next a little more likely to be good: 0.1 to 0.2 there. */
const CARRIED_OVER = 0.2
/** Holidays, an incident, another project: one week in twelve brings next to nothing. */
const PAUSE_SHARE = 1 / 12
const PAUSE_PACE = 0.05

/**
 * How the work of a team goes on over its weeks: in bursts and pauses. Tells for each share of the work, 0 to 1, the share of
 * the time at which it is done.
 */
export function createPace(random: Random, weeks: number): (share: number) => number {
  const count = Math.max(1, Math.ceil(weeks))
  let mood = 0
  const done = [0]
  for (let week = 0; week < count; week += 1) {
    mood = CARRIED_OVER * mood + Math.sqrt(1 - CARRIED_OVER ** 2) * drawNormal(random)
    const pace = random.chance(PAUSE_SHARE) ? PAUSE_PACE : Math.exp(WEEKLY_SPREAD * mood)
    done.push((done.at(-1) ?? 0) + pace)
  }
  const all = done.at(-1) ?? 1
  return share => {
    const wanted = share * all
    const week = Math.min(
      count - 1,
      Math.max(
        0,
        done.findLastIndex(each => each <= wanted),
      ),
    )
    const [before, after] = [done[week] ?? 0, done[week + 1] ?? all]
    return (week + (wanted - before) / (after - before)) / count
  }
}

/**
 * One item in twenty is left lying when its turn has come, for weeks or months. In the archive one in twelve was finished more
 * than two weeks after the date of its version, half of those after five months; nine months have room for less.
 */
const STUCK_SHARE = 0.05
const STUCK_DAYS = [15, 90] as const

export const drawStuckDays = (random: Random): number =>
  random.chance(STUCK_SHARE) ? random.between(...STUCK_DAYS) : 0

/**
 * Scope that is found only while the work around it is done. With this share half of the demo's versions get a tenth of their
 * items or more after half of their time; so do those of the archive that took up to half a year.
 */
export const LATE_SCOPE_SHARE = 0.45
export const LATE_SCOPE_DAYS = 30

/** Irwin and Hall: twelve even draws are as good as normal here, and the same on every platform. */
function drawNormal(random: Random): number {
  return Array.from({ length: 12 }, random.next).reduce((sum, each) => sum + each, -6)
}
