import { describe, expect, test } from 'vitest'
import { deriveEffort } from '../../src/work/effort.ts'
import { spansFrom } from '../../src/work/history.ts'
import { recordId } from '../../src/work/record-id.ts'
import { minute, observe } from './observations.ts'

const item = { connectionId: 'c', externalId: '42', id: 'item' }
const entriesOf = (...totals: readonly (string | null)[]) =>
  deriveEffort(
    item,
    spansFrom(totals.map((value, index) => observe('completed_hours', value, index, { authorId: 'ann' }))),
  )
const hoursOf = (...totals: readonly (string | null)[]) => entriesOf(...totals).map(({ seconds }) => seconds / 3600)

describe('effort derived from Completed Work', () => {
  test.each([
    ['nothing known makes no entry', [], []],
    ['the first value counts from zero', ['3'], [3]],
    ['every change makes an entry', ['0', '2', '5.5'], [2, 3.5]],
    ['a lowered value is a negative correction', ['8', '6'], [8, -2]],
    ['an emptied field is unknown and not a correction', ['8', null], [8]],
    ['after an emptied field the next number is compared with the last one known', ['8', null, '9'], [8, 1]],
    ['the same number after an emptied field is no work', ['8', null, '8'], [8]],
    ['text that is no number is passed over', ['8', 'many', '9'], [8, 1]],
  ] as const)('%s', (_, totals, hours) => {
    expect(hoursOf(...totals)).toEqual(hours)
  })

  test('an entry says who changed the value, when, and that it is inferred', () => {
    expect(entriesOf('0', '2')).toEqual([
      {
        type: 'worklog',
        id: recordId('c', 'worklog', '42@1'),
        externalId: '42@1',
        workItemId: 'item',
        authorId: 'ann',
        startedAt: minute(1),
        day: '2026-03-01',
        createdAt: minute(1),
        updatedAt: minute(1),
        seconds: 7200,
        inferred: true,
      },
    ])
  })

  test('thirds of an hour add up to the whole', () => {
    const seconds = entriesOf('0.3333', '0.6666', '1').map(entry => entry.seconds)
    expect(seconds.reduce((sum, each) => sum + each, 0)).toBe(3600)
  })
})
