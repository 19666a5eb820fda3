import { demoAzureDevOpsProjects, demoPeople, demoPortfolios } from '../../organisation.ts'
import type { Random } from '../../random.ts'
import { createGuid } from '../guid.ts'
import { DAY_MS, formatDay, formatInstant, startOfDay } from '../instant.ts'
import type { ClassificationNode, OrganizationState, Person, Project } from '../organization-state.ts'
import { agileTypes, processIds, riskType, scrumTypes } from '../processes.ts'
import type { ProjectPlan, Sprint } from './project-plan.ts'
import { generateTeams } from './teams.ts'

export interface Structure {
  readonly state: OrganizationState
  readonly projects: readonly ProjectPlan[]
}

const SPRINT_DAYS = 14
const SUB_AREAS = ['Services', 'Interfaces']
/** The inherited process that carries the demo's own work item type. */
const OWN_PROCESS = { name: 'Halden Agile', typeId: createGuid('process Halden Agile'), base: 'Agile' } as const

/** Projects, areas, iterations, people and teams: everything but work items. */
export function generateStructure(random: Random, startMs: number, nowMs: number): Structure {
  const people = demoPeople.filter(person => person.inAzureDevOps).map(describePerson)
  const state: OrganizationState = {
    id: createGuid('organization halden'),
    name: 'halden',
    people,
    projects: [],
    projectHistory: [],
    nodes: [],
    teams: [],
    workItems: [],
    links: [],
    subscriptions: [],
    queries: [],
    lastWorkItemId: 100,
    lastWatermark: 0,
    lastLinkSequence: 0,
  }
  const projects = demoAzureDevOpsProjects.map(({ name, process }, position): ProjectPlan => {
    const createdMs = startMs - (20 - position) * DAY_MS
    const project: Project = {
      id: createGuid(`project ${name}`),
      name,
      description: `${name} of Halden`,
      process: position === 0 ? OWN_PROCESS : { name: process, typeId: processIds[process], base: process },
      types: process === 'Scrum' ? scrumTypes : position === 0 ? [...agileTypes, riskType] : agileTypes,
      revision: 10 + position * 4,
      lastUpdateTime: formatInstant(createdMs),
      isVisible: true,
    }
    state.projects.push(project)
    const { id: projectId, description, revision, lastUpdateTime } = project
    state.projectHistory.push(
      { projectId, name, description, state: 'createPending', revision: revision - 1, lastUpdateTime },
      { projectId, name, description, state: 'wellFormed', revision, lastUpdateTime },
    )
    const rootAreaId = addNode(state, project, 'area', null, name)
    const areas = new Map(
      themesOf(name).map(theme => {
        const areaId = addNode(state, project, 'area', rootAreaId, theme)
        return [theme, [areaId, ...SUB_AREAS.map(subArea => addNode(state, project, 'area', areaId, subArea))]]
      }),
    )
    const rootIterationId = addNode(state, project, 'iteration', null, name)
    const sprints = generateSprints(state, project, rootIterationId, startMs, nowMs)
    return { project, rootAreaId, rootIterationId, sprints, areas }
  })
  for (const plan of projects) state.teams.push(...generateTeams(random, plan, people, nowMs))
  return { state, projects }
}

/** The parts of all initiatives that lie in a project, by theme. */
export function themesOf(projectName: string): readonly string[] {
  const initiatives = demoPortfolios.flatMap(({ programs }) => programs).flatMap(program => program.initiatives)
  const parts = initiatives.flatMap(({ azureDevOps }) => azureDevOps)
  return parts.filter(({ project }) => project === projectName).map(({ theme }) => theme)
}

function describePerson({ name, email }: { readonly name: string; readonly email: string }): Person {
  const id = createGuid(`person ${email}`)
  return { id, name, email, descriptor: `aad.${Buffer.from(id).toString('base64url')}` }
}

/** Two weeks each, from Monday to the Sunday after next, until eight weeks from now. */
function generateSprints(
  state: OrganizationState,
  project: Project,
  rootId: number,
  startMs: number,
  nowMs: number,
): readonly Sprint[] {
  const sprints: Sprint[] = []
  // One project groups its sprints under releases, which have no dates of their own.
  const hasReleases = project.name === 'Data Lake'
  let parentId = rootId
  let firstMs = startOfDay(startMs)
  while (new Date(firstMs).getUTCDay() !== 1) firstMs -= DAY_MS
  for (let from = firstMs; from < nowMs + 56 * DAY_MS; from += SPRINT_DAYS * DAY_MS) {
    const number = sprints.length + 1
    if (hasReleases && number % 6 === 1)
      parentId = addNode(state, project, 'iteration', rootId, `Release ${Math.floor(number / 6) + 1}`)
    const nodeId = addNode(state, project, 'iteration', parentId, `Sprint ${number}`, {
      startDate: formatDay(from),
      finishDate: formatDay(from + (SPRINT_DAYS - 1) * DAY_MS),
    })
    sprints.push({ nodeId, startMs: from, endMs: from + SPRINT_DAYS * DAY_MS })
  }
  return sprints
}

function addNode(
  state: OrganizationState,
  project: Project,
  structureType: ClassificationNode['structureType'],
  parentId: number | null,
  name: string,
  dates: { readonly startDate?: string; readonly finishDate?: string } = {},
): number {
  const id = 1_000 + state.nodes.length
  const identifier = createGuid(`${structureType} ${project.name} ${parentId} ${name}`)
  state.nodes.push({ id, identifier, name, structureType, projectId: project.id, parentId, ...dates })
  return id
}
