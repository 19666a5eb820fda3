import { describe, expect, test } from 'vitest'
import { spansFrom, valueAt } from '../../src/work/history.ts'
import type { MappingEntry } from '../../src/work/mapping.ts'
import { recordId } from '../../src/work/record-id.ts'
import type { FieldValue } from '../../src/work/source-record.ts'
import { minute } from './observations.ts'
import { entry, mappingWith, roleOf } from './source-work-item.ts'
import { factOf, seen } from './work-item-fact.ts'

describe('states', () => {
  const flag = roleOf('flag', 'blocked', null)

  test.each([
    ['an open item that is flagged is blocked', '2', ['Impediment'], 'blocked'],
    ['an empty list of flags is no flag', '2', [], 'in_progress'],
    ['the answer No is no flag', '1', 'No', 'todo'],
    ['the answer Yes is a flag', '1', 'Yes', 'blocked'],
    ['a done item stays done', '3', true, 'done'],
    ['a cancelled item stays cancelled', '4', true, 'cancelled'],
    ['a status without a mapping stays unknown', '99', true, null],
  ] as const)('%s', (_, status, value, state) => {
    const fact = factOf({ history: [entry(0, { status, flag: value })] }, mappingWith(flag))
    expect(seen(fact, 'state')).toEqual([[0, state]])
    expect(fact.observations.find(({ field }) => field === 'state')?.raw).toBe(status)
  })

  test('the flag blocks and releases the item while its status stays', () => {
    const fact = factOf(
      { history: [entry(0, { status: '2' }), entry(3, { flag: true }), entry(6, { flag: null })] },
      mappingWith(flag),
    )
    expect(seen(fact, 'state')).toEqual([
      [0, 'in_progress'],
      [3, 'blocked'],
      [6, 'in_progress'],
    ])
  })

  test('a status and a type without a mapping are named once each', () => {
    const fact = factOf({
      typeId: 'odd',
      history: [entry(0, { status: '99' }), entry(3, { status: '1' }), entry(5, { status: '99' })],
    })
    expect(fact).toMatchObject({ kind: null, level: null, unmapped: ['type odd', 'status 99'] })
  })
})

describe('numbers and days of mapped fields', () => {
  const at0 = (value: FieldValue, ...fields: readonly MappingEntry[]) =>
    factOf({ history: [entry(0, { status: '1', f: value })] }, mappingWith(...fields))

  test.each([
    ['completed_effort', 'completed_hours', 'seconds', 5400, '1.5'],
    ['remaining_effort', 'remaining_hours', 'days', 2, '16'],
    ['original_effort', 'original_hours', 'hours', '3.50', '3.5'],
    ['estimate', 'estimate', 'days', 2, '2'],
    ['estimate', 'estimate', 'points', 0, '0'],
    ['estimate', 'estimate', 'seconds', 7200, '2'],
    ['start_day', 'start_day', null, '2026-02-28', '2026-02-28'],
    ['target_day', 'target_day', null, '2026-05-01T23:30:00.000-0200', '2026-05-02'],
    ['target_day', 'target_day', null, '2026-05-01T23:30:00', '2026-05-01'],
  ] as const)('%s becomes %s: from %s', (role, field, unit, value, expected) => {
    const fact = at0(value, roleOf('f', role, unit))
    expect(seen(fact, field)).toEqual([[0, expected]])
    expect(fact.unmapped).toEqual([])
  })

  test.each([
    ['estimate', 'points', 'XL', 'number in field f'],
    ['estimate', 'points', true, 'number in field f'],
    ['completed_effort', 'hours', 'Infinity', 'number in field f'],
    ['completed_effort', 'points', 3, 'unit of field f'],
    ['completed_effort', null, 3, 'unit of field f'],
    ['target_day', null, '2026-02-30', 'day in field f'],
    ['target_day', null, 'next week', 'day in field f'],
  ] as const)('%s in %s: %j is left empty and named', (role, unit, value, word) => {
    const fact = at0(value, roleOf('f', role, unit))
    expect(fact.observations.map(({ field }) => field)).toEqual(['state'])
    expect(fact.unmapped).toEqual([word])
  })

  test('an empty text is empty and not zero', () => {
    expect(seen(at0('', roleOf('f', 'estimate', 'points')), 'estimate')).toEqual([])
  })

  test('the best field that says something decides, and its unit is the unit of the estimate', () => {
    const fields = [roleOf('points', 'estimate', 'points'), roleOf('effort', 'estimate', 'seconds', { rank: 1 })]
    const history = [entry(0, { status: '1', effort: 3600 }), entry(5, { points: 8 }), entry(7, { points: null })]
    const fact = factOf({ history }, mappingWith(...fields))
    expect(seen(fact, 'estimate')).toEqual([
      [0, '1'],
      [5, '8'],
      [7, '1'],
    ])
    expect(fact.estimateUnit).toBe('hours')
    expect(factOf({ history: history.slice(0, 2) }, mappingWith(...fields)).estimateUnit).toBe('points')
  })

  test('a move to another project changes which field is the estimate, at the instant of the move', () => {
    const mapping = mappingWith(
      roleOf('a', 'estimate', 'points', { projectId: 'app' }),
      roleOf('b', 'estimate', 'hours', { projectId: 'web' }),
    )
    const fact = factOf(
      { projectId: 'web', history: [entry(0, { project: 'app', a: 3, b: 20 }), entry(5, { project: 'web' }, 'bob')] },
      mapping,
    )
    expect(seen(fact, 'estimate')).toEqual([
      [0, '3'],
      [5, '20'],
    ])
    expect(fact.estimateUnit).toBe('hours')
    expect(valueAt(spansFrom(fact.observations), 'project', minute(4))).toBe(recordId('c', 'project', 'app'))
  })

  test('a field that nobody mapped has no meaning', () => {
    const fact = at0(8)
    expect(fact.observations.map(({ field }) => field)).toEqual(['state'])
    expect(fact.estimateUnit).toBeNull()
  })
})
