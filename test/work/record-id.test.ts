import { expect, test } from 'vitest'
import { recordId } from '../../src/work/record-id.ts'

test('an id is a UUID of version 8 and always the same for the same record', () => {
  const id = recordId('c', 'work_item', '42')
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(recordId('c', 'work_item', '42')).toBe(id)
})

test('connection, kind and external id all make the difference', () => {
  const ids = [
    recordId('c', 'work_item', '42'),
    recordId('d', 'work_item', '42'),
    recordId('c', 'link', '42'),
    recordId('c', 'work_item', '43'),
  ]
  expect(new Set(ids).size).toBe(4)
})
