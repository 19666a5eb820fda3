import { isIdentityField } from './fields.ts'
import {
  findNodeByPath,
  latestRevision,
  loadPerson,
  loadProject,
  loadRootNode,
  loadWorkItem,
  projectOfRevision,
} from './look-up.ts'
import type { Organization } from './organization.ts'
import type { FieldValue, Revision, WorkItem } from './organization-state.ts'
import { appendRevision, appendWorkItem, type Change, loadType, type Stamp } from './revise.ts'
import type { WorkItemEvent } from './work-item-event.ts'

/** What people do with work items, made in process and at the current time; service hooks are told of each edit. */

/** `by` is a person's e-mail, name or id; `at` is for a past the tests tell, never earlier than the last revision. */
export interface Edit {
  readonly id: number
  readonly by: string
  readonly at?: Date
}

export type EditedFields = Readonly<Record<string, FieldValue | null>>

const COMPLETED_WORK = 'Microsoft.VSTS.Scheduling.CompletedWork'
const REMAINING_WORK = 'Microsoft.VSTS.Scheduling.RemainingWork'

/** A new revision. Fields by reference name; null empties; people by e-mail, paths as text. */
export function editWorkItem(organization: Organization, edit: Edit & { readonly fields: EditedFields }): Revision {
  return revise(organization, edit, toChange(organization, edit.fields), 'workitem.updated')
}

/** Moves the target date, `to` a day as YYYY-MM-DD. */
export function moveTargetDate(organization: Organization, edit: Edit & { readonly to: string }): Revision {
  return editWorkItem(organization, {
    ...edit,
    fields: { 'Microsoft.VSTS.Scheduling.TargetDate': `${edit.to}T00:00:00Z` },
  })
}

/** Adds hours done, and takes them from the remaining ones. Negative hours correct an earlier entry. */
export function addCompletedWork(organization: Organization, edit: Edit & { readonly hours: number }): Revision {
  const { fields } = latestRevision(loadWorkItem(organization, edit.id))
  const completed = Number(fields[COMPLETED_WORK] ?? 0) + edit.hours
  const remaining = fields[REMAINING_WORK]
  const left = remaining === undefined ? {} : { [REMAINING_WORK]: Math.max(0, Number(remaining) - edit.hours) }
  return editWorkItem(organization, { ...edit, fields: { [COMPLETED_WORK]: completed, ...left } })
}

/** Creates an item in the first state of its type; `System.AreaPath` and the like come among the fields. */
export function createWorkItem(
  organization: Organization,
  wanted: {
    readonly project: string
    readonly type: string
    readonly by: string
    readonly at?: Date
    readonly fields: EditedFields
  },
): WorkItem {
  const project = loadProject(organization, wanted.project)
  const first = loadType(project, wanted.type).states[0]
  if (first === undefined) throw new Error(`${wanted.type} has no states`)
  const change = toChange(organization, wanted.fields)
  const fields: Record<string, FieldValue> = { 'Microsoft.VSTS.Common.Priority': 2 }
  for (const [name, value] of Object.entries(change.fields ?? {})) if (value !== null) fields[name] = value
  const item = appendWorkItem(
    organization,
    {
      type: wanted.type,
      state: change.state ?? first.name,
      areaId: change.areaId ?? loadRootNode(organization, project, 'area').id,
      iterationId: change.iterationId ?? loadRootNode(organization, project, 'iteration').id,
      fields,
    },
    toStamp(organization, wanted),
  )
  tell(organization, {
    type: 'workitem.created',
    item,
    revision: latestRevision(item),
    previous: null,
    by: item.createdBy,
  })
  return item
}

/** Moves the item to the recycle bin: a revision that says so, and it is no longer found by id. */
export function deleteWorkItem(organization: Organization, edit: Edit): Revision {
  const item = loadWorkItem(organization, edit.id)
  const revision = revise(organization, edit, { isDeleted: true }, 'workitem.deleted')
  item.deletion = { at: revision.changedDate, by: revision.changedBy }
  return revision
}

export function restoreWorkItem(organization: Organization, edit: Edit): Revision {
  const item = loadWorkItem(organization, edit.id)
  if (item.deletion === null) throw new Error(`work item ${edit.id} is not in the recycle bin`)
  item.deletion = null
  return revise(organization, edit, { isDeleted: false }, 'workitem.restored')
}

/** Removes the item for good. No feed and no hook says so; its revisions and links are gone from every answer. */
export function destroyWorkItem(organization: Organization, id: number): void {
  loadWorkItem(organization, id)
  const { state, index } = organization
  removeWhere(state.workItems, item => item.id === id)
  removeWhere(state.links, link => link.sourceId === id || link.targetId === id)
  removeWhere(index.feed, entry => entry.item.id === id)
  index.itemsById.delete(id)
  index.linksByItem.delete(id)
  index.parentChanges.delete(id)
  index.linkChangesByItem.delete(id)
  for (const links of index.linksByItem.values()) {
    for (const [key, link] of links) if (link.sourceId === id || link.targetId === id) links.delete(key)
  }
  for (const changes of [...index.parentChanges.values(), ...index.linkChangesByItem.values()]) {
    removeWhere(changes, link => link.sourceId === id || link.targetId === id)
  }
}

/** Moves the item to another project: same id, area and iteration of the target's roots, a state the target has. */
export function moveToProject(organization: Organization, edit: Edit & { readonly project: string }): Revision {
  const project = loadProject(organization, edit.project)
  const last = latestRevision(loadWorkItem(organization, edit.id))
  const types = project.types
  const type =
    types.find(({ name }) => name === last.type) ??
    types.find(({ category }) => category === 'Microsoft.RequirementCategory')
  const state = type?.states.find(({ name }) => name === last.state) ?? type?.states[0]
  if (type === undefined || state === undefined) throw new Error(`${project.name} has no type for work item ${edit.id}`)
  const change = {
    areaId: loadRootNode(organization, project, 'area').id,
    iterationId: loadRootNode(organization, project, 'iteration').id,
    type: type.name,
    state: state.name,
  }
  return revise(organization, edit, change, 'workitem.updated')
}

/** Changes the type, and the state when the new type does not have it. */
export function changeType(organization: Organization, edit: Edit & { readonly type: string }): Revision {
  const last = latestRevision(loadWorkItem(organization, edit.id))
  const type = loadType(projectOfRevision(organization, last), edit.type)
  const state = type.states.find(({ name }) => name === last.state) ?? type.states[0]
  if (state === undefined) throw new Error(`${edit.type} has no states`)
  return revise(organization, edit, { type: type.name, state: state.name }, 'workitem.updated')
}

export function toStamp(organization: Organization, edit: { readonly by: string; readonly at?: Date }): Stamp {
  return { atMs: (edit.at ?? new Date()).getTime(), by: loadPerson(organization, edit.by).id }
}

export function tell(organization: Organization, event: WorkItemEvent): void {
  for (const listener of organization.listeners) listener(event)
}

type RevisionEventType = Exclude<WorkItemEvent['type'], 'workitem.linked'>

function revise(organization: Organization, edit: Edit, change: Change, type: RevisionEventType): Revision {
  const item = loadWorkItem(organization, edit.id)
  if (item.deletion !== null) throw new Error(`work item ${edit.id} is in the recycle bin`)
  const previous = latestRevision(item)
  const revision = appendRevision(organization, item, change, toStamp(organization, edit))
  tell(organization, { type, item, revision, previous, by: revision.changedBy })
  return revision
}

function toChange(organization: Organization, edited: EditedFields): Change {
  const { 'System.State': state, 'System.AreaPath': area, 'System.IterationPath': iteration, ...rest } = edited
  const fields = Object.entries(rest).map(([name, value]): [string, FieldValue | null] => [
    name,
    isIdentityField(name) && value !== null ? loadPerson(organization, String(value)).id : value,
  ])
  return {
    fields: Object.fromEntries(fields),
    ...(typeof state === 'string' ? { state } : {}),
    ...(typeof area === 'string' ? { areaId: nodeId(organization, 'area', area) } : {}),
    ...(typeof iteration === 'string' ? { iterationId: nodeId(organization, 'iteration', iteration) } : {}),
  }
}

function nodeId(organization: Organization, structureType: 'area' | 'iteration', path: string): number {
  const node = findNodeByPath(organization, structureType, path)
  if (node === null) throw new Error(`no ${structureType} ${path}`)
  return node.id
}

function removeWhere<T>(items: T[], isGone: (item: T) => boolean): void {
  const kept = items.filter(item => !isGone(item))
  items.splice(0, items.length, ...kept)
}
