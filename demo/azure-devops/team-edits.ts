import { loadNode } from './look-up.ts'
import type { Organization } from './organization.ts'
import type { DaysOff, Team, TeamCapacity } from './organization-state.ts'

/** What teams do with their plans: none of it makes a revision of a work item, and no hook tells of it. */

/** Sets what one person has for the team in an iteration; null takes the entry away. */
export function planCapacity(
  organization: Organization,
  { team: teamId, ...entry }: { readonly team: string; readonly iterationId: number; readonly personId: string },
  plan: Pick<TeamCapacity, 'activities' | 'daysOff'> | null,
): void {
  const team = loadTeam(organization, teamId)
  loadNode(organization, entry.iterationId)
  const others = team.capacities.filter(
    ({ iterationId, personId }) => iterationId !== entry.iterationId || personId !== entry.personId,
  )
  team.capacities = plan === null ? others : [...others, { ...entry, ...plan }]
}

/** Sets the days on which the whole team is away. */
export function planTeamDaysOff(
  organization: Organization,
  teamId: string,
  iterationId: number,
  days: readonly DaysOff[],
): void {
  const team = loadTeam(organization, teamId)
  team.daysOff = [...team.daysOff.filter(each => each.iterationId !== iterationId), { iterationId, days }]
}

export function removeTeam({ state }: Organization, id: string): void {
  const position = state.teams.findIndex(team => team.id === id)
  if (position < 0) throw new Error(`no team ${id}`)
  state.teams.splice(position, 1)
}

function loadTeam({ state }: Organization, id: string): Team {
  const team = state.teams.find(candidate => candidate.id === id)
  if (team === undefined) throw new Error(`no team ${id}`)
  return team
}
