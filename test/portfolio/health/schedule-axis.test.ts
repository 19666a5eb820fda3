import { describe, expect, it } from 'vitest'
import type { Forecast } from '../../../src/portfolio/forecast/forecast.ts'
import type { Colour } from '../../../src/portfolio/health/health.ts'
import { type JudgedMilestone, judgeSchedule } from '../../../src/portfolio/health/schedule-axis.ts'

const TODAY = '2027-01-11'

function forecast(p50: string, p80: string): Forecast {
  return {
    status: 'forecast',
    p50,
    p80,
    p85: p80,
    p95: p80,
    horizonDay: '2030-01-07',
    probabilityByTarget: 0.5,
    runs: 10_000,
    remaining: 7,
    ahead: 0,
    waitsFor: [],
    notWaitedFor: [],
  }
}

function judged(set: Partial<JudgedMilestone> = {}): JudgedMilestone {
  return {
    milestoneId: 'm',
    name: 'Checkout 1.3',
    importance: 'normal',
    toleranceDays: 0,
    baselineDay: '2027-01-24',
    currentDay: '2027-01-24',
    forecast: forecast('2027-01-15', '2027-01-20'),
    status: 'on_track',
    movedByDays: 0,
    ...set,
  }
}

const none: Forecast = { status: 'cannot_forecast', reason: 'No items are linked to it.' }

describe('the schedule axis', () => {
  it.each<[string, readonly JudgedMilestone[], Colour, number | null, string]>([
    [
      'is green while P80 holds, and says on what ground',
      [judged()],
      'green',
      -4,
      'Checkout 1.3 is forecast for 2027-01-20 (P80), its date is 2027-01-24.',
    ],
    [
      'is amber when P80 lies after the date',
      [judged({ forecast: forecast('2027-01-22', '2027-02-11'), status: 'at_risk' })],
      'amber',
      18,
      'Checkout 1.3 is forecast for 2027-02-11 (P80), 18 days after its date 2027-01-24.',
    ],
    [
      'is red when even P50 lies after the date',
      [judged({ forecast: forecast('2027-01-25', '2027-02-11'), status: 'at_risk' })],
      'red',
      18,
      'Checkout 1.3 is forecast for 2027-02-11 (P80), 18 days after its date 2027-01-24. Even P50 is later than that: 2027-01-25.',
    ],
    [
      'is amber when the date was moved, although the new one holds',
      [judged({ baselineDay: '2027-01-10', movedByDays: 14, status: 'slipped' })],
      'amber',
      14,
      'Checkout 1.3 slipped by 14 days against its baseline, from 2027-01-10 to 2027-01-24.',
    ],
    [
      'is red when the milestone that slipped is of high importance',
      [judged({ baselineDay: '2027-01-10', movedByDays: 14, status: 'slipped', importance: 'high' })],
      'red',
      14,
      'Checkout 1.3 slipped by 14 days against its baseline, from 2027-01-10 to 2027-01-24.',
    ],
    [
      'is red when a date has passed',
      [judged({ currentDay: '2027-01-10', status: 'missed' })],
      'red',
      1,
      'Checkout 1.3 is overdue by 1 day: its date was 2027-01-10.',
    ],
    [
      'is amber when a promised date was taken away',
      [judged({ currentDay: null, status: 'no_date', movedByDays: null })],
      'amber',
      null,
      'Checkout 1.3 no longer has a date; it was 2027-01-24.',
    ],
    [
      'is grey, never green, when the next milestone cannot be forecast',
      [judged({ forecast: none }), judged({ milestoneId: 'later', currentDay: '2027-06-01' })],
      'grey',
      null,
      'Checkout 1.3 cannot be forecast: No items are linked to it.',
    ],
    [
      'stays green when only a later milestone cannot be forecast',
      [judged(), judged({ milestoneId: 'later', currentDay: '2027-06-01', baselineDay: '2027-06-01', forecast: none })],
      'green',
      -4,
      'Checkout 1.3 is forecast for 2027-01-20 (P80), its date is 2027-01-24.',
    ],
    ['is grey without milestones', [], 'grey', null, 'There is no milestone.'],
    [
      'is grey when no open milestone has a date',
      [judged({ currentDay: null, baselineDay: null, status: 'no_date', movedByDays: null })],
      'grey',
      null,
      'No open milestone has a date.',
    ],
    [
      'is green when all milestones are achieved',
      [judged({ status: 'achieved' })],
      'green',
      null,
      'All milestones are achieved (1).',
    ],
    [
      'is red in words when the end is not in sight',
      [judged({ forecast: forecast('2030-01-07', '2030-01-07'), status: 'at_risk' })],
      'red',
      1079,
      'Checkout 1.3 is not in sight: at the present pace it ends after 2030-01-07, its date is 2027-01-24.',
    ],
  ])('%s', (_, milestones, colour, value, reason) => {
    const axis = judgeSchedule(milestones, TODAY)
    expect([axis.colour, axis.value, axis.reasons[0]]).toEqual([colour, value, reason])
  })

  it('takes the colour of the worst milestone, names it as evidence and tells the other bad ones', () => {
    const axis = judgeSchedule(
      [
        judged({ milestoneId: 'good', name: 'Good' }),
        judged({ milestoneId: 'late', name: 'Late', forecast: forecast('2027-01-22', '2027-02-11') }),
        judged({ milestoneId: 'gone', name: 'Gone', currentDay: '2027-01-04', status: 'missed' }),
      ],
      TODAY,
    )
    expect(axis).toMatchObject({ colour: 'red', evidenceIds: ['gone'], threshold: 0 })
    expect(axis.reasons).toEqual([
      'Gone is overdue by 7 days: its date was 2027-01-04.',
      'Late is forecast for 2027-02-11 (P80), 18 days after its date 2027-01-24.',
    ])
  })
})
