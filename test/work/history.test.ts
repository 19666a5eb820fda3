import { describe, expect, test } from 'vitest'
import {
  currentValue,
  currentValues,
  lifecycle,
  mergeSpans,
  spansFrom,
  valueAt,
  valuesAt,
} from '../../src/work/history.ts'
import type { WitnessedSpan } from '../../src/work/witnessed-span.ts'
import type { Span } from '../../src/work/work-item.ts'
import { minute, observe } from './observations.ts'

const brief = (spans: readonly Span[]) => spans.map(({ value, validFrom, validTo }) => [value, validFrom, validTo])
const plain = (spans: readonly WitnessedSpan[]): readonly Span[] => spans.map(({ witnesses: _, ...span }) => span)

describe('building intervals', () => {
  test('a value holds from the entry that set it until the entry that changed it', () => {
    const spans = spansFrom([
      observe('target_day', '2026-05-01', 0, { authorId: 'ann' }),
      observe('target_day', '2026-06-01', 10, { authorId: 'bob', origin: 'observed' }),
    ])
    expect(spans).toEqual([
      {
        field: 'target_day',
        value: '2026-05-01',
        raw: null,
        validFrom: minute(0),
        validTo: minute(10),
        authorId: 'ann',
        order: 0,
        origin: 'observed',
      },
      {
        field: 'target_day',
        value: '2026-06-01',
        raw: null,
        validFrom: minute(10),
        validTo: null,
        authorId: 'bob',
        order: 10,
        origin: 'observed',
      },
    ])
  })

  test('that a field was empty is an interval too', () => {
    const spans = spansFrom([observe('assignee', null, 0), observe('assignee', 'ann', 5), observe('assignee', null, 9)])
    expect(brief(spans)).toEqual([
      [null, minute(0), minute(5)],
      ['ann', minute(5), minute(9)],
      [null, minute(9), null],
    ])
  })

  test('an entry that repeats the value begins nothing', () => {
    const spans = spansFrom([observe('state', 'todo', 0), observe('state', 'todo', 4), observe('state', 'done', 6)])
    expect(brief(spans)).toEqual([
      ['todo', minute(0), minute(6)],
      ['done', minute(6), null],
    ])
  })

  test('another status of the same state begins an interval', () => {
    const spans = spansFrom([observe('state', 'done', 0, { raw: '5' }), observe('state', 'done', 4, { raw: '6' })])
    expect(spans.map(({ raw }) => raw)).toEqual(['5', '6'])
  })

  test('a value replaced within its instant is kept without length and holds at no instant', () => {
    const spans = spansFrom([
      observe('state', 'todo', 0),
      observe('state', 'done', 5, { order: 1 }),
      observe('state', 'todo', 5, { order: 2 }),
    ])
    expect(brief(spans)).toEqual([
      ['todo', minute(0), minute(5)],
      ['done', minute(5), minute(5)],
      ['todo', minute(5), null],
    ])
    expect(valueAt(spans, 'state', minute(5))).toBe('todo')
  })

  test('entries of one instant are taken by their number, not by the order they are given in', () => {
    const spans = spansFrom([observe('state', 'done', 5, { order: 10 }), observe('state', 'todo', 5, { order: 9 })])
    expect(currentValue(spans, 'state')).toBe('done')
  })

  test('instants are compared as instants, whatever digits their text has', () => {
    const spans = spansFrom([
      { ...observe('state', 'done', 0), at: '2026-03-01T08:00:05.57Z', order: 2 },
      { ...observe('state', 'todo', 0), at: '2026-03-01T08:00:05Z', order: 1 },
    ])
    expect(currentValue(spans, 'state')).toBe('done')
    expect(valueAt(spans, 'state', '2026-03-01T09:00:05.5+01:00')).toBe('todo')
  })

  test('a parent that was taken away and set by the same change is set', () => {
    const removed = observe('parent', null, 5, { order: 0 })
    const added = observe('parent', 'epic', 5, { order: 0 })
    for (const order of [
      [removed, added],
      [added, removed],
    ]) {
      const spans = order.reduce<readonly Span[]>((stored, seen) => plain(mergeSpans(stored, [seen])), [])
      expect(currentValue(spans, 'parent')).toBe('epic')
    }
  })

  test('of two different values of one entry the later in text order wins', () => {
    const spans = spansFrom([observe('estimate', '5', 1), observe('estimate', '3', 1)])
    expect(brief(spans)).toEqual([['5', minute(1), null]])
  })
})

describe('merging', () => {
  test('a late entry does not undo a newer state', () => {
    const stored = mergeSpans(spansFrom([observe('state', 'done', 5)]), [observe('state', 'done', 10)])
    const spans = mergeSpans(stored, [observe('state', 'todo', 7)])
    expect(brief(spans)).toEqual([
      ['done', minute(5), minute(7)],
      ['todo', minute(7), minute(10)],
      ['done', minute(10), null],
    ])
  })

  test('the newer state keeps the person and the number of the entry that said it', () => {
    const stored = spansFrom([
      observe('state', 'done', 5, { authorId: 'ann' }),
      observe('state', 'done', 10, { authorId: 'bob' }),
    ])
    expect(mergeSpans(stored, [observe('state', 'todo', 7)]).at(-1)).toMatchObject({ authorId: 'bob', order: 10 })
  })

  test('entries without a hole between them are remembered by their two ends', () => {
    const spans = spansFrom(Array.from({ length: 50 }, (_, index) => observe('state', 'todo', index)))
    expect(spans).toHaveLength(1)
    expect(spans[0]?.witnesses).toEqual([expect.objectContaining({ order: 0, lastOrder: 49 })])
  })

  test('a value confirmed for ever by readings without numbers does not grow for ever', () => {
    const spans = spansFrom(
      Array.from({ length: 500 }, (_, index) => observe('target_day', '2026-05-01', index, { order: 0 })),
    )
    expect(spans[0]?.witnesses?.length).toBeLessThan(50)
    expect(spans[0]?.validFrom).toBe(minute(0))
    expect(brief(mergeSpans(spans, [observe('target_day', '2026-07-01', 498.5)])).slice(1)).toEqual([
      ['2026-07-01', minute(498.5), minute(499)],
      ['2026-05-01', minute(499), null],
    ])
  })

  test('a changed mapping of a status changes the state that is stored for it', () => {
    const stored = spansFrom([
      observe('state', 'in_progress', 0, { raw: '7' }),
      observe('state', 'todo', 5, { raw: '1' }),
    ])
    const spans = mergeSpans(plain(stored), [observe('state', 'done', 0, { raw: '7' })])
    expect(spans.map(({ value }) => value)).toEqual(['done', 'todo'])
  })
})

describe('fields with several values', () => {
  const spans = spansFrom([
    observe('iteration', ['s1'], 0),
    observe('iteration', ['s1', 's2'], 5),
    observe('iteration', ['s2'], 8),
    observe('iteration', [], 9),
  ])

  test('each value has its own interval, and none has one of its own', () => {
    expect(brief(spans)).toEqual([
      ['s1', minute(0), minute(8)],
      ['s2', minute(5), minute(9)],
      [null, minute(9), null],
    ])
  })

  test.each([
    [-1, []],
    [0, ['s1']],
    [5, ['s1', 's2']],
    [8, ['s2']],
    [9, []],
  ])('at minute %d they are %j', (at, values) => {
    expect(valuesAt(spans, 'iteration', minute(at))).toEqual(values)
  })

  test('a set learned late is put between the sets around it', () => {
    const merged = mergeSpans(spans, [observe('iteration', ['s3'], 2)])
    expect(valuesAt(merged, 'iteration', minute(3))).toEqual(['s3'])
    expect(valuesAt(merged, 'iteration', minute(6))).toEqual(['s1', 's2'])
  })

  test('the value that came last stands last', () => {
    expect(
      currentValues(spansFrom([observe('iteration', ['z'], 0), observe('iteration', ['z', 'a'], 1)]), 'iteration'),
    ).toEqual(['z', 'a'])
  })
})

describe('lifecycle', () => {
  const states = (...values: readonly (string | null)[]): readonly Span[] =>
    spansFrom(values.map((value, index) => observe('state', value, index, { raw: `status ${index}` })))

  test.each([
    ['nothing was seen', states(), null, null, null],
    ['an item that waits has not started', states('todo'), null, null, null],
    ['work starts with the first state of work', states('todo', 'in_review', 'in_progress'), 1, null, null],
    ['an item that jumps to done started then', states('todo', 'done'), 1, 1, null],
    ['done counts from the last time it became done', states('todo', 'done', 'in_progress', 'done'), 1, 3, null],
    ['going from one done status to another is no break', states('in_progress', 'done', 'done'), 0, 1, null],
    ['a reopened item is not done', states('done', 'todo'), 0, null, null],
    ['a cancelled item is not done and never started', states('todo', 'cancelled'), null, null, null],
    ['blocked counts from the current block', states('blocked', 'todo', 'blocked', 'blocked'), 0, null, 2],
    ['an unknown state is not done', states('done', null), 0, null, null],
  ] as const)('%s', (_, spans, startedAt, doneAt, blockedSince) => {
    const instant = (at: number | null) => (at === null ? null : minute(at))
    expect(lifecycle(spans)).toEqual({
      startedAt: instant(startedAt),
      doneAt: instant(doneAt),
      blockedSince: instant(blockedSince),
    })
  })

  test('a slip of the mouse that was undone in the same instant neither starts nor reopens an item', () => {
    const spans = spansFrom([
      observe('state', 'done', 0),
      observe('state', 'todo', 5, { order: 1 }),
      observe('state', 'done', 5, { order: 2 }),
    ])
    expect(lifecycle(spans).doneAt).toBe(minute(0))
  })
})

test('a value that was never seen is unknown', () => {
  expect(currentValue([], 'state')).toBeNull()
  expect(valueAt([], 'state', minute(0))).toBeNull()
})

test('what is no instant is refused rather than sorted somewhere', () => {
  expect(() => spansFrom([{ ...observe('state', 'todo', 0), at: '2026-03-01T08:00:00' }])).toThrow(RangeError)
})
