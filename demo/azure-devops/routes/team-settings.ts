import type { FastifyInstance, FastifyRequest } from 'fastify'
import { DAY_MS } from '../instant.ts'
import { loadNode, loadRootNode, pathOfNode } from '../look-up.ts'
import type { ClassificationNode, Project, Team } from '../organization-state.ts'
import { readQuery } from '../read-query.ts'
import { Refusal } from '../refusal.ts'
import { listOf, type View } from '../view.ts'
import { answer, paramOf, requireTeam } from './scope.ts'

const NO_ITERATION = '00000000-0000-0000-0000-000000000000'

/** How a team plans: its settings, its areas, the iterations it selected. */
export function answerTeamSettings(app: FastifyInstance, view: View): void {
  answer(app, 'GET', ['project', 'team'], 'work/teamsettings', request => {
    const { project, team } = requireTeam(view, request)
    const url = urlOfTeamSettings(view, project, team)
    return {
      backlogIteration: renderBacklogIteration(view, project, team),
      bugsBehavior: team.bugsBehavior,
      workingDays: team.workingDays,
      backlogVisibilities: {
        'Microsoft.EpicCategory': true,
        'Microsoft.FeatureCategory': true,
        'Microsoft.RequirementCategory': true,
      },
      defaultIteration: null,
      defaultIterationMacro: '@currentIteration',
      url,
      _links: { self: { href: url }, teamIterations: { href: `${url}/iterations` } },
    }
  })

  answer(app, 'GET', ['project', 'team'], 'work/teamsettings/teamfieldvalues', request => {
    const { project, team } = requireTeam(view, request)
    const values = team.areas.map(({ areaId, includeChildren }) => ({
      value: pathOfNode(view.organization, areaId),
      includeChildren,
    }))
    return {
      field: { referenceName: 'System.AreaPath', url: `${view.baseUrl}/_apis/wit/fields/System.AreaPath` },
      // A team that owns no area has null here, and no values.
      defaultValue: values[0]?.value ?? null,
      values,
      url: `${urlOfTeamSettings(view, project, team)}/teamfieldvalues`,
    }
  })

  answer(app, 'GET', ['project', 'team'], 'work/teamsettings/iterations', request => {
    const { project, team } = requireTeam(view, request)
    const isCurrentOnly = readQuery(request).get('$timeframe')?.toLowerCase() === 'current'
    const iterations = team.iterationIds
      .map(id => renderIteration(view, project, team, loadNode(view.organization, id)))
      .filter(({ attributes }) => !isCurrentOnly || attributes.timeFrame === 'current')
    return listOf(iterations)
  })

  answer(app, 'GET', ['project', 'team'], 'work/teamsettings/iterations/:iteration', request => {
    const { project, team } = requireTeam(view, request)
    return renderIteration(view, project, team, requireIteration(view, request, team))
  })
}

export const urlOfTeamSettings = (view: View, project: Project, team: Team): string =>
  `${view.baseUrl}/${project.id}/${team.id}/_apis/work/teamsettings`

/** The iteration of the path, if the team selected it. */
export function requireIteration(view: View, request: FastifyRequest, team: Team): ClassificationNode {
  const identifier = paramOf(request, 'iteration').toLowerCase()
  const nodes = team.iterationIds.map(id => loadNode(view.organization, id))
  const node = nodes.find(candidate => candidate.identifier === identifier)
  if (node === undefined) {
    throw new Refusal(
      404,
      'IterationNotFoundException',
      `TF400498: The iteration ${identifier} does not exist for the team ${team.name}.`,
    )
  }
  return node
}

function renderBacklogIteration(view: View, project: Project, team: Team): Record<string, unknown> {
  if (team.backlogIterationId === null) return { id: NO_ITERATION }
  const node = loadNode(view.organization, team.backlogIterationId)
  const root = loadRootNode(view.organization, project, 'iteration')
  return {
    id: node.identifier,
    name: node.name,
    path: node === root ? '' : pathOfNode(view.organization, node.id).slice(root.name.length),
    url: `${view.baseUrl}/${project.id}/_apis/wit/classificationNodes/Iterations`,
  }
}

interface TeamIterationAnswer {
  readonly id: string
  readonly name: string
  readonly path: string
  readonly attributes: {
    readonly startDate: string | null
    readonly finishDate: string | null
    readonly timeFrame: 'past' | 'current' | 'future'
  }
  readonly url: string
}

function renderIteration(view: View, project: Project, team: Team, node: ClassificationNode): TeamIterationAnswer {
  return {
    id: node.identifier,
    name: node.name,
    path: pathOfNode(view.organization, node.id),
    attributes: {
      startDate: node.startDate ?? null,
      finishDate: node.finishDate ?? null,
      timeFrame: timeFrameOf(node, view.now()),
    },
    url: `${urlOfTeamSettings(view, project, team)}/iterations/${node.identifier}`,
  }
}

/** The finish day is part of the iteration; one without dates counts as to come. */
function timeFrameOf(node: ClassificationNode, now: Date): 'past' | 'current' | 'future' {
  if (node.startDate === undefined || node.finishDate === undefined) return 'future'
  if (now.getTime() >= Date.parse(node.finishDate) + DAY_MS) return 'past'
  return now.getTime() < Date.parse(node.startDate) ? 'future' : 'current'
}
