import { createGuid } from '../../demo/azure-devops/guid.ts'
import { formatDay, formatInstant } from '../../demo/azure-devops/instant.ts'
import type {
  ClassificationNode,
  OrganizationState,
  Person,
  Project,
  Team,
} from '../../demo/azure-devops/organization-state.ts'
import { agileTypes, processIds } from '../../demo/azure-devops/processes.ts'
import { HISTORY } from './staggered.ts'
import { PEOPLE } from './wording.ts'

export const PROJECTS = 20
export const ITERATIONS_PER_PROJECT = 12
const ITERATION_MS = 14 * 24 * 3_600_000

/** An organisation of 20 projects, each with areas, iterations and a team, and without work items yet. */
export function buildOrganizationState(): OrganizationState {
  const people = PEOPLE.map(({ name, email }): Person => {
    const id = createGuid(`person ${email}`)
    return { id, name, email, descriptor: `aad.${Buffer.from(id).toString('base64url')}` }
  })
  const projects = Array.from({ length: PROJECTS }, (_, at) => describeProject(`Bench project ${at + 1}`))
  const nodes: ClassificationNode[] = []
  for (const project of projects) addNodes(project, nodes)
  return {
    id: createGuid('organization bench'),
    name: 'bench',
    people,
    projects,
    projectHistory: projects.map(({ id, name, description, revision, lastUpdateTime }) => ({
      projectId: id,
      name,
      description,
      state: 'wellFormed',
      revision,
      lastUpdateTime,
    })),
    nodes,
    teams: projects.map(project => describeTeam(project, nodes, people)),
    workItems: [],
    links: [],
    subscriptions: [],
    queries: [],
    lastWorkItemId: 100,
    lastWatermark: 0,
    lastLinkSequence: 0,
  }
}

const describeProject = (name: string): Project => ({
  id: createGuid(`project ${name}`),
  name,
  description: name,
  process: { name: 'Agile', typeId: processIds.Agile, base: 'Agile' },
  types: agileTypes,
  revision: 10,
  lastUpdateTime: formatInstant(HISTORY.fromMs),
  isVisible: true,
})

function addNodes(project: Project, nodes: ClassificationNode[]): void {
  const add = (
    structureType: 'area' | 'iteration',
    parentId: number | null,
    name: string,
    dates: object = {},
  ): number => {
    const id = 1_000 + nodes.length
    const identifier = createGuid(`${structureType} ${project.name} ${name}`)
    nodes.push({ id, identifier, name, structureType, projectId: project.id, parentId, ...dates })
    return id
  }
  const areaId = add('area', null, project.name)
  for (const name of ['Services', 'Interfaces', 'Operations']) add('area', areaId, name)
  const rootId = add('iteration', null, project.name)
  for (let at = 0; at < ITERATIONS_PER_PROJECT; at += 1) {
    const startMs = HISTORY.fromMs + at * 4 * ITERATION_MS
    const dates = { startDate: formatDay(startMs), finishDate: formatDay(startMs + ITERATION_MS - 86_400_000) }
    add('iteration', rootId, `Iteration ${at + 1}`, dates)
  }
}

function describeTeam(project: Project, nodes: readonly ClassificationNode[], people: readonly Person[]): Team {
  const own = nodes.filter(({ projectId }) => projectId === project.id)
  const iterations = own.filter(({ structureType }) => structureType === 'iteration')
  const rootArea = own.find(({ structureType }) => structureType === 'area')
  return {
    id: createGuid(`team ${project.name}`),
    name: `${project.name} Team`,
    description: '',
    projectId: project.id,
    isDefault: true,
    members: people.slice(0, 8).map(({ id }, at) => ({ personId: id, isAdmin: at === 0 })),
    backlogIterationId: iterations[0]?.id ?? null,
    iterationIds: iterations.slice(1).map(({ id }) => id),
    areas: rootArea === undefined ? [] : [{ areaId: rootArea.id, includeChildren: true }],
    bugsBehavior: 'asRequirements',
    workingDays: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
    capacities: [],
    daysOff: [],
  }
}
