import { describe, expect, test } from 'vitest'
import type { LinkFact } from '../../src/work/fact.ts'
import { normalize } from '../../src/work/normalize.ts'
import { parentObservation } from '../../src/work/normalize-link.ts'
import { recordId } from '../../src/work/record-id.ts'
import type { SourceRecord } from '../../src/work/source-record.ts'
import { mappingWith, sourceWorkItem } from './source-work-item.ts'

const only = (record: SourceRecord) => {
  const facts = normalize(record, 'c', mappingWith())
  expect(facts).toHaveLength(1)
  return facts[0]
}

describe('words of a tracker', () => {
  test('become mapping entries that nobody has decided yet', () => {
    const proposal = { value: 'done', confidence: 0.9, reason: 'status category' } as const
    expect(only({ type: 'status', externalId: '5', projectId: 'app', name: 'Shipped', proposal })).toEqual({
      type: 'mapping',
      entry: {
        subject: 'status',
        externalId: '5',
        projectId: 'app',
        name: 'Shipped',
        proposed: 'done',
        confidence: 0.9,
        reason: 'status category',
        chosen: null,
      },
    })
  })

  test.each([
    [{ type: 'item_type', externalId: '5', projectId: 'app', name: 'Odd', proposal: null }, 'app'],
    [{ type: 'field', externalId: '5', projectId: null, name: 'Odd', dataType: 'float', proposal: null }, null],
    [{ type: 'link_type', externalId: '5', name: 'Odd', proposal: null }, null],
  ] as const)('without a proposal have no meaning: %j', (record, projectId) => {
    expect(only(record)).toEqual({
      type: 'mapping',
      entry: {
        subject: record.type,
        externalId: '5',
        projectId,
        name: 'Odd',
        proposed: null,
        confidence: 0,
        reason: '',
        chosen: null,
      },
    })
  })
})

describe('other records', () => {
  test('a release tells every date that its history names, changed or not', () => {
    const base = { authorId: 'ann', origin: 'observed' } as const
    const fact = only({
      type: 'release',
      externalId: 'r',
      projectId: 'app',
      name: '1.0',
      startDay: null,
      targetDay: '2026-06-01',
      released: false,
      archived: false,
      url: null,
      history: [
        { ...base, at: '2026-01-01T00:00:00Z', order: 0, set: { target_day: '2026-05-01', released: false } },
        { ...base, at: '2026-02-01T00:00:00Z', order: 1, set: { target_day: '2026-06-01' } },
        { ...base, at: '2026-02-02T00:00:00Z', order: 2, set: { target_day: null } },
      ],
    })
    if (fact?.type !== 'release') throw new Error('not a release')
    expect(fact.projectId).toBe(recordId('c', 'project', 'app'))
    expect(fact.observations.map(({ field, value, at }) => [field, value, at])).toEqual([
      ['target_day', '2026-05-01', '2026-01-01T00:00:00.000Z'],
      ['released', 'false', '2026-01-01T00:00:00.000Z'],
      ['target_day', '2026-06-01', '2026-02-01T00:00:00.000Z'],
      ['target_day', null, '2026-02-02T00:00:00.000Z'],
    ])
    expect(fact.observations[0]?.authorId).toBe(recordId('c', 'person', 'ann'))
  })

  test('work is logged on the UTC day it started', () => {
    const fact = only({
      type: 'worklog',
      externalId: 'w',
      workItemId: '100',
      authorId: null,
      startedAt: '2026-03-01T23:30:00-02:00',
      createdAt: '2026-03-02T08:00:00Z',
      updatedAt: '2026-03-02T08:00:00Z',
      seconds: -60,
    })
    expect(fact).toMatchObject({
      day: '2026-03-02',
      startedAt: '2026-03-02T01:30:00.000Z',
      seconds: -60,
      inferred: false,
      authorId: null,
    })
  })

  test('days that no calendar knows are unknown', () => {
    const fact = only({
      type: 'iteration',
      externalId: 's',
      projectId: null,
      name: 'Sprint 1',
      path: null,
      state: 'active',
      startDay: '2026-02-30',
      endDay: '2026-03-13T00:00:00Z',
      completedAt: null,
      seenAt: '2026-03-01T12:00:00Z',
      goal: null,
      teamIds: ['b1'],
    })
    expect(fact).toMatchObject({ startDay: null, endDay: '2026-03-13', projectId: null })
  })

  test('a removal names the id of the record that is gone', () => {
    const removal = {
      type: 'removal',
      kind: 'work_item',
      externalId: '100',
      visibility: 'deleted',
      at: null,
      how: 'recycle bin',
    } as const
    expect(only(removal)).toEqual({ ...removal, id: recordId('c', 'work_item', '100') })
  })
})

describe('what a link says about the parent', () => {
  const link: LinkFact = {
    type: 'link',
    id: 'l',
    externalId: 'l',
    linkTypeExternalId: 'child',
    meaning: 'parent',
    fromId: 'epic',
    toId: 'story',
    active: true,
    changedAt: '2026-03-01T08:00:00.000Z',
    seenAt: null,
    observations: [],
  }

  test('the end it points to has the other end as its parent', () => {
    expect(parentObservation(link)).toEqual({
      itemId: 'story',
      observation: {
        field: 'parent',
        value: 'epic',
        raw: null,
        at: link.changedAt,
        order: 0,
        authorId: null,
        origin: 'observed',
      },
    })
  })

  test('a removed link leaves the child without a parent', () => {
    expect(parentObservation({ ...link, active: false })?.observation.value).toBeNull()
  })

  test.each([
    ['of another meaning', { meaning: 'blocks' }],
    ['without a meaning', { meaning: null }],
    ['of unknown age', { changedAt: null }],
  ] as const)('a link %s says nothing', (_, more) => {
    expect(parentObservation({ ...link, ...more })).toBeNull()
  })
})

describe('text that cannot be stored', () => {
  test('is made storable wherever it stands, and ids stay equal to their references', () => {
    const bad = 'a\0b\ud800'
    const good = 'a\u2400b\ufffd'
    const fact = only(
      sourceWorkItem({ externalId: bad, title: bad, labels: [bad], fields: { [bad]: [bad] }, projectId: bad }),
    )
    expect(fact).toMatchObject({
      externalId: good,
      title: good,
      labels: [good],
      fields: { [good]: [good] },
      id: recordId('c', 'work_item', good),
    })
    expect(only({ type: 'project', externalId: bad, key: null, name: bad, url: null, archived: false })).toMatchObject({
      id: recordId('c', 'project', good),
      name: good,
    })
    expect(JSON.stringify(fact)).not.toMatch(/\\u0000|\\ud800/)
  })

  test('is made storable in the name of a field whose value is fine', () => {
    expect(only(sourceWorkItem({ fields: { 'a\0': 1 } }))).toMatchObject({ fields: { 'a\u2400': 1 } })
  })

  test('is the only text that changes', () => {
    const title = 'Zahlung \u{1f4b3} f\u00fcr \u30ab\u30fc\u30c9\n\t'
    expect(only(sourceWorkItem({ title }))).toMatchObject({ title })
  })
})

test('a record with an instant that is none is refused as a whole', () => {
  expect(() => normalize(sourceWorkItem({ createdAt: 'yesterday' }), 'c', mappingWith())).toThrow(RangeError)
})
