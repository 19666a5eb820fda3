import { describe, expect, test } from 'vitest'
import { spansFrom } from '../../src/work/history.ts'
import { iterationMembership } from '../../src/work/iteration.ts'
import { minute, observe } from './observations.ts'

const window = { id: 's1', startAt: minute(10), endAt: minute(20) }

/** Which lists name an item with these iterations and states, given as [minute, value] pairs. */
function listsOf(
  iterations: readonly (readonly [number, readonly string[]])[],
  states: readonly (readonly [number, string])[],
): readonly string[] {
  const spans = spansFrom([
    ...iterations.map(([at, value]) => observe('iteration', value, at)),
    ...states.map(([at, value]) => observe('state', value, at)),
  ])
  const membership = iterationMembership([{ id: 'item', spans }], window)
  return Object.entries(membership).flatMap(([name, ids]) => (ids.includes('item') ? [name] : []))
}

describe('what happened to an item in an iteration', () => {
  test.each([
    [
      'planned and done',
      [[0, ['s1']]],
      [
        [0, 'todo'],
        [15, 'done'],
      ],
      ['committed', 'completed'],
    ],
    ['planned and not done', [[0, ['s1']]], [[0, 'todo']], ['committed', 'carried']],
    ['put in at the very start', [[10, ['s1']]], [[0, 'todo']], ['committed', 'carried']],
    [
      'put in later',
      [
        [0, []],
        [12, ['s1']],
      ],
      [
        [0, 'todo'],
        [15, 'done'],
      ],
      ['added', 'completed'],
    ],
    [
      'taken out',
      [
        [0, ['s1']],
        [15, []],
      ],
      [[0, 'todo']],
      ['committed', 'removed'],
    ],
    [
      'put in and taken out again',
      [
        [12, ['s1']],
        [15, ['s2']],
      ],
      [[0, 'todo']],
      ['added', 'removed'],
    ],
    [
      'cancelled on the way',
      [[0, ['s1']]],
      [
        [0, 'todo'],
        [15, 'cancelled'],
      ],
      ['committed', 'removed'],
    ],
    ['cancelled long before', [[0, ['s1']]], [[0, 'cancelled']], []],
    [
      'cancelled before and taken up again',
      [[0, ['s1']]],
      [
        [0, 'cancelled'],
        [15, 'todo'],
      ],
      ['added', 'carried'],
    ],
    [
      'done, then reopened after the end',
      [[0, ['s1']]],
      [
        [0, 'done'],
        [25, 'todo'],
      ],
      ['committed', 'completed'],
    ],
    ['put in after the end', [[25, ['s1']]], [[0, 'todo']], []],
    ['never in it', [[0, ['s2']]], [[0, 'done']], []],
    ['in a state without a mapping', [[0, ['s1']]], [], ['committed', 'carried']],
    [
      'kept while the next iteration is added',
      [
        [0, ['s1']],
        [20, ['s1', 's2']],
      ],
      [[0, 'todo']],
      ['committed', 'carried'],
    ],
  ] as const)('%s', (_, iterations, states, lists) => {
    expect(listsOf(iterations, states)).toEqual(lists)
  })
})
