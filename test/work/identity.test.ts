import { describe, expect, test } from 'vitest'
import { groupIdentities, type Identity, type PlacedIdentity, proposeSamePerson } from '../../src/work/identity.ts'

const person = (id: string, name: string, email: string | null = null, set: Partial<Identity> = {}): Identity => ({
  id,
  connectionId: id.slice(0, 1),
  name,
  email,
  kind: 'human',
  isErased: false,
  ...set,
})

describe('people of two trackers', () => {
  test.each([
    [
      'with the same e-mail are one',
      person('a1', 'Ann', 'Ann@Example.org '),
      person('b1', 'A. Lee', 'ann@example.org'),
      0.95,
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
      0.95,
      'same e-mail',
    ],
    ['match however their names are encoded', person('a1', 'Zo\u00e9'), person('b1', 'Zoe\u0301'), 0.4, 'same name'],
  ] as const)('%s', (_, a, b, confidence, reason) => {
    expect(proposeSamePerson([b, a])).toEqual([{ identityIds: ['a1', 'b1'], confidence, reason }])
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
    [
      'of which one is a service account',
      person('a1', 'Build', 'ci@example.org', { kind: 'service' }),
      person('b1', 'Build', 'ci@example.org'),
    ],
    ['that were erased', person('a1', 'Former user', null, { isErased: true }), person('b1', 'Former user')],
  ])('%s are not proposed', (_, a, b) => {
    expect(proposeSamePerson([a, b])).toEqual([])
  })

  test('a namesake in each of two trackers leaves the choice between both pairs to a person', () => {
    const proposals = proposeSamePerson([person('a1', 'Ann'), person('a2', 'Ann'), person('b1', 'Ann')])
    expect(proposals.map(({ identityIds }) => identityIds)).toEqual([
      ['a1', 'b1'],
      ['a2', 'b1'],
    ])
    expect(proposals.every(({ confidence }) => confidence < 0.5)).toBe(true)
  })
})

test('an address that one tracker has twice says too little to be used', () => {
  const proposals = proposeSamePerson([
    person('a1', 'Ann', 'team@example.org'),
    person('a2', 'Bob', 'team@example.org'),
    person('b1', 'Cem', 'team@example.org'),
  ])
  expect(proposals.map(({ identityIds, confidence }) => [...identityIds, confidence])).toEqual([
    ['a1', 'b1', 0.4],
    ['a2', 'b1', 0.4],
  ])
})

describe('identities that count as one', () => {
  const placed = (id: string, email: string | null, set: Partial<PlacedIdentity> = {}): PlacedIdentity => ({
    ...person(id, `Name of ${id}`, email),
    personId: null,
    isDecided: false,
    ...set,
  })
  const ann = 'ann@example.org'

  test.each<[string, readonly PlacedIdentity[], ReturnType<typeof groupIdentities>]>([
    [
      'are those of one address',
      [placed('a1', ann), placed('b1', ann), placed('c1', ann)],
      [{ personId: null, identityIds: ['a1', 'b1', 'c1'] }],
    ],
    ['are not those of one name', [placed('a1', null, { name: 'Ann' }), placed('b1', null, { name: 'Ann' })], []],
    [
      'stay the person they were',
      [placed('a1', ann, { personId: 'p' }), placed('b1', ann)],
      [{ personId: 'p', identityIds: ['a1', 'b1'] }],
    ],
    [
      'join whom a person has decided about',
      [placed('a1', ann, { personId: 'p', isDecided: true }), placed('b1', ann)],
      [{ personId: 'p', identityIds: ['b1'] }],
    ],
    ['are not those that a person has set apart', [placed('a1', ann, { isDecided: true }), placed('b1', ann)], []],
    [
      'are not guessed where two people share an address',
      [
        placed('a1', ann, { personId: 'p', isDecided: true }),
        placed('b1', ann, { personId: 'q', isDecided: true }),
        placed('c1', ann),
      ],
      [],
    ],
  ])('%s', (_, identities, groups) => {
    expect(groupIdentities(identities)).toEqual(groups)
  })
})
