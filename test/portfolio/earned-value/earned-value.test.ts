import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { measureIndices } from '../../../src/portfolio/earned-value/earned-value.ts'
import { known, unknown } from '../../../src/portfolio/earned-value/figure.ts'

const amounts = (bac: number, pv: number, ev: number, ac: number, remaining = 0) =>
  measureIndices({ bac, pv: known(pv), ev: known(ev), ac: known(ac), remaining: known(remaining) })

describe('earned value', () => {
  it('of 40,000 earned where 50,000 of 100,000 were planned and 45,000 spent is what the textbook says', () => {
    const indices = amounts(100_000, 50_000, 40_000, 45_000, 70_000)
    expect(indices).toMatchObject({
      sv: { value: -10_000 },
      cv: { value: -5_000 },
      spi: { value: 0.8 },
      cpi: { value: 40 / 45 },
      tcpi: { value: 60 / 55 },
      estimates: {
        typical: {
          eac: { value: 112_500 },
          etc: { value: 67_500 },
          vac: { value: -12_500 },
          tcpi: { value: 60 / 67.5 },
        },
        atypical: { eac: { value: 105_000 }, etc: { value: 60_000 }, vac: { value: -5_000 }, tcpi: { value: 1 } },
        both: { eac: { value: 129_375 }, etc: { value: 84_375 }, vac: { value: -29_375 } },
        bottomUp: {
          eac: { value: 115_000 },
          etc: { value: 70_000 },
          vac: { value: -15_000 },
          tcpi: { value: 60 / 70 },
        },
      },
    })
    expect(indices.cpi.value?.toFixed(4)).toBe('0.8889')
    expect(indices.tcpi.value?.toFixed(4)).toBe('1.0909')
  })

  it.each([
    ['nothing was planned yet', [100, 0, 10, 10], ['spi']],
    ['no cost has arisen', [100, 50, 10, 0], ['cpi']],
    ['all is earned', [100, 100, 100, 90], ['tcpi']],
    ['the budget is spent', [100, 50, 40, 100], ['tcpi']],
  ] as const)('has no index, but a reason, where %s', (_, [bac, pv, ev, ac], missing) => {
    const indices = amounts(bac, pv, ev, ac)
    for (const name of ['spi', 'cpi', 'tcpi'] as const) {
      const isMissing = missing.some(each => each === name)
      expect(indices[name].value === null, name).toBe(isMissing)
      expect(indices[name].reason === null, name).toBe(!isMissing)
    }
  })

  it('cannot estimate the end from work that earned nothing', () => {
    const { estimates, spi, cpi } = amounts(100, 50, 0, 20)
    expect([spi.value, cpi.value]).toEqual([0, 0])
    expect(estimates.typical.eac).toEqual(unknown('Nothing is earned yet, so there is no performance to go on.'))
    expect(estimates.both.vac.value).toBeNull()
    expect(estimates.atypical.eac.value).toBe(120)
  })

  it('without a cost has a schedule all the same, and says of the rest why it is missing', () => {
    const indices = measureIndices({
      bac: 100,
      pv: known(50),
      ev: known(40),
      ac: unknown('No cost is kept.'),
      remaining: known(60),
    })
    expect(indices).toMatchObject({ sv: { value: -10 }, spi: { value: 0.8 } })
    for (const figure of [indices.cv, indices.cpi, indices.tcpi, indices.estimates.typical.vac])
      expect(figure).toEqual(unknown('No cost is kept.'))
  })

  it('is never infinite nor without a reason, whatever the amounts', () => {
    const amount = fc.oneof(fc.constant(0), fc.nat(1_000_000_000))
    fc.assert(
      fc.property(amount, amount, amount, amount, (bac, pv, ev, ac) => {
        const { estimates, ...indices } = amounts(bac, pv, ev, ac)
        const figures = [...Object.values(indices), ...Object.values(estimates).flatMap(each => Object.values(each))]
        for (const { value, reason } of figures) {
          if (value === null) expect(reason).toMatch(/\.$/)
          else expect(Number.isFinite(value)).toBe(true)
        }
        // EAC - AC is what is still to pay, so BAC = ETC + AC + VAC.
        const { etc, vac } = estimates.atypical
        expect((etc.value ?? 0) + ac + (vac.value ?? 0)).toBe(bac)
      }),
    )
  })
})
