import { expect, it } from 'vitest'
import { findMilestoneConflicts, type NamedMilestone } from '../../../src/portfolio/milestone/milestone-conflict.ts'
import { listReportingDates, traceTrend } from '../../../src/portfolio/milestone/milestone-trend.ts'
import { date } from '../facts.ts'

it('a trend tells at each reporting date what was planned and what was forecast then, and not what came later', () => {
  const instants = listReportingDates('2026-11-01T00:00:00.000Z', '2026-11-15T00:00:00.000Z', 'week')
  expect(instants).toEqual(['2026-11-01T00:00:00.000Z', '2026-11-08T00:00:00.000Z', '2026-11-15T00:00:00.000Z'])
  const at = '2026-11-15T00:00:00.000Z'
  expect(
    traceTrend(
      instants,
      [date('2027-01-24', '2026-11-03'), date('2027-02-11', '2026-11-15')],
      new Map([[at, { p50: '2027-01-20', p80: '2027-02-01', status: 'at_risk' }]]),
    ),
  ).toEqual([
    { at: instants[0], plannedDay: null, p50: null, p80: null, status: null },
    { at: instants[1], plannedDay: '2027-01-24', p50: null, p80: null, status: null },
    { at: instants[2], plannedDay: '2027-01-24', p50: '2027-01-20', p80: '2027-02-01', status: 'at_risk' },
  ])
})

const named = (id: string, set: Partial<NamedMilestone>): NamedMilestone => ({
  id,
  initiativeId: 'checkout',
  name: 'Go-live',
  source: 'release',
  connectionId: 'jira',
  currentDay: '2027-01-24',
  ...set,
})

it('sources that disagree about a milestone are shown with the one that holds, and are not averaged', () => {
  const entered = named('a', { source: 'manual', connectionId: null })
  const release = named('b', { name: ' go-LIVE ', currentDay: '2027-02-11' })
  const all = [
    entered,
    release,
    named('c', { source: 'work_item', connectionId: 'azure', name: 'Go-Live' }),
    named('d', { initiativeId: 'other', currentDay: '2027-05-01' }),
    named('e', { name: 'Pilot', currentDay: '2027-05-01' }),
    named('f', { currentDay: null }),
  ]
  expect(findMilestoneConflicts(entered, all)).toEqual([
    { milestoneId: 'b', source: 'release', connectionId: 'jira', day: '2027-02-11', yields: true },
  ])
  expect(findMilestoneConflicts(release, all).map(({ milestoneId, yields }) => [milestoneId, yields])).toEqual([
    ['a', false],
    ['c', true],
  ])
})
