import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Candidate,
  findModelProblem,
  type Known,
  prioritize,
  type ScoreModel,
} from '../../src/portfolio/priority.ts'

const WEIGHTED: ScoreModel = {
  method: 'weighted',
  criteria: [
    { name: 'value', source: 'entered', weight: 3, part: 'value' },
    { name: 'effort', source: 'remaining_points', weight: -1, part: 'value' },
  ],
}
const WSJF: ScoreModel = {
  method: 'wsjf',
  criteria: [
    { name: 'value', source: 'entered', weight: 1, part: 'value' },
    { name: 'urgency', source: 'entered', weight: 2, part: 'value' },
    { name: 'size', source: 'remaining_points', weight: 1, part: 'size' },
  ],
}

const known = (value: number | null): Known => ({ value, text: value === null ? 'It is not estimated.' : 'Entered.' })
const candidate = (
  id: string,
  values: Readonly<Record<string, number | null>>,
  demand: number | null = 10,
): Candidate => ({
  ...{ id, name: id, demand: known(demand) },
  values: new Map(Object.entries(values).map(([name, value]) => [name, known(value)])),
})
const shown = (ranked: ReturnType<typeof prioritize>) =>
  ranked.map(({ id, rank, score, cumulative, isAboveCut }) => [id, rank, score, cumulative, isAboveCut])

describe('priorities', () => {
  it('are ranked by weighted score and cut where the capacity ends', () => {
    const ranked = prioritize(
      [
        candidate('a', { value: 5, effort: 5 }),
        candidate('b', { value: 9, effort: 2 }, 40),
        candidate('c', { value: 8, effort: 4 }, 60),
        candidate('d', { value: 1, effort: 1 }, 1),
      ],
      WEIGHTED,
      60,
    )
    expect(shown(ranked)).toEqual([
      ['b', 1, 25, 40, true],
      ['c', 2, 20, 100, false],
      ['a', 3, 10, 110, false],
      ['d', 4, 2, 111, false],
    ])
    expect(ranked[1]?.text).toBe('Score 20. Dropped: with it 100 of 60 are asked for.')
  })

  it('by WSJF are the cost of delay divided by the size of the job', () => {
    const ranked = prioritize(
      [candidate('big', { value: 8, urgency: 8, size: 20 }), candidate('small', { value: 3, urgency: 5, size: 2 })],
      WSJF,
      null,
    )
    expect(shown(ranked)).toEqual([
      ['small', 1, 6.5, 10, null],
      ['big', 2, 1.2, 20, null],
    ])
  })

  it('rank nothing whose value is unknown, and say which', () => {
    const ranked = prioritize(
      [
        candidate('unsized', { value: 8, urgency: 8, size: null }),
        candidate('nothing left', { value: 8, urgency: 8, size: 0 }),
        candidate('fine', { value: 1, urgency: 1, size: 1 }),
      ],
      WSJF,
      10,
    )
    expect(shown(ranked)).toEqual([
      ['fine', 1, 3, 10, true],
      ['nothing left', null, null, null, null],
      ['unsized', null, null, null, null],
    ])
    expect(ranked[2]?.text).toBe('Not scored: size is not known. It is not estimated.')
    expect(ranked[1]?.text).toBe('Not scored: the size is 0, nothing can be divided by it.')
  })

  it('place nobody above or below the cut whose demand is unknown', () => {
    const ranked = prioritize(
      [candidate('a', { value: 9, effort: 1 }, null), candidate('b', { value: 1, effort: 1 }, 10)],
      WEIGHTED,
      10,
    )
    expect(shown(ranked)).toEqual([
      ['a', 1, 26, null, null],
      ['b', 2, 2, 10, true],
    ])
  })

  it('never keep what scores lower than what they drop', () => {
    const any = fc.record({ value: fc.nat(10), effort: fc.nat(10), demand: fc.nat(50) })
    fc.assert(
      fc.property(fc.array(any, { maxLength: 15 }), fc.nat(200), (all, capacity) => {
        const ranked = prioritize(
          all.map(({ demand, ...values }, index) => candidate(`i${index}`, values, demand)),
          WEIGHTED,
          capacity,
        )
        const kept = ranked.filter(({ isAboveCut }) => isAboveCut)
        const dropped = ranked.filter(({ isAboveCut }) => !isAboveCut)
        expect(kept.reduce((sum, { demand }) => sum + (demand ?? 0), 0)).toBeLessThanOrEqual(capacity)
        for (const { score } of dropped) for (const each of kept) expect(each.score).toBeGreaterThanOrEqual(score ?? 0)
      }),
    )
  })
})

describe('a score model', () => {
  const size = { name: 'size', source: 'entered', weight: 1, part: 'size' } as const
  const value = { name: 'value', source: 'entered', weight: 1, part: 'value' } as const
  it.each<[ScoreModel, RegExp | null]>([
    [WEIGHTED, null],
    [WSJF, null],
    [{ method: 'weighted', criteria: [size] }, /no criterion of the part "size"/],
    [{ method: 'wsjf', criteria: [value] }, /exactly one/],
    [{ method: 'wsjf', criteria: [size] }, /needs a criterion/],
    [{ method: 'weighted', criteria: [value, value] }, /same name/],
  ])('of %j has the problem %s', (model, problem) => {
    if (problem === null) expect(findModelProblem(model)).toBeNull()
    else expect(findModelProblem(model)).toMatch(problem)
  })
})
