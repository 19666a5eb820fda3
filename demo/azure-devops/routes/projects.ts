import type { FastifyInstance } from 'fastify'
import { createGuid } from '../guid.ts'
import { findTeam } from '../look-up.ts'
import type { Project, Team } from '../organization-state.ts'
import { readFlag, readNumber, readQuery } from '../read-query.ts'
import { listOf, renderIdentity, type View } from '../view.ts'
import { answer, loadVisibleProject, paramOf, refuseTeam } from './scope.ts'

/** Projects, their history, teams and team members. */
export function answerProjects(app: FastifyInstance, view: View): void {
  const { state } = view.organization
  const visible = (): readonly Project[] => state.projects.filter(project => project.isVisible)

  answer(app, 'GET', ['collection'], 'projects', (request, reply) => {
    const query = readQuery(request)
    const token = readNumber(query, 'continuationToken', 0)
    const skip = readNumber(query, '$skip', token)
    // A page holds 100 projects unless the caller says otherwise.
    const top = readNumber(query, '$top', 100)
    const wanted = query.get('statefilter')?.toLowerCase() ?? 'wellformed'
    const all = ['all', 'wellformed', 'unchanged', '5', '1'].includes(wanted) ? visible() : []
    const next = skip + top
    if (next < all.length) reply.header('x-ms-continuationtoken', String(next))
    return listOf(all.slice(skip, next).map(project => renderProject(view, project)))
  })

  answer(app, 'GET', ['collection'], 'projects/:id', request => {
    const project = loadVisibleProject(view, paramOf(request, 'id'))
    const team = state.teams.find(({ projectId, isDefault }) => projectId === project.id && isDefault)
    return {
      ...renderProject(view, project),
      ...(readFlag(readQuery(request), 'includeCapabilities') ? { capabilities: renderCapabilities(project) } : {}),
      _links: { self: { href: urlOfProject(view, project) } },
      ...(team === undefined ? {} : { defaultTeam: { id: team.id, name: team.name, url: urlOfTeam(view, team) } }),
    }
  })

  answer(app, 'GET', ['collection'], 'projecthistory', request => {
    const minRevision = readNumber(readQuery(request), 'minRevision', 0)
    const shown = new Set(visible().map(({ id }) => id))
    const entries = state.projectHistory.filter(
      ({ projectId, revision }) => shown.has(projectId) && revision >= minRevision,
    )
    return listOf(
      entries.map(({ projectId, ...entry }) => ({
        uri: `vstfs:///Classification/TeamProject/${projectId}`,
        id: projectId,
        ...entry,
        abbreviation: null,
        visibility: 'private',
        properties: [],
        version: 0,
      })),
    )
  })

  answer(app, 'GET', ['collection'], 'projects/:project/teams', request => {
    const project = loadVisibleProject(view, paramOf(request, 'project'))
    return pageOf(
      view,
      request,
      state.teams.filter(({ projectId }) => projectId === project.id),
    )
  })

  answer(app, 'GET', ['collection'], 'teams', request => {
    const shown = new Set(visible().map(({ id }) => id))
    return pageOf(
      view,
      request,
      state.teams.filter(({ projectId }) => shown.has(projectId)),
    )
  })

  answer(app, 'GET', ['collection'], 'projects/:project/teams/:team', request =>
    renderTeam(view, teamOf(view, request), false),
  )

  answer(app, 'GET', ['collection'], 'projects/:project/teams/:team/members', request => {
    const query = readQuery(request)
    const skip = readNumber(query, '$skip', 0)
    const members = teamOf(view, request).members.slice(skip, skip + readNumber(query, '$top', 100))
    return listOf(
      members.map(({ personId, isAdmin }) => ({
        // A member who is no administrator has no such property at all.
        ...(isAdmin ? { isTeamAdmin: true } : {}),
        identity: renderIdentity(view, personId),
      })),
    )
  })
}

function teamOf(view: View, request: Parameters<typeof paramOf>[0]): Team {
  const name = paramOf(request, 'team')
  const team = findTeam(view.organization, loadVisibleProject(view, paramOf(request, 'project')), name)
  if (team === null) throw refuseTeam(name)
  return team
}

function pageOf(view: View, request: Parameters<typeof readQuery>[0], teams: readonly Team[]): unknown {
  const query = readQuery(request)
  const skip = readNumber(query, '$skip', 0)
  const page = teams.slice(skip, skip + readNumber(query, '$top', 100))
  return listOf(page.map(team => renderTeam(view, team, readFlag(query, '$expandIdentity'))))
}

const urlOfProject = (view: View, project: Project): string => `${view.baseUrl}/_apis/projects/${project.id}`
const urlOfTeam = (view: View, team: Team): string =>
  `${view.baseUrl}/_apis/projects/${team.projectId}/teams/${team.id}`

function renderProject(view: View, project: Project): Record<string, unknown> {
  return {
    id: project.id,
    name: project.name,
    description: project.description,
    url: urlOfProject(view, project),
    state: 'wellFormed',
    revision: project.revision,
    visibility: 'private',
    lastUpdateTime: project.lastUpdateTime,
  }
}

function renderCapabilities(project: Project): Record<string, Record<string, string>> {
  return {
    processTemplate: { templateName: project.process.name, templateTypeId: project.process.typeId },
    versioncontrol: { sourceControlType: 'Git', gitEnabled: 'True', tfvcEnabled: 'False' },
  }
}

function renderTeam(view: View, team: Team, isIdentityExpanded: boolean): Record<string, unknown> {
  const identityUrl = `${view.baseUrl}/_apis/Identities/${team.id}`
  const projectName = view.organization.index.projectsById.get(team.projectId)?.name
  const identity = {
    id: team.id,
    descriptor: `Microsoft.TeamFoundation.Identity;S-1-9-${createGuid(team.id).slice(0, 8)}`,
    providerDisplayName: `[${projectName}]\\${team.name}`,
    isActive: true,
    isContainer: true,
  }
  return {
    id: team.id,
    name: team.name,
    url: urlOfTeam(view, team),
    description: team.description,
    identityUrl,
    projectName,
    projectId: team.projectId,
    ...(isIdentityExpanded ? { identity } : {}),
  }
}
