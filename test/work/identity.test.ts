import { describe, expect, test } from 'vitest'
import { type Person, proposeSamePerson } from '../../src/work/identity.ts'

const person = (id: string, name: string, email: string | null = null): Person => ({
  id,
  connectionId: id.slice(0, 1),
  name,
  email,
})

describe('people of two trackers', () => {
  test.each([
    [
      'with the same e-mail are one',
      person('a1', 'Ann', 'Ann@Example.org '),
      person('b1', 'A. Lee', 'ann@example.org'),
      1,
      'same e-mail',
    ],
    [
      'with the same name may be one',
      person('a1', 'Ann  Lee'),
      person('b1', 'ann lee', 'ann@example.org'),
      0.4,
      'same name',
    ],
    [
      'are proposed once, for the better reason',
      person('a1', 'Ann', 'ann@example.org'),
      person('b1', 'Ann', 'ann@example.org'),
      1,
      'same e-mail',
    ],
    ['match however their names are encoded', person('a1', 'Zo\u00e9'), person('b1', 'Zoe\u0301'), 0.4, 'same name'],
  ] as const)('%s', (_, a, b, confidence, reason) => {
    expect(proposeSamePerson([b, a])).toEqual([{ personIds: ['a1', 'b1'], confidence, reason }])
  })

  test.each([
    ['without name and e-mail', person('a1', ' ', null), person('b1', '', null)],
    ['whose e-mail is hidden behind the same word', person('a1', 'Ann', 'hidden'), person('b1', 'Bob', 'hidden')],
    ['of one tracker with the same name', person('a1', 'Ann'), person('a2', 'Ann')],
    [
      'of one tracker with the same e-mail',
      person('a1', 'Ann', 'team@example.org'),
      person('a2', 'Bob', 'team@example.org'),
    ],
  ])('%s are not proposed', (_, a, b) => {
    expect(proposeSamePerson([a, b])).toEqual([])
  })

  test('a namesake in each of two trackers leaves the choice between both pairs to a person', () => {
    const proposals = proposeSamePerson([person('a1', 'Ann'), person('a2', 'Ann'), person('b1', 'Ann')])
    expect(proposals.map(({ personIds }) => personIds)).toEqual([
      ['a1', 'b1'],
      ['a2', 'b1'],
    ])
    expect(proposals.every(({ confidence }) => confidence < 0.5)).toBe(true)
  })
})
