import { describe, expect, test } from 'vitest'
import { normalizeTeam, normalizeTeamPlan } from '../../src/work/normalize-team.ts'
import { recordId } from '../../src/work/record-id.ts'
import type { SourceTeamPlan } from '../../src/work/source-record.ts'

const plan = (more: Partial<SourceTeamPlan>) =>
  normalizeTeamPlan(
    { type: 'team_plan', externalId: 't/7', teamId: 't', iterationId: '7', capacities: [], daysOff: [], ...more },
    'c',
  )

describe('the plan of a team', () => {
  test('keeps zero apart from unknown, and adds what is listed twice', () => {
    const { capacities } = plan({
      capacities: [
        { personId: 'p', activity: 'Design', hoursPerDay: 2 },
        { personId: 'p', activity: 'Design', hoursPerDay: 1.5 },
        { personId: 'p', activity: null, hoursPerDay: 0 },
      ],
    })
    expect(capacities.map(({ personId, activity, hoursPerDay }) => [personId, activity, hoursPerDay])).toEqual([
      [recordId('c', 'person', 'p'), 'Design', 3.5],
      [recordId('c', 'person', 'p'), null, 0],
    ])
  })

  test('takes the longer of two absences that begin together, and none that is no range of days', () => {
    const { daysOff } = plan({
      daysOff: [
        { personId: null, firstDay: '2026-12-24', lastDay: '2026-12-24' },
        { personId: null, firstDay: '2026-12-24', lastDay: '2026-12-31' },
        { personId: 'p', firstDay: '2026-12-24', lastDay: '2026-12-23' },
        { personId: 'p', firstDay: '2026-02-30', lastDay: '2026-03-02' },
      ],
    })
    expect(daysOff.map(({ personId, firstDay, lastDay }) => [personId, firstDay, lastDay])).toEqual([
      [null, '2026-12-24', '2026-12-31'],
    ])
  })
})

test('what a tracker does not tell of a team stays unknown', () => {
  const told = { type: 'team', externalId: 't', projectId: null, name: 'Keepers' } as const
  const unknown = { workingDays: null, memberIds: null, iterationIds: null }
  expect(normalizeTeam({ ...told, ...unknown }, 'c')).toMatchObject({ ...unknown, projectId: null })
})
