import type { Organization } from './organization.ts'
import type { ClassificationNode, Person, Project, Revision, Team, WorkItem } from './organization-state.ts'

/** Finding things of an organisation by what people call them; null where a client may be wrong, else they throw. */

export function latestRevision(item: WorkItem): Revision {
  const latest = item.revisions.at(-1)
  if (latest === undefined) throw new Error(`work item ${item.id} has no revision`)
  return latest
}

export function loadWorkItem(organization: Organization, id: number): WorkItem {
  const item = organization.index.itemsById.get(id)
  if (item === undefined) throw new Error(`no work item ${id}`)
  return item
}

export function findProject(organization: Organization, nameOrId: string): Project | null {
  const wanted = nameOrId.toLowerCase()
  return (
    organization.state.projects.find(project => project.id === wanted || project.name.toLowerCase() === wanted) ?? null
  )
}

export function loadProject(organization: Organization, nameOrId: string): Project {
  const project = findProject(organization, nameOrId)
  if (project === null) throw new Error(`no project ${nameOrId}`)
  return project
}

export function findTeam(organization: Organization, project: Project, nameOrId: string): Team | null {
  const wanted = nameOrId.toLowerCase()
  const teams = organization.state.teams.filter(team => team.projectId === project.id)
  return teams.find(team => team.id === wanted || team.name.toLowerCase() === wanted) ?? null
}

/** A person by id, e-mail or name. */
export function loadPerson(organization: Organization, idOrEmailOrName: string): Person {
  const person =
    organization.index.peopleById.get(idOrEmailOrName) ??
    organization.state.people.find(({ email, name }) => email === idOrEmailOrName || name === idOrEmailOrName)
  if (person === undefined) throw new Error(`nobody is called ${idOrEmailOrName}`)
  return person
}

export function loadNode(organization: Organization, id: number): ClassificationNode {
  const node = organization.index.nodesById.get(id)
  if (node === undefined) throw new Error(`no classification node ${id}`)
  return node
}

export function loadRootNode(
  organization: Organization,
  project: Project,
  structureType: ClassificationNode['structureType'],
): ClassificationNode {
  const isRoot = (node: ClassificationNode): boolean =>
    node.projectId === project.id && node.parentId === null && node.structureType === structureType
  const root = organization.state.nodes.find(isRoot)
  if (root === undefined) throw new Error(`${project.name} has no ${structureType} root`)
  return root
}

export function listChildNodes(organization: Organization, node: ClassificationNode): readonly ClassificationNode[] {
  return organization.state.nodes.filter(({ parentId, isDeleted }) => parentId === node.id && isDeleted === undefined)
}

/** The path as work items carry it: the project's name is the first segment. */
export function pathOfNode(organization: Organization, id: number): string {
  const known = organization.index.paths.get(id)
  if (known !== undefined) return known
  const node = loadNode(organization, id)
  const path = node.parentId === null ? node.name : `${pathOfNode(organization, node.parentId)}\\${node.name}`
  organization.index.paths.set(id, path)
  return path
}

export function findNodeByPath(
  organization: Organization,
  structureType: ClassificationNode['structureType'],
  path: string,
): ClassificationNode | null {
  const wanted = path.toLowerCase()
  const matches = (node: ClassificationNode): boolean =>
    node.structureType === structureType &&
    node.isDeleted === undefined &&
    pathOfNode(organization, node.id).toLowerCase() === wanted
  return organization.state.nodes.find(matches) ?? null
}

/** The project an item lies in, or lay in at a revision. */
export function projectOfRevision(organization: Organization, revision: Revision): Project {
  const project = organization.index.projectsById.get(loadNode(organization, revision.areaId).projectId)
  if (project === undefined) throw new Error(`area ${revision.areaId} belongs to no project`)
  return project
}

/** Whether the caller may read the item at all, deleted or not. */
export function isReadable(organization: Organization, item: WorkItem): boolean {
  return projectOfRevision(organization, latestRevision(item)).isVisible
}

/** The parent as it is now, or as it was at an instant: derived from links, which make no revision. */
export function findParentId(organization: Organization, id: number, atMs = Number.POSITIVE_INFINITY): number | null {
  let parentId: number | null = null
  for (const change of organization.index.parentChanges.get(id) ?? []) {
    if (atMs !== Number.POSITIVE_INFINITY && Date.parse(change.changedDate) > atMs) break
    if (change.isActive) parentId = change.sourceId
    else if (parentId === change.sourceId) parentId = null
  }
  return parentId
}
