import { describe, expect, test } from 'vitest'
import { foreseeRun, foreseeStreams, MOST_PAUSE_MS, type StreamReading } from '../../src/work/time-left.ts'

const reading = (set: Partial<StreamReading>): StreamReading => ({
  stream: 'work_items',
  state: 'reading',
  done: 0,
  left: null,
  pacedDone: 0,
  pacedMs: 0,
  silentMs: 100,
  ...set,
})
const waiting = (stream: StreamReading['stream']) => reading({ stream, state: 'waiting', silentMs: null })
const ended = (stream: StreamReading['stream'], done: number) => reading({ stream, state: 'ended', done, left: 0 })

const foresee = (readings: readonly StreamReading[], { done = 0, waitMs = 0 } = {}) => {
  const streams = foreseeStreams({ readings, waitMs })
  return { streams, ...foreseeRun(streams, done) }
}

describe('the time left of a run', () => {
  test('is what is left, at the pace of the reading so far', () => {
    const { streams, ...run } = foresee(
      [ended('structure', 40), reading({ done: 600, left: 900, pacedDone: 500, pacedMs: 10_000 }), waiting('worklogs')],
      { done: 640 },
    )
    expect(run).toEqual({ expected: 640 + 900, secondsLeft: 18 })
    expect(streams).toEqual([
      { stream: 'structure', state: 'ended', done: 40, expected: 40, secondsLeft: 0 },
      { stream: 'work_items', state: 'reading', done: 600, expected: 1500, secondsLeft: 18 },
      { stream: 'worklogs', state: 'waiting', done: 0, expected: null, secondsLeft: null },
    ])
  })

  test('is that of the stream that takes longest: they are read beside one another', () => {
    const items = reading({ done: 600, left: 900, pacedDone: 500, pacedMs: 10_000 })
    const logs = reading({ stream: 'worklogs', done: 100, left: 50, pacedDone: 100, pacedMs: 10_000 })
    expect(foresee([items, logs], { done: 700 })).toMatchObject({ expected: 700 + 950, secondsLeft: 18 })
    const uncounted = { ...logs, left: null }
    expect(foresee([items, uncounted], { done: 700 })).toMatchObject({ expected: null, secondsLeft: null })
  })

  test('is not told before enough was measured, although the end is known', () => {
    expect(foresee([reading({ done: 100, left: 900 })], { done: 100 })).toMatchObject({
      expected: 1000,
      secondsLeft: null,
    })
    const early = reading({ done: 200, left: 800, pacedDone: 100, pacedMs: 2_999 })
    expect(foresee([early], { done: 200 }).secondsLeft).toBeNull()
    expect(foresee([{ ...early, pacedMs: 3_000 }], { done: 200 }).secondsLeft).toBe(24)
  })

  test('is not told where the tracker does not count, however long it has been read', () => {
    const uncounted = reading({ done: 5_000, pacedDone: 5_000, pacedMs: 60_000 })
    expect(foresee([uncounted], { done: 5_000 })).toMatchObject({ expected: null, secondsLeft: null })
  })

  test('is not told between streams, nor before the first one', () => {
    expect(foresee([ended('structure', 40), waiting('work_items')], { done: 40 })).toMatchObject({
      expected: null,
      secondsLeft: null,
    })
    expect(foresee([])).toEqual({ streams: [], expected: null, secondsLeft: null })
  })

  test('adds up the scopes of a stream, and knows nothing while one of them was not begun', () => {
    const one = reading({ done: 100, left: 200, pacedDone: 50, pacedMs: 5_000 })
    const other = reading({ done: 10, left: 100, pacedDone: 150, pacedMs: 5_000 })
    expect(foresee([one, other], { done: 110 })).toMatchObject({ expected: 410, secondsLeft: 8 })
    expect(foresee([one, other, waiting('work_items')], { done: 110 })).toMatchObject({
      expected: null,
      secondsLeft: null,
    })
  })

  test('counts the time until a run that waits goes on', () => {
    const slow = reading({ done: 100, left: 100, pacedDone: 100, pacedMs: 10_000, silentMs: MOST_PAUSE_MS + 1 })
    expect(foresee([slow], { waitMs: 300_000 }).secondsLeft).toBe(310)
  })

  test('is not told of a run that does not wait and brings nothing', () => {
    const hung = reading({ done: 100, left: 100, pacedDone: 100, pacedMs: 10_000, silentMs: MOST_PAUSE_MS + 1 })
    expect(foresee([hung], { done: 100 })).toMatchObject({ expected: 200, secondsLeft: null })
  })

  test('is nothing when nothing is left', () => {
    expect(foresee([reading({ done: 30, left: 0 })], { done: 30 })).toMatchObject({ expected: 30, secondsLeft: 0 })
  })
})
