import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SealError, sealer } from '../../../src/store/access/sealed.ts'

const key = () => randomBytes(32).toString('hex')

test('what was sealed opens to the same text at the same place', () => {
  const { seal, open } = sealer(key())
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, place) => open(seal(text, place), place) === text),
  )
})

test('the same text sealed twice looks different and holds nothing of the text', () => {
  const { seal } = sealer(key())
  const sealed = [seal('hunter2hunter2', 'a:1:b'), seal('hunter2hunter2', 'a:1:b')]
  expect(new Set(sealed).size).toBe(2)
  expect(sealed.join()).not.toContain('hunter2')
})

test('a value moved to another row, or with any character changed, does not open', () => {
  const { seal, open } = sealer(key())
  const sealed = seal('secret', 'connection:1:credentials')
  expect(() => open(sealed, 'connection:2:credentials')).toThrow(/changed or belongs to another row/)
  for (let index = 0; index < sealed.length; index++) {
    const other = sealed[index] === 'A' ? 'B' : 'A'
    const changed = sealed.slice(0, index) + other + sealed.slice(index + 1)
    // The last character of base64 can carry bits that are not part of the value.
    if (
      Buffer.from(changed.split('.').at(-1) ?? '', 'base64url').equals(
        Buffer.from(sealed.split('.').at(-1) ?? '', 'base64url'),
      ) &&
      changed.split('.').slice(0, 3).join() === sealed.split('.').slice(0, 3).join()
    )
      continue
    expect(() => open(changed, 'connection:1:credentials'), `character ${index}`).toThrow(SealError)
  }
})

test('another key is named, and told apart from a damaged value', () => {
  const sealed = sealer(key()).seal('secret', 'a:1:b')
  expect(() => sealer(key()).open(sealed, 'a:1:b')).toThrow(
    /sealed with master key [0-9a-f]{8}, but MASTER_KEY is [0-9a-f]{8}/,
  )
})

test('a new key in front seals, and the old one behind it still opens', () => {
  const [before, after] = [key(), key()]
  const old = sealer(before).seal('secret', 'a:1:b')
  const both = sealer(`${after},${before}`)
  expect(both.open(old, 'a:1:b')).toBe('secret')
  expect(sealer(after).open(both.seal('new', 'a:1:b'), 'a:1:b')).toBe('new')
})

test.each(['', 'changeme', '0'.repeat(64), randomBytes(16).toString('hex')])('the weak key %j is refused', weak => {
  expect(() => sealer(weak)).toThrow(/MASTER_KEY must be 32 random bytes/)
})
