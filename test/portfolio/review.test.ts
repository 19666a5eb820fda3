import { describe, expect, it } from 'vitest'
import { assess } from '../../src/portfolio/assessment.ts'
import { measureCalibration } from '../../src/portfolio/forecast/forecast-calibration.ts'
import { DEFAULT_HEALTH_RULES } from '../../src/portfolio/health/health.ts'
import type { MilestoneFacts } from '../../src/portfolio/initiative.ts'
import { measureEstimateError } from '../../src/portfolio/progress/estimate-error.ts'
import { review } from '../../src/portfolio/review.ts'
import { rankDelayCauses } from '../../src/portfolio/scope/delay-cause.ts'
import { date, initiative, item, life, milestone } from './facts.ts'

const assessed = (...milestones: readonly MilestoneFacts[]) =>
  assess(initiative({ milestones }), {
    statusAt: '2027-01-11T09:00:00.000Z',
    seed: 1,
    rules: DEFAULT_HEALTH_RULES,
    previous: null,
  })
const done = milestone('m', {
  dates: [date('2026-12-01', '2026-10-01'), date('2026-12-10', '2026-11-01'), date('2026-12-14', '2026-11-20')],
  actualDay: '2026-12-15',
})
const look = (...milestones: readonly MilestoneFacts[]) =>
  review({ assessment: assessed(...milestones), items: [], blocked: [], forecasts: [] })

describe('a closure review', () => {
  it('tells by how much the last milestone slipped and how often dates moved', () => {
    const earlier = milestone('e', { dates: [date('2026-11-01', '2026-10-01')], actualDay: '2026-11-01' })
    expect(look(earlier, done)).toMatchObject({
      finish: { name: 'Checkout 1.3', isAchieved: true, calendarDays: 14, workingDays: 10 },
      dateMoves: { total: 2, milestones: [{ milestoneId: 'm', moves: 2, movedByDays: 13 }] },
    })
  })

  it('says what is not known and why', () => {
    expect(look()).toMatchObject({
      finish: { calendarDays: null, reason: 'It has no milestone with a date.' },
      cost: { cv: { value: null, reason: 'There is no approved baseline in money.' } },
      estimates: { median: null, text: 'None of the 0 items done has both estimated and spent hours.' },
      calibration: { hitRateP80: null },
      delayCauses: [],
    })
  })
})

describe('the estimate error', () => {
  it('is the median of |actual - estimate| / actual over what is done, with its bias', () => {
    const took = (id: string, originalHours: number | null, spentHours: number | null) =>
      item(id, { state: 'done', originalHours, spentHours })
    const open = item('o', { originalHours: 1, spentHours: 100 })
    const all = [took('a', 8, 10), took('b', 10, 8), took('c', 5, 10), took('d', null, 4), took('e', 4, 0), open]
    expect(measureEstimateError(all)).toMatchObject({ median: 0.25, items: 3 })
    expect(measureEstimateError(all).bias).toBeCloseTo(5 / 28, 10)
  })
})

describe('the calibration of forecasts', () => {
  it('is how often milestones were achieved by the day forecast, of forecasts made before', () => {
    const { milestones } = assessed(done, milestone('open', { dates: [date('2027-03-01', '2026-10-01')] }))
    const made = (milestoneId: string, statusDay: string, p50: string, p80: string) => ({
      milestoneId,
      statusDay,
      p50,
      p80,
    })
    expect(
      measureCalibration(milestones, [
        made('m', '2026-11-02', '2026-12-01', '2026-12-15'),
        made('m', '2026-11-09', '2026-12-15', '2026-12-20'),
        made('m', '2026-11-16', '2026-12-01', '2026-12-14'),
        made('m', '2026-12-15', '2026-12-15', '2026-12-15'),
        made('open', '2026-11-16', '2026-12-01', '2026-12-14'),
      ]),
    ).toMatchObject({ forecasts: 3, hitRateP50: 1 / 3, hitRateP80: 2 / 3 })
  })
})

describe('delay causes', () => {
  const UNTIL = Date.parse('2026-06-01')
  const vendor = { id: 'v', key: 'V-1', title: 'Vendor contract' }
  const other = { id: 'w', key: 'W-1', title: 'Test site' }

  it('are what work waited for, longest first, each day once', () => {
    const causes = rankDelayCauses(
      [
        { life: life('a', { blocked: [['2026-02-01', '2026-02-11']] }), blockers: [vendor, other] },
        { life: life('b', { blocked: [['2026-05-22']] }), blockers: [vendor] },
        {
          life: life('c', {
            blocked: [
              ['2026-03-01', '2026-03-06'],
              ['2026-03-06', '2026-03-26'],
            ],
          }),
          blockers: [],
        },
        { life: life('gone', { in: [['2026-01-05', '2026-02-02']], blocked: [['2026-02-01']] }), blockers: [other] },
        { life: life('never'), blockers: [other] },
      ],
      UNTIL,
    )
    expect(
      causes.map(({ blocker, blockedDays, items }) => [blocker?.key, blockedDays, items.map(({ id }) => id)]),
    ).toEqual([
      [undefined, 25, ['c']],
      ['V-1', 20, ['a', 'b']],
      ['W-1', 1, ['gone']],
    ])
  })

  it('are five at most', () => {
    const work = Array.from({ length: 9 }, (_, index) => ({
      life: life(`i${index}`, { blocked: [['2026-02-01', `2026-02-1${index}`]] }),
      blockers: [],
    }))
    expect(rankDelayCauses(work, UNTIL).map(({ items }) => items[0]?.id)).toEqual(['i8', 'i7', 'i6', 'i5', 'i4'])
  })
})
