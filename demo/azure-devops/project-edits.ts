import { formatInstant } from './instant.ts'
import { loadProject, loadRootNode, pathOfNode } from './look-up.ts'
import type { ClassificationNode, Organization } from './organization.ts'

/** What administrators do with projects and iterations: none of it makes a revision of a work item. */

/** Changes an iteration's dates; `iteration` is its path (`Project\Sprint 3`) or identifier, dates are YYYY-MM-DD. */
export function editIterationDates(
  organization: Organization,
  edit: { readonly iteration: string; readonly startDate: string | null; readonly finishDate: string | null },
): void {
  const node = organization.state.nodes.find(
    candidate =>
      candidate.structureType === 'iteration' &&
      (candidate.identifier === edit.iteration || pathOfNode(organization, candidate.id) === edit.iteration),
  )
  if (node === undefined) throw new Error(`no iteration ${edit.iteration}`)
  setDay(node, 'startDate', edit.startDate)
  setDay(node, 'finishDate', edit.finishDate)
}

/** Renames a project: its paths follow at once, in all revisions, and the project's history gets an entry. */
export function renameProject(
  organization: Organization,
  edit: { readonly project: string; readonly name: string; readonly at?: Date },
): void {
  const project = loadProject(organization, edit.project)
  for (const structureType of ['area', 'iteration'] as const) {
    loadRootNode(organization, project, structureType).name = edit.name
  }
  const revisions = organization.state.projectHistory.map(({ revision }) => revision)
  project.name = edit.name
  project.revision = Math.max(0, ...revisions) + 1
  project.lastUpdateTime = formatInstant((edit.at ?? new Date()).getTime())
  organization.index.paths.clear()
  organization.state.projectHistory.push({
    projectId: project.id,
    name: project.name,
    description: project.description,
    state: 'wellFormed',
    revision: project.revision,
    lastUpdateTime: project.lastUpdateTime,
  })
}

/** The caller may no longer read the project: it and its items vanish from every answer, without any event. */
export function removeProjectPermission(organization: Organization, project: string): void {
  loadProject(organization, project).isVisible = false
}

export function restoreProjectPermission(organization: Organization, project: string): void {
  loadProject(organization, project).isVisible = true
}

function setDay(node: ClassificationNode, name: 'startDate' | 'finishDate', day: string | null): void {
  if (day === null) delete node[name]
  else node[name] = `${day}T00:00:00Z`
}
