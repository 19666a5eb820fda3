import { expect, test } from 'vitest'
import { listUnmapped } from '../../src/work/unmapped-words.ts'
import { mappingWith, roleOf } from './source-work-item.ts'

test('values that the meaning of their field cannot read are named with what the tracker says', () => {
  const mapping = mappingWith(roleOf('points', 'estimate', 'points'), roleOf('end', 'target_day', null))
  const item = { statusId: '1', typeId: 'story', linkTypeIds: ['odd', 'odd'], projectId: 'p' }
  const unread = (fields: Record<string, string | number | null>) =>
    listUnmapped({ ...item, fields }, mapping).filter(({ subject }) => subject === 'field')
  expect(unread({ points: 'XL', end: 'soon' })).toEqual([
    { subject: 'field', externalId: 'end', value: 'soon' },
    { subject: 'field', externalId: 'points', value: 'XL' },
  ])
  expect(unread({ points: '5', end: '2027-01-31' })).toEqual([])
  expect(unread({ points: null })).toEqual([])
  expect(listUnmapped({ ...item, fields: {} }, mapping).filter(({ subject }) => subject === 'link_type')).toEqual([
    { subject: 'link_type', externalId: 'odd', value: null },
  ])
})
