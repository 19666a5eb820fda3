import { addWorkingDays, type Day, workingDaysBetween } from './calendar.ts'
import { findThinness, type Pace } from './pace.ts'
import { seedRandom } from './random.ts'
import { percentileDay, shareDoneBy, simulateFinish } from './simulation.ts'

/** When the open items of a milestone will be done, or why that cannot be said (F6). */
export type Forecast =
  | {
      readonly status: 'forecast'
      /** Half of the runs were done by then; p80 and p95 accordingly. `horizonDay` means that day or later. */
      readonly p50: Day
      readonly p80: Day
      readonly p95: Day
      /** The simulation looks no further. */
      readonly horizonDay: Day
      /** Share of the runs done by the target; null without a target. */
      readonly probabilityByTarget: number | null
      readonly runs: number
      /** Open items of this milestone. */
      readonly remaining: number
      /** Open items of milestones due earlier in the same trackers, which are done first. */
      readonly ahead: number
    }
  | {
      readonly status: 'cannot_forecast'
      /** A sentence. */
      readonly reason: string
    }

/** What one team (so far: one tracker) still has to do until the milestone is reached, and how fast it was. */
export interface WorkStream {
  readonly name: string
  /** Open items of this milestone. */
  readonly remaining: number
  /** Open items of earlier milestones. */
  readonly ahead: number
  readonly pace: Pace
  readonly addedByDay: readonly number[]
}

export interface ForecastOptions {
  readonly today: Day
  readonly targetDay: Day | null
  /** The day the last item was finished; asked for when nothing is left to do. */
  readonly lastFinishedDay: Day | null
  readonly runs: number
  readonly seed: number
}

/** Three years: later than that, the answer is "not in sight". */
const HORIZON_WORKING_DAYS = 3 * 260

/**
 * Seeded Monte Carlo over the pace of the past: the same seed gives the same answer. Work begins again on the next
 * working day. Streams without open items of the milestone do not hold it up. Dependencies are not looked at yet.
 */
export function forecastFinish(streams: readonly WorkStream[], options: ForecastOptions): Forecast {
  const { today, targetDay, runs, seed } = options
  const horizonDay = addWorkingDays(today, HORIZON_WORKING_DAYS)
  const busy = streams.filter(stream => stream.remaining > 0)
  if (busy.length === 0) return nothingLeft(options, horizonDay)
  for (const { name, pace } of busy) {
    const thin = findThinness(pace)
    if (thin !== null) return { status: 'cannot_forecast', reason: `${name} ${thin}.` }
  }

  const finishes = simulateFinish(
    busy.map(({ remaining, ahead, pace, addedByDay }) => ({
      open: remaining + ahead,
      doneByDay: pace.doneByDay,
      addedByDay,
    })),
    { runs, horizonDays: HORIZON_WORKING_DAYS, random: seedRandom(seed) },
  )
  const dayAt = (share: number): Day => addWorkingDays(today, percentileDay(finishes, share))
  return {
    status: 'forecast',
    p50: dayAt(0.5),
    p80: dayAt(0.8),
    p95: dayAt(0.95),
    horizonDay,
    probabilityByTarget: targetDay === null ? null : shareDoneBy(finishes, workingDaysBetween(today, targetDay)),
    runs,
    remaining: busy.reduce((sum, stream) => sum + stream.remaining, 0),
    ahead: busy.reduce((sum, stream) => sum + stream.ahead, 0),
  }
}

function nothingLeft({ today, targetDay, lastFinishedDay, runs }: ForecastOptions, horizonDay: Day): Forecast {
  const day = lastFinishedDay ?? today
  return {
    status: 'forecast',
    p50: day,
    p80: day,
    p95: day,
    horizonDay,
    probabilityByTarget: targetDay === null ? null : day <= targetDay ? 1 : 0,
    runs,
    remaining: 0,
    ahead: 0,
  }
}
