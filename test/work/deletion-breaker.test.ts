import { describe, expect, test } from 'vitest'
import { type CountedKind, divideMissing, type MissingRecord } from '../../src/work/deletion-breaker.ts'

/** `missing` of the `stored` records of each project. */
function count(
  kind: CountedKind['kind'],
  projects: Readonly<Record<string, { readonly stored: number; readonly missing: number; readonly withItem?: true }>>,
): CountedKind {
  const list = Object.entries(projects)
  return {
    kind,
    stored: list.reduce((sum, [, { stored }]) => sum + stored, 0),
    storedByScope: new Map(list.map(([scope, { stored }]) => [scope, stored])),
    missing: list.flatMap(([scope, { missing, withItem = false }]) =>
      Array.from(
        { length: missing },
        (_, index): MissingRecord => ({ kind, externalId: `${scope}-${index}`, scope, goesWithItem: withItem }),
      ),
    ),
  }
}

describe('records that are no longer listed', () => {
  test.each([
    [50, 60, 'are looked into up to 50, whatever their share', 0],
    [51, 60, 'wait for a person from 51 on', 51],
    [51, 1_020, 'are looked into at exactly 5 %', 0],
    [51, 1_019, 'wait for a person at more than 5 %', 51],
    [100, 2_000, 'are looked into at exactly 5 % of many', 0],
    [101, 2_000, 'wait for a person at one more', 101],
  ])('%i of %i %s', (missing, stored, _, held) => {
    // Another project, so large that the share of the whole connection is small.
    const parts = divideMissing([count('work_item', { a: { stored, missing }, b: { stored: 100_000, missing: 0 } })])
    expect(parts.held.reduce((sum, { records }) => sum + records.length, 0)).toBe(held)
    expect(parts.free.length).toBe(missing - held)
    if (held > 0) expect(parts.held).toMatchObject([{ scope: 'a', counts: [{ kind: 'work_item', missing, stored }] }])
  })

  test('few of each project, but many over all of them, wait together', () => {
    const projects = Object.fromEntries(
      Array.from({ length: 10 }, (_, index) => [`p${index}`, { stored: 60, missing: 10 }]),
    )
    const { free, held } = divideMissing([count('work_item', projects)])
    expect(free).toEqual([])
    expect(held).toMatchObject([{ scope: '', counts: [{ missing: 100, stored: 600 }] }])
  })

  test('a project that is lost does not hold back the few of the others', () => {
    const { free, held } = divideMissing([
      count('work_item', { a: { stored: 500, missing: 500 }, b: { stored: 500, missing: 3 } }),
    ])
    expect(free.map(({ scope }) => scope)).toEqual(['b', 'b', 'b'])
    expect(held.map(({ scope, records }) => [scope, records.length])).toEqual([['a', 500]])
  })

  test('all of a lost project waits, also its few sprints', () => {
    const { free, held } = divideMissing([
      count('work_item', { a: { stored: 500, missing: 500 }, b: { stored: 500, missing: 0 } }),
      count('iteration', { a: { stored: 4, missing: 4 }, b: { stored: 4, missing: 1 } }),
    ])
    expect(free.map(({ scope, kind }) => [scope, kind])).toEqual([['b', 'iteration']])
    expect(held).toMatchObject([
      { scope: 'a', counts: [{ kind: 'work_item' }, { kind: 'iteration', missing: 4, stored: 4 }] },
    ])
  })

  test('worklogs go with the item they belong to and raise nothing of their own', () => {
    const { free, held } = divideMissing([
      count('work_item', { a: { stored: 500, missing: 2 } }),
      count('worklog', { a: { stored: 500, missing: 80, withItem: true } }),
    ])
    expect([free.length, held]).toEqual([82, []])
  })
})
