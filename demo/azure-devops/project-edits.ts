import { editWorkItem } from './edits.ts'
import { formatInstant } from './instant.ts'
import { latestRevision, loadProject, loadRootNode, pathOfNode } from './look-up.ts'
import type { Organization } from './organization.ts'
import type { ClassificationNode } from './organization-state.ts'

/** What administrators do with projects and iterations: none of it makes a revision of a work item. */

/** Changes an iteration's dates; `iteration` is its path (`Project\Sprint 3`) or identifier, dates are YYYY-MM-DD. */
export function editIterationDates(
  organization: Organization,
  edit: { readonly iteration: string; readonly startDate: string | null; readonly finishDate: string | null },
): void {
  const node = loadIteration(organization, edit.iteration)
  setDay(node, 'startDate', edit.startDate)
  setDay(node, 'finishDate', edit.finishDate)
}

/** Renames an iteration: its path follows at once, in all revisions, and none of them is new. */
export function renameIteration(organization: Organization, iteration: string, name: string): void {
  loadIteration(organization, iteration).name = name
  organization.index.paths.clear()
}

/** Deletes an iteration: what is in it moves to another, by a revision each; what was in it keeps its id. */
export function deleteIteration(
  organization: Organization,
  edit: { readonly iteration: string; readonly moveTo: string; readonly by: string },
): void {
  const node = loadIteration(organization, edit.iteration)
  const path = pathOfNode(organization, loadIteration(organization, edit.moveTo).id)
  for (const item of organization.state.workItems) {
    if (item.deletion !== null || latestRevision(item).iterationId !== node.id) continue
    editWorkItem(organization, { id: item.id, by: edit.by, fields: { 'System.IterationPath': path } })
  }
  node.isDeleted = true
  for (const team of organization.state.teams) {
    team.iterationIds = team.iterationIds.filter(id => id !== node.id)
  }
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

function loadIteration(organization: Organization, pathOrIdentifier: string): ClassificationNode {
  const node = organization.state.nodes.find(
    candidate =>
      candidate.structureType === 'iteration' &&
      candidate.isDeleted === undefined &&
      (candidate.identifier === pathOrIdentifier || pathOfNode(organization, candidate.id) === pathOrIdentifier),
  )
  if (node === undefined) throw new Error(`no iteration ${pathOrIdentifier}`)
  return node
}
