import type { FastifyInstance } from 'fastify'
import {
  commonFieldNames,
  type FieldDefinition,
  fieldDefinitions,
  fieldsByLowerCaseName,
  fieldsByReferenceName,
} from '../fields.ts'
import { createGuid } from '../guid.ts'
import { latestRevision, projectOfRevision } from '../look-up.ts'
import type { Project } from '../organization-state.ts'
import { processIds, type WorkItemType } from '../processes.ts'
import { readQuery } from '../read-query.ts'
import { Refusal } from '../refusal.ts'
import { renderRelationTypes } from '../relation-types.ts'
import { listOf, type View } from '../view.ts'
import { answer, paramOf, requireProject } from './scope.ts'

/** What a project's process defines: fields, types, states, categories, link types, tags. */
export function answerProcess(app: FastifyInstance, view: View): void {
  answer(app, 'GET', ['collection', 'project'], 'wit/fields', () =>
    listOf(fieldDefinitions.map(field => renderField(view, field))),
  )

  answer(app, 'GET', ['collection', 'project'], 'wit/fields/:field', request => {
    const name = paramOf(request, 'field')
    const field = fieldsByLowerCaseName.get(name.toLowerCase())
    if (field === undefined)
      throw new Refusal(404, 'WorkItemTrackingFieldDefinitionNotFoundException', `TF51535: Cannot find field ${name}.`)
    return renderField(view, field)
  })

  answer(app, 'GET', ['project'], 'wit/workitemtypes', request => {
    const project = requireProject(view, request)
    return listOf(project.types.map(type => renderType(view, project, type)))
  })

  answer(app, 'GET', ['project'], 'wit/workitemtypes/:type', request => {
    const project = requireProject(view, request)
    return renderType(view, project, requireType(project, paramOf(request, 'type')))
  })

  answer(app, 'GET', ['project'], 'wit/workitemtypes/:type/fields', request =>
    listOf(renderTypeFields(view, requireType(requireProject(view, request), paramOf(request, 'type')))),
  )

  answer(app, 'GET', ['project'], 'wit/workitemtypes/:type/states', request =>
    listOf(requireType(requireProject(view, request), paramOf(request, 'type')).states),
  )

  answer(app, 'GET', ['project'], 'wit/workitemtypecategories', request => {
    const project = requireProject(view, request)
    return listOf(
      listCategories(project).map(([name, referenceName, types]) =>
        renderCategory(view, project, name, referenceName, types),
      ),
    )
  })

  answer(app, 'GET', ['collection'], 'work/processes', request => {
    const expands = readQuery(request).get('$expand')?.toLowerCase() === 'projects'
    return listOf(
      renderProcesses(
        view.organization.state.projects.filter(project => project.isVisible),
        expands,
      ),
    )
  })
  answer(app, 'GET', ['collection'], 'wit/workitemrelationtypes', () => listOf(renderRelationTypes(view.baseUrl)))

  answer(app, 'GET', ['project'], 'wit/tags', request => {
    const project = requireProject(view, request)
    const tags = new Set<string>()
    for (const item of view.organization.state.workItems) {
      const latest = latestRevision(item)
      const text = latest.fields['System.Tags']
      if (typeof text !== 'string' || projectOfRevision(view.organization, latest) !== project) continue
      for (const tag of text.split('; ')) tags.add(tag)
    }
    const url = `${view.baseUrl}/${project.id}/_apis/wit/tags`
    return listOf(
      [...tags].sort().map(name => ({
        id: createGuid(`tag ${project.id} ${name}`),
        name,
        url: `${url}/${encodeURIComponent(name)}`,
      })),
    )
  })
}

const urlOfField = (view: View, name: string): string => `${view.baseUrl}/_apis/wit/fields/${name}`

function renderField(view: View, field: FieldDefinition): Record<string, unknown> {
  const isLong = field.type === 'html' || field.type === 'history'
  return {
    ...field,
    description: null,
    usage: 'workItem',
    canSortBy: !isLong,
    isQueryable: true,
    isPicklistSuggested: false,
    isDeleted: false,
    isLocked: false,
    supportedOperations: isLong
      ? [{ referenceName: 'SupportedOperations.ContainsWords', name: 'Contains Words' }]
      : [
          { referenceName: 'SupportedOperations.Equals', name: '=' },
          { referenceName: 'SupportedOperations.NotEquals', name: '<>' },
        ],
    url: urlOfField(view, field.referenceName),
  }
}

export function requireType(project: Project, name: string): WorkItemType {
  const wanted = name.toLowerCase()
  const type = project.types.find(
    candidate => candidate.name.toLowerCase() === wanted || candidate.referenceName.toLowerCase() === wanted,
  )
  if (type === undefined) {
    throw new Refusal(
      404,
      'WorkItemTypeNotFoundException',
      `VS402323: Work item type ${name} does not exist in project ${project.name} or you do not have permission to ` +
        'access it.',
    )
  }
  return type
}

export const urlOfType = (view: View, project: Project, name: string): string =>
  `${view.baseUrl}/${project.id}/_apis/wit/workItemTypes/${encodeURIComponent(name)}`

function renderTypeFields(view: View, type: WorkItemType): readonly Record<string, unknown>[] {
  return [...commonFieldNames, ...type.fields].map(referenceName => ({
    defaultValue: null,
    alwaysRequired: referenceName === 'System.Title' || referenceName === 'System.State',
    dependentFields: [],
    referenceName,
    name: fieldsByReferenceName.get(referenceName)?.name ?? referenceName,
    url: urlOfField(view, referenceName),
  }))
}

function renderType(view: View, project: Project, type: WorkItemType): Record<string, unknown> {
  const names = type.states.map(({ name }) => name)
  const fields = renderTypeFields(view, type)
  const every = names.map(name => [name, names.filter(to => to !== name).map(to => ({ to, actions: null }))])
  return {
    name: type.name,
    referenceName: type.referenceName,
    description: type.description,
    color: type.color,
    icon: { id: type.icon, url: `${view.baseUrl}/_apis/wit/workItemIcons/${type.icon}?color=${type.color}&v=2` },
    isDisabled: false,
    xmlForm: '<FORM></FORM>',
    fields,
    fieldInstances: fields,
    transitions: Object.fromEntries([['', [{ to: names[0], actions: null }]], ...every]),
    states: type.states,
    url: urlOfType(view, project, type.name),
  }
}

const CATEGORY_NAMES: Readonly<Record<string, string>> = {
  'Microsoft.EpicCategory': 'Epic Category',
  'Microsoft.FeatureCategory': 'Feature Category',
  'Microsoft.RequirementCategory': 'Requirement Category',
  'Microsoft.TaskCategory': 'Task Category',
  'Microsoft.BugCategory': 'Bug Category',
}

function listCategories(project: Project): readonly (readonly [string, string, readonly WorkItemType[]])[] {
  return Object.entries(CATEGORY_NAMES).map(([referenceName, name]) => [
    name,
    referenceName,
    project.types.filter(({ category }) => category === referenceName),
  ])
}

function renderCategory(
  view: View,
  project: Project,
  name: string,
  referenceName: string,
  types: readonly WorkItemType[],
): Record<string, unknown> {
  const references = types.map(type => ({ name: type.name, url: urlOfType(view, project, type.name) }))
  return {
    name,
    referenceName,
    defaultWorkItemType: references[0],
    workItemTypes: references,
    url: `${view.baseUrl}/${project.id}/_apis/wit/workItemTypeCategories/${referenceName}`,
  }
}

/** Processes with projects in them. Those that a company made from one of the four are inherited. */
function renderProcesses(projects: readonly Project[], expandsProjects: boolean): readonly Record<string, unknown>[] {
  const ids = new Set(projects.map(({ process }) => process.typeId))
  return [...ids].map(typeId => {
    const inProcess = projects.filter(({ process }) => process.typeId === typeId)
    const { name, base } = inProcess[0]?.process ?? { name: '', base: 'Agile' }
    const isSystem = Object.values<string>(processIds).includes(typeId)
    return {
      typeId,
      name,
      referenceName: isSystem ? null : `Inherited.${typeId.replaceAll('-', '')}`,
      description: '',
      parentProcessTypeId: isSystem ? '00000000-0000-0000-0000-000000000000' : processIds[base],
      isEnabled: true,
      isDefault: false,
      customizationType: isSystem ? 'system' : 'inherited',
      ...(expandsProjects && {
        projects: inProcess.map(({ id, name: project, description }) => ({
          id,
          name: project,
          description,
          url: `vstfs:///Classification/TeamProject/${id}`,
        })),
      }),
    }
  })
}
