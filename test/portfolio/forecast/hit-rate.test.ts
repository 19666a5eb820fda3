import { describe, expect, it } from 'vitest'
import { judgeHitRate } from '../../../src/portfolio/forecast/hit-rate.ts'

const held = (forecasts: number, byP50: number, byP80: number) => ({ forecasts, byP50, byP80 })

describe('the hit rate beside a forecast', () => {
  it('is that of the initiative from five forecasts on, with their number', () => {
    expect(judgeHitRate({ own: held(5, 2, 4), all: held(50, 10, 20) })).toEqual({
      ...{ of: 'initiative', forecasts: 5, p50: 0.4, p80: 0.8, reason: null },
    })
  })

  it('is that of all initiatives where its own are too few or not measured yet', () => {
    const all = { of: 'all', forecasts: 20, p50: 0.5, p80: 0.75, reason: null }
    expect(judgeHitRate({ own: held(4, 4, 4), all: held(20, 10, 15) })).toEqual(all)
    expect(judgeHitRate({ own: null, all: held(20, 10, 15) })).toEqual(all)
  })

  it('is none where all are too few, and none for an instant at which nobody measured', () => {
    expect(judgeHitRate({ own: held(1, 1, 1), all: held(4, 4, 4) })).toMatchObject({
      forecasts: 4,
      p50: null,
      p80: null,
      reason: 'Only 4 finished milestones of ten items or more could be forecast once more; a hit rate needs 5.',
    })
    expect(judgeHitRate(null)).toMatchObject({ p50: null, p80: null, reason: 'It was not measured at that instant.' })
  })
})
