import { expect, test } from 'vitest'
import type { DependencyAssessment } from '../../../src/portfolio/dependency/assess-dependencies.ts'
import { foldDependencies } from '../../../src/portfolio/dependency/fold-dependencies.ts'
import type { JudgedDependency } from '../../../src/portfolio/dependency/judge-dependencies.ts'

const end = (id: string, initiativeId: string) => ({
  ...{ type: 'item' as const, id, name: id, initiativeId, initiative: initiativeId },
})

const judged = (id: string, set: Partial<JudgedDependency> = {}): JudgedDependency => ({
  ...{ id, origin: 'tracker', provider: end(`${id}-p`, 'tax'), consumer: end(`${id}-c`, 'shop'), lagDays: 0 },
  ...{ reason: null, status: 'holds', providerP50: null, providerP80: null, neededBy: null, probabilityLate: null },
  ...{ text: '', ...set },
})

const told = (
  open: readonly JudgedDependency[],
  cycles: readonly (readonly string[])[] = [],
): DependencyAssessment => ({
  ...{ counts: { violated: 0, at_risk: 0, unknown: 0, holds: 0, met: 0 }, open, cycles, criticalPath: [] },
})

test.each([['shop first'], ['tax first']])(
  'of what two initiatives say of a dependency, that of the consumer is told: %s',
  order => {
    const both: [string, DependencyAssessment][] = [
      ['shop', told([judged('a', { status: 'violated', neededBy: '2027-01-11' })])],
      ['tax', told([judged('a', { status: 'unknown' })])],
    ]
    const folded = foldDependencies(new Map(order === 'shop first' ? both : both.toReversed()))
    expect(folded.open).toMatchObject([{ id: 'a', status: 'violated', neededBy: '2027-01-11' }])
    expect(folded.counts).toEqual({ violated: 1, at_risk: 0, unknown: 0, holds: 0 })
  },
)

test('each end belongs to the milestone that its own initiative knows', () => {
  const ofShop = judged('a', { consumer: { ...end('a-c', 'shop'), milestoneId: 'launch' } })
  const ofTax = judged('a', { provider: { ...end('a-p', 'tax'), milestoneId: 'filing' } })
  for (const both of [
    [ofShop, ofTax],
    [ofTax, ofShop],
  ]) {
    const conclusions = new Map(both.map(each => [each === ofShop ? 'shop' : 'tax', told([each])]))
    const [folded] = foldDependencies(conclusions).open
    expect(folded).toMatchObject({ provider: { milestoneId: 'filing' }, consumer: { milestoneId: 'launch' } })
  }
})

test('the worst come first, what only the provider tells is told, and a circle counts once from wherever it is seen', () => {
  const outside = judged('z', { consumer: end('z-c', 'elsewhere'), status: 'at_risk', probabilityLate: 0.4 })
  const folded = foldDependencies(
    new Map([
      ['tax', told([outside, judged('b')], [['one', 'two']])],
      [
        'shop',
        told([judged('c', { status: 'at_risk', probabilityLate: 0.6 }), judged('b')], [['two', 'one'], ['three']]),
      ],
    ]),
  )
  expect(folded.open.map(({ id }) => id)).toEqual(['c', 'z', 'b'])
  expect(folded.counts).toEqual({ violated: 0, at_risk: 2, unknown: 0, holds: 1 })
  expect(folded.cycles).toHaveLength(2)
})
