import { ILJA, list, MAREN } from './answers.ts'

/** Sprint 1 has ended; Sprint 2 is running when the recordings are read. */
export const SPRINT_2 = '5c0ffee0-0000-4000-8000-000000000022'

export const noTeams = list([])
export const teamSettings = {
  backlogIteration: { id: '00000000-0000-0000-0000-000000000000' },
  bugsBehavior: 'asTasks',
  workingDays: ['monday', 'tuesday', 'wednesday', 'thursday'],
  defaultIteration: null,
  defaultIterationMacro: '@currentIteration',
}
export const teamMembers = list([{ isTeamAdmin: true, identity: MAREN }, { identity: ILJA }])
export const capacities = {
  teamMembers: [
    {
      teamMember: MAREN,
      activities: [
        { capacityPerDay: 4.5, name: 'Development' },
        { capacityPerDay: 1, name: 'Testing' },
      ],
      daysOff: [{ start: '2026-03-24T00:00:00Z', end: '2026-03-25T00:00:00Z' }],
    },
    { teamMember: ILJA, activities: [{ capacityPerDay: 0, name: null }], daysOff: [] },
  ],
  totalCapacityPerDay: 5.5,
  totalDaysOff: 2,
}
export const teamDaysOff = { daysOff: [{ start: '2026-03-27T00:00:00Z', end: '2026-03-27T00:00:00Z' }] }
