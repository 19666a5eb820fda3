import { editWorkItem } from './edits.ts'
import { createGuid } from './guid.ts'
import { latestRevision, loadNode, loadProject, loadRootNode, pathOfNode } from './look-up.ts'
import type { Organization } from './organization.ts'
import type { ClassificationNode } from './organization-state.ts'

/** What administrators do with iterations and areas. Work items follow by the id of the node; a rename revises none of them. */

export function createIteration(
  organization: Organization,
  wanted: { readonly project: string; readonly name: string; readonly startDate: string; readonly finishDate: string },
): ClassificationNode {
  const { state, index } = organization
  const project = loadProject(organization, wanted.project)
  const id = Math.max(...state.nodes.map(node => node.id), ...index.nodesById.keys()) + 1
  const node: ClassificationNode = {
    id,
    identifier: createGuid(`iteration ${project.name} ${id}`),
    name: wanted.name,
    structureType: 'iteration',
    projectId: project.id,
    parentId: loadRootNode(organization, project, 'iteration').id,
    startDate: `${wanted.startDate}T00:00:00Z`,
    finishDate: `${wanted.finishDate}T00:00:00Z`,
  }
  state.nodes.push(node)
  index.nodesById.set(id, node)
  return node
}

/** The node's path and those below it change at once, in all revisions of all items. */
export function renameNode(organization: Organization, edit: { readonly id: number; readonly name: string }): void {
  loadNode(organization, edit.id).name = edit.name
  organization.index.paths.clear()
}

/** The items of the node get the other one by a revision each; their older revisions still name what is gone. */
export function deleteIteration(
  organization: Organization,
  edit: { readonly id: number; readonly moveTo: number; readonly by: string; readonly at: Date },
): void {
  const { state } = organization
  const path = pathOfNode(organization, edit.moveTo)
  for (const item of state.workItems) {
    if (item.deletion !== null || latestRevision(item).iterationId !== edit.id) continue
    editWorkItem(organization, { ...edit, id: item.id, fields: { 'System.IterationPath': path } })
  }
  for (const [at, team] of state.teams.entries()) {
    const iterationIds = team.iterationIds.filter(id => id !== edit.id)
    const capacities = team.capacities.filter(({ iterationId }) => iterationId !== edit.id)
    const daysOff = team.daysOff.filter(({ iterationId }) => iterationId !== edit.id)
    state.teams[at] = { ...team, iterationIds, capacities, daysOff }
  }
  state.nodes.splice(state.nodes.indexOf(loadNode(organization, edit.id)), 1)
}
