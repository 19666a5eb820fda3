import { epochMs } from '../../work/instant.ts'
import type { Day } from '../calendar.ts'
import { percent, plural } from '../phrase.ts'
import { covers } from '../scope/interval.ts'
import type { ItemLife } from '../scope/item-life.ts'
import type { ScopeLine } from '../scope/scope-line.ts'

/** One number about quality with what it was taken from; null with the reason where that cannot be said. */
export interface QualityMeasure {
  readonly value: number | null
  readonly count: number
  readonly outOf: number
  /** In words, also why the value is null. */
  readonly text: string
  /** The items counted; of many, the first. */
  readonly itemIds: readonly string[]
}

/** Quality F13. */
export interface Quality {
  /** Times that work was taken up again after it was done, per time that work was done, in the window. */
  readonly reopenRate: QualityMeasure
  /** Defects of all items in scope. */
  readonly defectShare: QualityMeasure
  /** Defects created after a release had been delivered, of all defects in scope. */
  readonly escapedShare: QualityMeasure
  /** 85 of 100 open defects are not older, in days. */
  readonly defectAgeP85Days: QualityMeasure
}

const DAY_MS = 86_400_000
const MOST_IDS = 100

export function measureQuality(
  lines: readonly ScopeLine[],
  options: {
    readonly statusAt: string
    readonly windowDays: number
    /** The day the first release of the initiative was delivered; null: none was. */
    readonly firstReleaseDay: Day | null
  },
): Quality {
  const atMs = epochMs(options.statusAt)
  const present = lines.filter(line => isInScope(line, atMs))
  const bugs = present.filter(({ life }) => life.kind === 'bug')
  const defects = bugs.map(({ life }) => life)
  const counted = present.filter(line => line.life.kind === 'bug' || covers(line.counted, atMs))
  return {
    reopenRate: measureReopens(present, atMs, options.windowDays),
    defectShare: measureShare(defects, counted.length),
    escapedShare: measureEscapes(defects, options.firstReleaseDay),
    defectAgeP85Days: measureAge(bugs, atMs),
  }
}

function isInScope({ life, cancelled }: ScopeLine, atMs: number): boolean {
  return life.stays.some(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs) && !covers(cancelled, atMs)
}

function measureReopens(present: readonly ScopeLine[], atMs: number, windowDays: number): QualityMeasure {
  const sinceMs = atMs - windowDays * DAY_MS
  const reopened: string[] = []
  let count = 0
  let outOf = 0
  for (const { life, counted, finished, cancelled } of present) {
    if (counted.length === 0) continue
    for (const { fromMs, toMs } of finished) {
      if (fromMs > sinceMs && fromMs <= atMs) outOf += 1
      // Done and then cancelled is not taken up again.
      if (toMs <= sinceMs || toMs > atMs || covers(cancelled, toMs)) continue
      count += 1
      reopened.push(life.id)
    }
  }
  const times = `in the last ${plural(windowDays, 'day')}`
  if (outOf === 0) return unknown(count, outOf, `Nothing was done ${times}.`)
  const value = count / outOf
  const text = `Work was taken up again ${plural(count, 'time')} of ${plural(outOf, 'time')} it was done ${times}.`
  return { value, count, outOf, text, itemIds: [...new Set(reopened)].slice(0, MOST_IDS) }
}

const NO_DEFECTS = 'No defect is in scope: whether there is none, or they are kept elsewhere, cannot be told.'

function measureShare(defects: readonly ItemLife[], outOf: number): QualityMeasure {
  if (defects.length === 0) return unknown(0, outOf, NO_DEFECTS)
  const value = defects.length / outOf
  const text = `${percent(value)} of ${plural(outOf, 'item')} in scope are defects.`
  return { value, count: defects.length, outOf, text, itemIds: idsOf(defects) }
}

function measureEscapes(defects: readonly ItemLife[], firstReleaseDay: Day | null): QualityMeasure {
  const outOf = defects.length
  if (outOf === 0) return unknown(0, 0, NO_DEFECTS)
  if (firstReleaseDay === null) return unknown(0, outOf, 'No release of it has been delivered yet.')
  const releasedMs = Date.parse(firstReleaseDay) + DAY_MS
  const escaped = defects.filter(({ createdMs }) => createdMs >= releasedMs)
  const text = `${escaped.length} of ${plural(outOf, 'defect')} were found after the release of ${firstReleaseDay}.`
  return { value: escaped.length / outOf, count: escaped.length, outOf, text, itemIds: idsOf(escaped) }
}

function measureAge(bugs: readonly ScopeLine[], atMs: number): QualityMeasure {
  const outOf = bugs.length
  if (outOf === 0) return unknown(0, 0, NO_DEFECTS)
  const open = bugs
    .filter(({ finished }) => !covers(finished, atMs))
    .map(({ life }) => life)
    .toSorted((a, b) => a.createdMs - b.createdMs)
  const count = open.length
  // Nearest rank; the oldest come first.
  const at85 = open[count - Math.ceil(count * 0.85)]
  if (at85 === undefined) return unknown(0, outOf, `All ${plural(outOf, 'defect')} are resolved.`)
  const value = Math.floor((atMs - at85.createdMs) / DAY_MS)
  const text = `85 % of the ${plural(count, 'open defect')} are at most ${plural(value, 'day')} old.`
  return { value, count, outOf, text, itemIds: idsOf(open) }
}

const unknown = (count: number, outOf: number, text: string): QualityMeasure => ({
  value: null,
  count,
  outOf,
  text,
  itemIds: [],
})

const idsOf = (lives: readonly ItemLife[]): readonly string[] => lives.slice(0, MOST_IDS).map(({ id }) => id)
