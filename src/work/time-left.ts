import { STREAMS, type Stream } from './raw-record.ts'

/** How far the reading of one stream of one scope is. */
export interface StreamReading {
  readonly stream: Stream
  readonly state: 'waiting' | 'reading' | 'ended'
  /** Records read. */
  readonly done: number
  /** Records still to come; null where the tracker has not counted them. */
  readonly left: number | null
  /** Records read, and the time it took, since the reading began or since its last long pause. */
  readonly pacedDone: number
  readonly pacedMs: number
  /** Since its last page; null before the first. */
  readonly silentMs: number | null
}

export interface RunUnderWay {
  readonly readings: readonly StreamReading[]
  /** Until a run that was told to wait goes on. */
  readonly waitMs: number
}

export interface Outlook {
  readonly expected: number | null
  readonly secondsLeft: number | null
}

export interface StreamOutlook extends Outlook {
  readonly stream: Stream
  readonly state: StreamReading['state']
  readonly done: number
}

/** A longer pause (a tracker that let us wait, a worker that was gone) says nothing about how fast we read. */
export const MOST_PAUSE_MS = 120_000
/** The first pages say little: caches are cold, and other workers have not joined yet. */
const ENOUGH_MS = 3_000

/** Of each stream that the run is to read. */
export function foreseeStreams({ readings, waitMs }: RunUnderWay): readonly StreamOutlook[] {
  return STREAMS.flatMap(stream => {
    const own = readings.filter(each => each.stream === stream)
    if (own.length === 0) return []
    const state = own.every(each => each.state === 'ended')
      ? 'ended'
      : own.some(each => each.state !== 'waiting')
        ? 'reading'
        : 'waiting'
    const done = sum(own.map(each => each.done))
    const left = sumOrNull(own.map(each => (each.state === 'waiting' ? null : each.left)))
    return [
      { stream, state, done, expected: left === null ? null : done + left, secondsLeft: foresee(own, left, waitMs) },
    ]
  })
}

/**
 * Of the run: what it has read and what is left of the streams that it reads now. Null when one of these is not counted,
 * and between streams. Streams that still wait are in neither number: nobody has counted them yet.
 */
export function foreseeRun(streams: readonly StreamOutlook[], done: number): Outlook {
  const reading = streams.filter(({ state }) => state === 'reading')
  if (reading.length === 0) return { expected: null, secondsLeft: null }
  const left = sumOrNull(reading.map(each => (each.expected === null ? null : each.expected - each.done)))
  return {
    expected: left === null ? null : done + left,
    // Streams are read beside one another, each at a pace that was measured so.
    secondsLeft: maxOrNull(reading.map(({ secondsLeft }) => secondsLeft)),
  }
}

/**
 * Seconds left = records left / (records read per second since the reading began, or since its last pause of more than two
 * minutes) + the time until a run that waits goes on. All scopes of the stream together. Null while less than three seconds
 * were measured, when nothing is known to be left to count with, and when no page has come for two minutes although the run
 * does not wait: then nothing is known about when the next one will.
 */
function foresee(readings: readonly StreamReading[], left: number | null, waitMs: number): number | null {
  if (left === null) return null
  if (left === 0) return 0
  const reading = readings.filter(({ state }) => state === 'reading')
  const isSilent = reading.every(({ silentMs }) => silentMs !== null && silentMs > MOST_PAUSE_MS)
  if (isSilent && waitMs === 0) return null
  const perMs = sum(
    reading.map(({ pacedDone, pacedMs }) => (pacedMs < ENOUGH_MS || pacedDone <= 0 ? 0 : pacedDone / pacedMs)),
  )
  return perMs === 0 ? null : Math.ceil((left / perMs + waitMs) / 1000)
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0)

const sumOrNull = (numbers: readonly (number | null)[]): number | null =>
  numbers.reduce((total, each) => (total === null || each === null ? null : total + each), 0 as number | null)

const maxOrNull = (numbers: readonly (number | null)[]): number | null =>
  numbers.reduce((most, each) => (most === null || each === null ? null : Math.max(most, each)), 0 as number | null)
