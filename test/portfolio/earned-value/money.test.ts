import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  exactAmount,
  invertRate,
  minorDigits,
  readMinor,
  secondPrice,
  spreadMinor,
  toMinor,
  writeMinor,
} from '../../../src/portfolio/earned-value/money.ts'

/** As much as 12 digits of units are. */
const MOST_MINOR = 99_999_999_999_999

describe('money', () => {
  it.each([
    ['1250.5', 'EUR', 125_050, '1250.50'],
    ['-0.05', 'EUR', -5, '-0.05'],
    ['1200', 'JPY', 1_200, '1200'],
    ['1.234', 'KWD', 1_234, '1.234'],
    ['1.2300', 'EUR', 123, '1.23'],
  ])('%s %s is %i minor units and back', (text, currency, minor, shown) => {
    expect(readMinor(text, currency)).toBe(minor)
    expect(writeMinor(minor, currency)).toBe(shown)
  })

  it.each([
    ['0.005', 'EUR'],
    ['0.5', 'JPY'],
  ])('%s is finer than %s has units', (text, currency) => {
    expect(readMinor(text, currency)).toBeNull()
  })

  it('a third of an hour at 100 costs 33.33, three of them 100 and not 99.99', () => {
    const third = 1_200n * secondPrice('100')
    expect(toMinor(third, 'EUR')).toBe(3_333)
    expect(toMinor(third + third + third, 'EUR')).toBe(10_000)
  })

  it('a correction gives back what the hours cost, rounded alike', () => {
    expect(toMinor(-1_800n * secondPrice('87.35'), 'EUR')).toBe(-toMinor(1_800n * secondPrice('87.35'), 'EUR'))
  })

  it('is converted at the rate of its day and rounded once', () => {
    expect(toMinor(exactAmount('100', '1.0834'), 'USD')).toBe(10_834)
    expect(toMinor(exactAmount('10000', invertRate('160')), 'EUR')).toBe(6_250)
    expect(minorDigits('JPY')).toBe(0)
  })

  it('spread over any weights sums to the whole, and nobody gets more than a unit beside their share', () => {
    fc.assert(
      fc.property(fc.nat(MOST_MINOR), fc.array(fc.nat(1_000), { minLength: 1, maxLength: 60 }), (total, weights) => {
        const sum = weights.reduce((all, weight) => all + weight, 0)
        fc.pre(sum > 0)
        const parts = spreadMinor(total, weights)
        expect(parts.reduce((all, part) => all + part, 0)).toBe(total)
        for (const [index, part] of parts.entries())
          expect(Math.abs(part - (total * (weights[index] ?? 0)) / sum)).toBeLessThan(1 + total * 1e-15)
      }),
    )
  })
})
