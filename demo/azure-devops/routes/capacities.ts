import type { FastifyInstance } from 'fastify'
import { DAY_MS } from '../instant.ts'
import { loadNode } from '../look-up.ts'
import type { DaysOff, Team, TeamCapacity } from '../organization-state.ts'
import { Refusal } from '../refusal.ts'
import { listOf, renderIdentity, type View } from '../view.ts'
import { answer, paramOf, requireProject, requireTeam } from './scope.ts'
import { requireIteration, urlOfTeamSettings } from './team-settings.ts'

/** Who has how many hours in an iteration, when people and teams are away, and what the iteration holds. */
export function answerCapacities(app: FastifyInstance, view: View): void {
  answer(app, 'GET', ['project', 'team'], 'work/teamsettings/iterations/:iteration/capacities', request => {
    const { project, team } = requireTeam(view, request)
    const iteration = requireIteration(view, request, team)
    const url = `${urlOfTeamSettings(view, project, team)}/iterations/${iteration.identifier}/capacities`
    const capacities = team.capacities.filter(({ iterationId }) => iterationId === iteration.id)
    const teamMembers = capacities.map(({ personId, activities, daysOff }) => ({
      teamMember: renderIdentity(view, personId),
      activities,
      daysOff,
      url: `${url}/${personId}`,
    }))
    // The totals came with version 7 of the server.
    if (view.edition.latestVersion < 7) return listOf(teamMembers)
    return {
      teamMembers,
      totalCapacityPerDay: sum(capacities.map(capacityPerDay)),
      totalDaysOff: sum(capacities.map(({ daysOff }) => countDays(daysOff))),
      url,
    }
  })

  answer(app, 'GET', ['project', 'team'], 'work/teamsettings/iterations/:iteration/teamdaysoff', request => {
    const { project, team } = requireTeam(view, request)
    const iteration = requireIteration(view, request, team)
    return {
      daysOff: listTeamDaysOff(team, iteration.id),
      url: `${urlOfTeamSettings(view, project, team)}/iterations/${iteration.identifier}/teamdaysoff`,
    }
  })

  answer(app, 'GET', ['project'], 'work/iterations/:iteration/iterationcapacities', request => {
    const project = requireProject(view, request)
    const identifier = paramOf(request, 'iteration').toLowerCase()
    const selects = (team: Team): boolean =>
      team.projectId === project.id &&
      team.iterationIds.some(id => loadNode(view.organization, id).identifier === identifier)
    const teams = view.organization.state.teams.filter(selects).map(team => {
      const iterationId = team.iterationIds.find(id => loadNode(view.organization, id).identifier === identifier)
      const capacities = team.capacities.filter(capacity => capacity.iterationId === iterationId)
      return {
        teamId: team.id,
        teamCapacityPerDay: sum(capacities.map(capacityPerDay)),
        teamTotalDaysOff: sum(capacities.map(({ daysOff }) => countDays(daysOff))),
      }
    })
    if (teams.length === 0)
      throw new Refusal(404, 'IterationNotFoundException', `TF400498: The iteration ${identifier} does not exist.`)
    return {
      teams,
      totalIterationCapacityPerDay: sum(teams.map(({ teamCapacityPerDay }) => teamCapacityPerDay)),
      totalIterationDaysOff: sum(teams.map(({ teamTotalDaysOff }) => teamTotalDaysOff)),
    }
  })
}

function listTeamDaysOff(team: Team, iterationId: number): readonly DaysOff[] {
  return team.daysOff.find(entry => entry.iterationId === iterationId)?.days ?? []
}

const capacityPerDay = ({ activities }: TeamCapacity): number =>
  sum(activities.map(activity => activity.capacityPerDay))

/** Both ends of a range are days off. */
function countDays(daysOff: readonly DaysOff[]): number {
  return sum(daysOff.map(({ start, end }) => (Date.parse(end) - Date.parse(start)) / DAY_MS + 1))
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
