import fc from 'fast-check'
import type { Observation } from '../../src/work/fact.ts'

const START = Date.parse('2026-03-01T08:00:00.000Z')

/** The instant some minutes after the first one. */
export function minute(offset: number): string {
  return new Date(START + offset * 60_000).toISOString()
}

export function observe(
  field: Observation['field'],
  value: Observation['value'],
  at: number,
  more: Partial<Omit<Observation, 'field' | 'value' | 'at'>> = {},
): Observation {
  return { field, value, raw: null, at: minute(at), order: at, authorId: null, origin: 'observed', ...more }
}

const scalar = fc.constantFrom('todo', 'in_progress', 'done', null)
const several = fc.subarray(['s1', 's2', 's3'])

/**
 * What a tracker recorded about one field: numbered entries of growing or equal instants, some saying the same as the
 * one before, as the revisions of Azure DevOps do.
 */
export function historyOf(field: 'state' | 'iteration'): fc.Arbitrary<readonly Observation[]> {
  const entry = fc.record({
    value: field === 'state' ? scalar : several,
    minutesLater: fc.constantFrom(0, 0, 1, 7),
    ordersLater: fc.constantFrom(1, 1, 1, 3),
    authorId: fc.constantFrom('ann', 'bob', null),
  })
  return fc.array(entry, { maxLength: 14 }).map(entries => {
    let at = 0
    let order = 0
    return entries.map(({ value, minutesLater, ordersLater, authorId }) => {
      at += minutesLater
      order += ordersLater
      return observe(field, value, at, { order, authorId })
    })
  })
}

/** The observations in pages, in any order, some of them read twice. */
export function pagesOf(history: readonly Observation[]): fc.Arbitrary<readonly (readonly Observation[])[]> {
  const indices = [...history.keys()]
  return fc
    .tuple(
      fc.shuffledSubarray(indices, { minLength: indices.length }),
      fc.shuffledSubarray(indices),
      fc.array(fc.nat(), { maxLength: 6 }),
    )
    .map(([order, again, cuts]) => {
      const delivered = [...order, ...again].flatMap(index => history[index] ?? [])
      const ends = [...cuts.map(cut => cut % (delivered.length + 1)), delivered.length].sort((a, b) => a - b)
      return ends.map((end, index) => delivered.slice(ends[index - 1] ?? 0, end))
    })
}
