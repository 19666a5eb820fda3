import { expect, it } from 'vitest'
import { writeJql } from '../../../connectors/jira/jql.ts'

it('bounds a query by project ids and by whole minutes, in the order a reading needs', () => {
  const clauses = [
    { type: 'projects', ids: ['10000', '10001'] },
    { type: 'updated_since', ms: 1_795_190_459_999 },
  ] as const
  expect(writeJql(clauses, ['updated', 'id'])).toBe(
    'project in (10000, 10001) AND updated >= 1795190400000 ORDER BY updated ASC, id ASC',
  )
})

it('orders nothing where only a count is asked', () => {
  expect(writeJql([{ type: 'projects', ids: ['10000'] }], [])).toBe('project in (10000)')
})

it('refuses a query without a bound, which Jira refuses too', () => {
  expect(() => writeJql([], ['id'])).toThrow(TypeError)
})

it('lets no text become part of a query', () => {
  for (const id of ['', 'PAY', '1) OR project is not EMPTY', '1 2', '-1', '1.5']) {
    expect(() => writeJql([{ type: 'projects', ids: [id] }], [])).toThrow(TypeError)
  }
  for (const ms of [Number.NaN, Number.POSITIVE_INFINITY, -1, 0.5]) {
    expect(() => writeJql([{ type: 'updated_since', ms }], [])).toThrow(TypeError)
  }
})
