import type { FastifyInstance } from 'fastify'
import { fieldsByReferenceName } from '../fields.ts'
import type { Project } from '../organization-state.ts'
import type { StateCategory, WorkItemType } from '../processes.ts'
import { listOf, type View } from '../view.ts'
import { urlOfType } from './process.ts'
import { answer, requireProject, requireTeam } from './scope.ts'

interface Level {
  readonly category: string
  readonly name: string
  readonly rank: number
  readonly type: 'portfolio' | 'requirement' | 'task'
}

/** Which types stand on which backlog level, and which field holds the effort. */
export function answerBacklogs(app: FastifyInstance, view: View): void {
  answer(app, 'GET', ['project', 'team'], 'work/backlogconfiguration', request => {
    const { project, team } = requireTeam(view, request)
    const [task, requirement, ...portfolio] = levelsOf(project).map(level => renderLevel(view, project, level))
    return {
      taskBacklog: task,
      requirementBacklog: requirement,
      portfolioBacklogs: portfolio.reverse(),
      workItemTypeMappedStates: project.types.map(type => ({ workItemTypeName: type.name, states: mapStates(type) })),
      backlogFields: { typeFields: typeFieldsOf(project) },
      bugsBehavior: team.bugsBehavior,
      isBugsBehaviorConfigured: true,
      hiddenBacklogs: [],
      url: `${view.baseUrl}/${project.id}/${team.id}/_apis/work/backlogconfiguration`,
    }
  })

  // Nobody here draws delivery plans, but clients that look for their markers must find an empty list.
  answer(app, 'GET', ['project'], 'work/plans', request => {
    requireProject(view, request)
    return listOf([])
  })

  answer(app, 'GET', ['project'], 'work/processconfiguration', request => {
    const project = requireProject(view, request)
    const [task, requirement, ...portfolio] = levelsOf(project).map(level =>
      renderCategory(view, project, level.category, level.name),
    )
    const typeFields = Object.entries({ ...typeFieldsOf(project), Team: 'System.AreaPath' }).map(
      ([role, referenceName]) => [
        role,
        {
          referenceName,
          name: fieldsByReferenceName.get(referenceName)?.name,
          url: `${view.baseUrl}/_apis/wit/fields/${referenceName}`,
        },
      ],
    )
    return {
      typeFields: Object.fromEntries(typeFields),
      taskBacklog: task,
      requirementBacklog: requirement,
      portfolioBacklogs: portfolio.reverse(),
      bugWorkItems: renderCategory(view, project, 'Microsoft.BugCategory', 'Bugs'),
      url: `${view.baseUrl}/${project.id}/_apis/work/processconfiguration`,
    }
  })
}

function levelsOf(project: Project): readonly Level[] {
  const isAgile = project.process.base === 'Agile'
  return [
    { category: 'Microsoft.TaskCategory', name: 'Tasks', rank: 1, type: 'task' },
    {
      category: 'Microsoft.RequirementCategory',
      name: isAgile ? 'Stories' : 'Backlog items',
      rank: 2,
      type: 'requirement',
    },
    { category: 'Microsoft.FeatureCategory', name: 'Features', rank: 3, type: 'portfolio' },
    { category: 'Microsoft.EpicCategory', name: 'Epics', rank: 4, type: 'portfolio' },
  ]
}

function renderLevel(view: View, project: Project, level: Level): Record<string, unknown> {
  const { workItemTypes } = renderCategory(view, project, level.category, level.name)
  return {
    id: level.category,
    name: level.name,
    rank: level.rank,
    workItemCountLimit: 1000,
    addPanelFields: [
      { referenceName: 'System.Title', name: 'Title', url: `${view.baseUrl}/_apis/wit/fields/System.Title` },
    ],
    columnFields: [],
    workItemTypes,
    defaultWorkItemType: workItemTypes[0],
    color: project.types.find(({ category }) => category === level.category)?.color,
    isHidden: false,
    type: level.type,
  }
}

interface CategoryAnswer {
  readonly name: string
  readonly referenceName: string
  readonly workItemTypes: readonly { readonly name: string; readonly url: string }[]
}

function renderCategory(view: View, project: Project, referenceName: string, name: string): CategoryAnswer {
  const types = project.types.filter(({ category }) => category === referenceName)
  return {
    name,
    referenceName,
    workItemTypes: types.map(type => ({ name: type.name, url: urlOfType(view, project, type.name) })),
  }
}

function typeFieldsOf(project: Project): Readonly<Record<string, string>> {
  const isAgile = project.process.base === 'Agile'
  return {
    Order: isAgile ? 'Microsoft.VSTS.Common.StackRank' : 'Microsoft.VSTS.Common.BacklogPriority',
    Effort: isAgile ? 'Microsoft.VSTS.Scheduling.StoryPoints' : 'Microsoft.VSTS.Scheduling.Effort',
    RemainingWork: 'Microsoft.VSTS.Scheduling.RemainingWork',
    Activity: 'Microsoft.VSTS.Common.Activity',
  }
}

/** This answer, unlike the types' own states, folds Resolved into InProgress and leaves Removed out. */
function mapStates(type: WorkItemType): Readonly<Record<string, StateCategory>> {
  const shown = type.states.filter(({ category }) => category !== 'Removed')
  return Object.fromEntries(
    shown.map(({ name, category }) => [name, category === 'Resolved' ? 'InProgress' : category]),
  )
}
