import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { appendObservations } from '../../src/work/append-history.ts'
import { deriveEffort } from '../../src/work/effort.ts'
import type { Observation } from '../../src/work/fact.ts'
import { currentValue, currentValues, mergeSpans, spansFrom, valueAt, valuesAt } from '../../src/work/history.ts'
import type { WitnessedSpan } from '../../src/work/witnessed-span.ts'
import type { Span } from '../../src/work/work-item.ts'
import { historyOf, minute, observe, pagesOf } from './observations.ts'

const mergePages = (pages: readonly (readonly Observation[])[]): readonly WitnessedSpan[] =>
  pages.reduce<readonly WitnessedSpan[]>((spans, page) => mergeSpans(spans, page), [])

/** As a store keeps them that has no place for witnesses. */
const plain = (spans: readonly WitnessedSpan[]): readonly Span[] => spans.map(({ witnesses: _, ...span }) => span)

const inEffect = (spans: readonly Span[]) =>
  spans
    .filter(({ validFrom, validTo }) => validFrom !== validTo)
    .map(({ value, validFrom, validTo }) => ({ value, validFrom, validTo }))
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))

/** Entries that are known to follow on what is stored, as the store puts them there. */
function append(stored: readonly WitnessedSpan[], entries: readonly Observation[]): readonly WitnessedSpan[] {
  const { ended, begun } = appendObservations(
    stored.filter(({ validTo }) => validTo === null),
    entries,
  )
  const ends = new Map<WitnessedSpan, string>(ended.map(({ span, validTo }) => [span, validTo]))
  return [...stored.map(span => ({ ...span, validTo: ends.get(span) ?? span.validTo })), ...begun]
}

const sorted = (spans: readonly Span[]) =>
  spans
    .map(({ field, value, raw, validFrom, validTo, authorId, order, origin }) =>
      JSON.stringify([field, value, raw, validFrom, order, validTo, authorId, origin]),
    )
    .sort()

/** What the last entry up to an instant said; entries come in order. */
function replay(history: readonly Observation[], at: string): readonly string[] {
  const value = history.findLast(seen => seen.at <= at)?.value ?? null
  return value === null ? [] : typeof value === 'string' ? [value] : value
}

const instants = Array.from({ length: 110 }, (_, index) => minute(index - 2))

describe.each(['state', 'iteration'] as const)('the history of %s', field => {
  const history = historyOf(field)
  const paged = history.chain(entries => fc.tuple(fc.constant(entries), pagesOf(entries)))

  test('is the same in whatever pages and order its entries arrive', () => {
    fc.assert(
      fc.property(paged, ([entries, pages]) => {
        expect(mergePages(pages)).toEqual(spansFrom(entries))
      }),
      { numRuns: 1_500 },
    )
  })

  test('does not change when the same entries are read again', () => {
    fc.assert(
      fc.property(history, entries => {
        const spans = spansFrom(entries)
        expect(mergeSpans(spans, entries)).toEqual(spans)
        expect(mergeSpans(spans, [])).toEqual(spans)
      }),
    )
  })

  test('agrees at every instant with a replay of the entries', () => {
    fc.assert(
      fc.property(history, entries => {
        const spans = spansFrom(entries)
        for (const at of instants)
          expect([...valuesAt(spans, field, at)].sort()).toEqual([...replay(entries, at)].sort())
        const last = instants.at(-1) ?? ''
        expect([...currentValues(spans, field)].sort()).toEqual([...replay(entries, last)].sort())
      }),
      { numRuns: 60 },
    )
  })

  test('survives a store that keeps no witnesses, as long as entries arrive in order', () => {
    fc.assert(
      fc.property(history, fc.nat(14), fc.nat(14), (entries, one, other) => {
        const [cut, end] = [Math.min(one, other), Math.max(one, other)]
        const pages = [entries.slice(0, cut), entries.slice(cut, end), entries.slice(end)]
        const spans = pages.reduce<readonly Span[]>((stored, page) => plain(mergeSpans(stored, page)), [])
        expect(spans).toEqual(plain(spansFrom(entries)))
        expect(plain(mergeSpans(spans, []))).toEqual(spans)
      }),
    )
  })

  test('is the same when entries that follow one on another are appended, page by page', () => {
    fc.assert(
      fc.property(history, fc.nat(14), fc.nat(14), (entries, one, other) => {
        const [cut, end] = [Math.min(one, other), Math.max(one, other)]
        const pages = [entries.slice(0, cut), entries.slice(cut, end), entries.slice(end)]
        expect(sorted(pages.reduce(append, []))).toEqual(sorted(spansFrom(entries)))
      }),
      { numRuns: 500 },
    )
  })

  test('is the same when one entry came ahead of a feed that appends', () => {
    fc.assert(
      fc.property(history, fc.nat(14), fc.nat(14), (entries, one, other) => {
        const [cut, ahead] = [Math.min(one, other), Math.max(one, other)]
        const early = entries.slice(ahead, ahead + 1)
        const withEarly = mergeSpans(append([], entries.slice(0, cut)), early)
        const caughtUp = entries.slice(cut, ahead + 1).reduce((stored, entry) => mergeSpans(stored, [entry]), withEarly)
        // What was replaced within its instant was never in effect; without witnesses its place in it is not known.
        expect(inEffect(append(caughtUp, entries.slice(ahead + 1)))).toEqual(inEffect(spansFrom(entries)))
      }),
      { numRuns: 500 },
    )
  })

  test('heals without witnesses once a feed has brought every entry in order', () => {
    fc.assert(
      fc.property(
        history.chain(entries => fc.tuple(fc.constant(entries), fc.shuffledSubarray([...entries]))),
        ([entries, early]) => {
          const hinted = early.reduce<readonly Span[]>((stored, seen) => plain(mergeSpans(stored, [seen])), [])
          const spans = entries.reduce<readonly Span[]>((stored, seen) => plain(mergeSpans(stored, [seen])), hinted)
          expect(inEffect(spans)).toEqual(inEffect(spansFrom(entries)))
        },
      ),
    )
  })
})

test('intervals of a field with one value follow each other without gap or overlap from the first entry on', () => {
  fc.assert(
    fc.property(historyOf('state'), entries => {
      const spans = spansFrom(entries)
      expect(spans[0]?.validFrom).toBe(entries[0]?.at)
      for (const [index, span] of spans.entries()) {
        expect(span.validTo).toBe(spans[index + 1]?.validFrom ?? null)
        expect(span.value).not.toBe(spans[index + 1]?.value)
      }
    }),
  )
})

test('observations that contradict each other are decided the same way in whatever order they come', () => {
  const conflicting = fc.array(
    fc.record({
      value: fc.constantFrom('3', '5', null),
      at: fc.nat(3),
      order: fc.nat(2),
      author: fc.constantFrom('a', null),
    }),
    { maxLength: 10 },
  )
  fc.assert(
    fc.property(
      conflicting.chain(list => {
        const seen = list.map(({ value, at, order, author }) =>
          observe('estimate', value, at, { order, authorId: author }),
        )
        return fc.tuple(fc.constant(seen), fc.shuffledSubarray(seen, { minLength: seen.length }))
      }),
      ([seen, shuffled]) => {
        expect(spansFrom(shuffled)).toEqual(spansFrom(seen))
      },
    ),
  )
})

test('derived effort adds up to the last known total', () => {
  const totals = fc.array(fc.option(fc.double({ min: 0, max: 5_000, noNaN: true })), { maxLength: 20 })
  fc.assert(
    fc.property(totals, values => {
      const observations = values.map((value, index) =>
        observe('completed_hours', value === null ? null : String(value), index),
      )
      const entries = deriveEffort({ connectionId: 'c', externalId: '7', id: 'seven' }, spansFrom(observations))
      const last = values.findLast(value => value !== null) ?? 0
      expect(entries.reduce((sum, { seconds }) => sum + seconds, 0)).toBe(Math.round(last * 3600))
    }),
  )
})

test('the value now is the value at a late instant', () => {
  fc.assert(
    fc.property(historyOf('state'), entries => {
      const spans = spansFrom(entries)
      expect(currentValue(spans, 'state')).toBe(valueAt(spans, 'state', '2100-01-01T00:00:00Z'))
    }),
  )
})
