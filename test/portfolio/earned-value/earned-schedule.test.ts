import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { measureEarnedSchedule, type PlannedPoint } from '../../../src/portfolio/earned-value/earned-schedule.ts'

const plan = (...values: readonly number[]): readonly PlannedPoint[] =>
  [0, ...values].map((value, time) => ({ time, value }))

const FIVE_MONTHS = plan(10_000, 20_000, 35_000, 50_000, 70_000)

describe('earned schedule', () => {
  it('of 40,000 earned in month 4 of 10, 20, 35, 50 and 70 thousand is a third into that month', () => {
    const answer = measureEarnedSchedule(FIVE_MONTHS, { earned: 40_000, actualTime: 4 })
    expect(answer.earnedSchedule).toBe(3 + 5 / 15)
    expect(answer.earnedSchedule.toFixed(3)).toBe('3.333')
    expect(answer.scheduleVariance.toFixed(3)).toBe('-0.667')
    expect(answer.schedulePerformance.value?.toFixed(3)).toBe('0.833')
    expect(answer.estimatedDuration.value).toBeCloseTo(6, 12)
  })

  it('stays below 1 where everything is done, a month late', () => {
    const answer = measureEarnedSchedule(FIVE_MONTHS, { earned: 70_000, actualTime: 6 })
    expect(answer).toMatchObject({ earnedSchedule: 5, scheduleVariance: -1, schedulePerformance: { value: 5 / 6 } })
    expect(answer.estimatedDuration.value).toBe(6)
  })

  it('is on time during a pause of the plan, not ahead by the rest of the pause', () => {
    const paused = plan(0, 0, 10, 10, 10, 20)
    const at = (earned: number, actualTime: number) => measureEarnedSchedule(paused, { earned, actualTime })
    expect(at(0, 1).schedulePerformance.value).toBe(1)
    expect(at(10, 4).schedulePerformance.value).toBe(1)
    expect(at(10, 6).earnedSchedule).toBe(5)
    expect(at(10, 2).earnedSchedule).toBe(3)
  })

  it('has no index before the plan begins, and no end in sight before anything is earned', () => {
    expect(measureEarnedSchedule(FIVE_MONTHS, { earned: 0, actualTime: 0 }).schedulePerformance.value).toBeNull()
    const late = measureEarnedSchedule(FIVE_MONTHS, { earned: 0, actualTime: 2 })
    expect(late.schedulePerformance.value).toBe(0)
    expect(late.estimatedDuration.reason).toBe('Nothing was earned yet, so there is no pace to go on.')
  })

  it('rises with what is earned and never leaves the plan', () => {
    const steps = fc.array(fc.nat(100), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(
        steps,
        fc.nat(1_200),
        fc.nat(1_200),
        fc.double({ min: 0.1, max: 20, noNaN: true }),
        (rises, a, b, actualTime) => {
          let sum = 0
          const curve = plan(...rises.map(rise => (sum += rise)))
          const [less, more] = [Math.min(a, b, sum), Math.min(Math.max(a, b), sum)].map(
            earned => measureEarnedSchedule(curve, { earned, actualTime }).earnedSchedule,
          )
          expect(less).toBeLessThanOrEqual(more ?? 0)
          expect(more).toBeLessThanOrEqual(rises.length)
        },
      ),
    )
  })
})
