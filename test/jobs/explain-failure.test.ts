import { expect, test } from 'vitest'
import { RateLimitedError } from '../../connectors/errors.ts'
import { explainFailure, findCause } from '../../jobs/explain-failure.ts'

test("a connector's own sentence is told as it is", () => {
  expect(explainFailure(new RateLimitedError('The tracker asked us to wait.', 1_000))).toBe(
    'The tracker asked us to wait.',
  )
})

test('of a failed statement the cause is told, without the statement and its values', () => {
  const cause = new Error('canceling statement due to statement timeout')
  const failed = new Error(`Failed query: insert into work_item ... params: ${'a secret title '.repeat(10_000)}`, {
    cause,
  })
  expect(explainFailure(failed)).toBe(
    'Milepost failed by itself: canceling statement due to statement timeout. It tries again a few times; its log has the details.',
  )
  expect(findCause(failed)).toBe(cause)
})

test('a long message is cut, and what is no error is told as text', () => {
  expect(explainFailure(new Error('x'.repeat(100_000))).length).toBeLessThan(500)
  expect(explainFailure('thrown text')).toContain('thrown text')
})
