import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { WorkItemFact } from '../../src/work/fact.ts'
import { currentValue, currentValues, spansFrom } from '../../src/work/history.ts'
import type { MappingEntry } from '../../src/work/mapping.ts'
import { recordId } from '../../src/work/record-id.ts'
import type { FieldValue, SourceWorkItem } from '../../src/work/source-record.ts'
import { minute } from './observations.ts'
import { entry, mappingWith, roleOf } from './source-work-item.ts'
import { factOf, seen } from './work-item-fact.ts'

const itemId = (externalId: string) => recordId('c', 'work_item', externalId)

describe('a complete history', () => {
  test('names every field once at the beginning and then when its meaning changes', () => {
    const fact = factOf({
      history: [
        entry(0, { status: '1', project: 'app', assignee: null, priority: 'high' }, 'ann'),
        entry(3, { priority: 'low' }, 'bob'),
        entry(5, { status: '2', assignee: 'bob' }, 'bob'),
        entry(6, { assignee: null }),
      ],
    })
    expect(seen(fact, 'state')).toEqual([
      [0, 'todo'],
      [5, 'in_progress'],
    ])
    expect(seen(fact, 'assignee')).toEqual([
      [0, null],
      [5, recordId('c', 'person', 'bob')],
      [6, null],
    ])
    expect(seen(fact, 'project')).toEqual([[0, recordId('c', 'project', 'app')]])
  })

  test('says who changed what, and the word behind a state', () => {
    const fact = factOf({ history: [entry(0, { status: '1' }), entry(5, { status: '2' }, 'bob')] })
    expect(fact.observations.at(-1)).toEqual({
      field: 'state',
      value: 'in_progress',
      raw: '2',
      at: minute(5),
      order: 5,
      authorId: recordId('c', 'person', 'bob'),
      origin: 'observed',
    })
  })

  test('leaves out fields that were never anything but empty', () => {
    const fact = factOf({
      history: [entry(0, { status: '1', parent: null, iterations: [] }), entry(5, { parent: null })],
    })
    expect(new Set(fact.observations.map(({ field }) => field))).toEqual(new Set(['state']))
  })

  test('is replayed in the order of its entries, whatever order they are listed in', () => {
    const history = [entry(0, { status: '1' }), entry(5, { status: '2' }), entry(7, { status: '3' })]
    expect(factOf({ history: history.toReversed() })).toEqual(factOf({ history }))
  })

  test('keeps parents, iterations and releases as our ids, each value once', () => {
    const fact = factOf({ history: [entry(0, { parent: '7', iterations: ['s1', 's2', 's1'], releases: ['r1'] })] })
    const spans = spansFrom(fact.observations)
    expect(currentValue(spans, 'parent')).toBe(itemId('7'))
    expect(new Set(currentValues(spans, 'iteration'))).toEqual(
      new Set([recordId('c', 'iteration', 's1'), recordId('c', 'iteration', 's2')]),
    )
    expect(currentValues(spans, 'release')).toEqual([recordId('c', 'release', 'r1')])
  })

  test('a list in another order is no change', () => {
    const fact = factOf({ history: [entry(0, { iterations: ['s1', 's2'] }), entry(5, { iterations: ['s2', 's1'] })] })
    expect(seen(fact, 'iteration')).toHaveLength(1)
  })
})

describe('a partial history', () => {
  const partial = (
    set: { readonly [field: string]: FieldValue },
    more: Partial<SourceWorkItem> = {},
    ...fields: readonly MappingEntry[]
  ) => factOf({ historyExtent: 'partial', history: [entry(5, set)], ...more }, mappingWith(...fields))

  test('names every field an entry sets, also an empty one, and no other', () => {
    const fact = partial({ status: '2', assignee: null, iterations: [] }, { statusId: '2' })
    expect(fact.observations.map(({ field, value }) => [field, value])).toEqual([
      ['state', 'in_progress'],
      ['assignee', null],
      ['iteration', []],
    ])
  })

  test('repeats what an entry repeats, since only the stored history knows what was before', () => {
    const fact = factOf({
      historyExtent: 'partial',
      history: [entry(5, { assignee: 'a' }), entry(6, { assignee: 'a' })],
    })
    expect(seen(fact, 'assignee')).toHaveLength(2)
  })

  test('reads the better field from the record when an entry sets only the lesser one', () => {
    const fields = [roleOf('best', 'estimate', 'points'), roleOf('lesser', 'estimate', 'points', { rank: 1 })]
    expect(seen(partial({ lesser: 5 }, { fields: { best: 3, lesser: 5 } }, ...fields), 'estimate')).toEqual([[5, '3']])
  })

  test('knows the status from the record when an entry sets only the flag', () => {
    const fact = partial({ flag: true }, { statusId: '2', fields: { flag: true } }, roleOf('flag', 'blocked', null))
    expect(seen(fact, 'state')).toEqual([[5, 'blocked']])
  })

  test('says nothing about a role whose fields it does not set', () => {
    expect(seen(partial({ status: '1' }, {}, roleOf('points', 'estimate', 'points')), 'estimate')).toEqual([])
  })
})

test('links of an item become links between our ids', () => {
  const link = {
    type: 'link',
    externalId: 'l',
    typeId: 'child',
    fromId: '1',
    toId: '100',
    active: true,
    changedAt: null,
  } as const
  expect(factOf({ links: [link] }).links).toEqual([
    {
      type: 'link',
      id: recordId('c', 'link', 'l'),
      externalId: 'l',
      linkTypeExternalId: 'child',
      meaning: 'parent',
      fromId: itemId('1'),
      toId: itemId('100'),
      active: true,
      changedAt: null,
      seenAt: null,
      observations: [],
    },
  ])
})

test('after the last entry of a complete history every field has the value that was set last', () => {
  const mapping = mappingWith(roleOf('points', 'estimate', 'points'))
  const changes = fc.array(
    fc.record(
      { points: fc.option(fc.integer({ min: 0, max: 13 })), status: fc.constantFrom('1', '2', '3', '99') },
      { requiredKeys: [] },
    ),
    { minLength: 1, maxLength: 10 },
  )
  fc.assert(
    fc.property(changes, sets => {
      const fact = factOf({ history: sets.map((set, index) => entry(index, set)) }, mapping)
      const spans = spansFrom(fact.observations)
      const points = sets.findLast(set => set.points !== undefined)?.points ?? null
      const status = sets.findLast(set => set.status !== undefined)?.status
      expect(currentValue(spans, 'estimate')).toBe(points === null ? null : String(points))
      expect(currentValue(spans, 'state')).toBe(status === undefined ? null : mapping.stateOf(status))
    }),
  )
})

test('a complete history and its entries one by one describe the same intervals', () => {
  const mapping = mappingWith(roleOf('points', 'estimate', 'points'), roleOf('flag', 'blocked', null))
  const snapshots = fc.array(
    fc.record({
      status: fc.constantFrom('1', '2', '3', '4'),
      points: fc.option(fc.nat(13)),
      flag: fc.boolean(),
      iterations: fc.subarray(['s1', 's2']),
    }),
    { minLength: 1, maxLength: 8 },
  )
  const values = (observations: WorkItemFact['observations']) =>
    spansFrom(observations)
      .filter(({ field, value }) => value !== null || (field !== 'estimate' && field !== 'iteration'))
      .map(({ field, value, validFrom, validTo }) => ({ field, value, validFrom, validTo }))
  fc.assert(
    fc.property(snapshots, sets => {
      const history = sets.map((set, index) => entry(index, set))
      const whole = factOf({ history }, mapping).observations
      const pieces = history.flatMap(
        each => factOf({ historyExtent: 'partial', history: [each] }, mapping).observations,
      )
      expect(values(pieces)).toEqual(values(whole))
    }),
  )
})
