import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { findProject, findTeam } from '../look-up.ts'
import type { Project, Team } from '../organization-state.ts'
import { Refusal, refuseProject } from '../refusal.ts'
import type { View } from '../view.ts'

/** Where a resource can be asked: `/{org}/_apis`, `/{org}/{project}/_apis`, `/{org}/{project}/{team}/_apis`. */
export type Scope = 'collection' | 'project' | 'team'

const PREFIXES: Readonly<Record<Scope, string>> = {
  collection: '/:organization/_apis',
  project: '/:organization/:project/_apis',
  team: '/:organization/:project/:team/_apis',
}

export type Params = Readonly<Record<string, string>>
export type Answer = (request: FastifyRequest, reply: FastifyReply) => unknown

/** Registers one resource under each scope it can be asked in. */
export function answer(
  app: FastifyInstance,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'OPTIONS',
  scopes: readonly Scope[],
  path: string,
  handler: Answer,
): void {
  for (const scope of scopes) app.route({ method, url: `${PREFIXES[scope]}/${path}`, handler })
}

export const paramsOf = (request: FastifyRequest): Params => request.params as Params

export function paramOf(request: FastifyRequest, name: string): string {
  const value = paramsOf(request)[name]
  if (value === undefined) throw new Error(`the route has no parameter ${name}`)
  return value
}

/** The project of the path, or null for a request about the whole organisation. */
export function projectOf(view: View, request: FastifyRequest): Project | null {
  const name = paramsOf(request).project
  return name === undefined ? null : loadVisibleProject(view, name)
}

export function requireProject(view: View, request: FastifyRequest): Project {
  return loadVisibleProject(view, paramOf(request, 'project'))
}

export function loadVisibleProject(view: View, nameOrId: string): Project {
  const project = findProject(view.organization, nameOrId)
  if (project === null || !project.isVisible) throw refuseProject(nameOrId)
  return project
}

/** The team of the path; without one, the project's default team. */
export function requireTeam(view: View, request: FastifyRequest): { readonly project: Project; readonly team: Team } {
  const project = requireProject(view, request)
  const name = paramsOf(request).team
  const team =
    name === undefined
      ? view.organization.state.teams.find(({ projectId, isDefault }) => projectId === project.id && isDefault)
      : findTeam(view.organization, project, name)
  if (team === null || team === undefined) throw refuseTeam(name ?? '')
  return { project, team }
}

export const refuseTeam = (nameOrId: string): Refusal =>
  new Refusal(404, 'TeamNotFoundException', `The team with id '${nameOrId}' does not exist.`)
