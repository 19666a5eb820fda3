import { customFieldIds } from './field-catalogue.ts'
import {
  describeAssigneeChange,
  describeDueDateChange,
  describeLabelsChange,
  describeNumberChange,
  describeParentChange,
  describePriorityChange,
  describeResolutionChange,
  describeSprintChange,
  describeStatusChange,
  describeTextChange,
  describeVersionChanges,
} from './history-items.ts'
import { addChild, found, type JiraSite } from './site.ts'
import { loadAccount } from './site-changes.ts'
import type { HistoryItem, Issue } from './site-records.ts'

/** What a person may change on an issue's form in one go; what is absent stays as it is. */
export interface IssueChanges {
  readonly statusId?: string
  /** Given by the status unless said otherwise. */
  readonly resolutionId?: string | null
  readonly priorityId?: string | null
  readonly summary?: string
  readonly description?: string
  readonly labels?: readonly string[]
  /** Account id, e-mail address or name; null for nobody. */
  readonly assignee?: string | null
  /** Story Points. */
  readonly estimate?: number | null
  readonly storyPointEstimate?: number | null
  readonly dueDate?: string | null
  readonly sprintIds?: readonly number[]
  readonly fixVersionIds?: readonly string[]
  readonly parentId?: string | null
}

/** Names of the resolution a status implies, best first; sites call them differently. */
const finishedNames = ['Done', 'Fixed']
const droppedNames = ["Won't Do", "Won't Fix"]

/** Makes the changes on the issue and answers the changelog rows Jira would write; none when nothing changed. */
export function applyChanges(site: JiraSite, issue: Issue, changes: IssueChanges): HistoryItem[] {
  return [
    ...changeParent(site, issue, changes.parentId),
    ...changePlan(site, issue, changes),
    ...changeTexts(issue, changes),
    ...changePeople(site, issue, changes),
    ...changeStatus(site, issue, changes),
  ]
}

function changeStatus(site: JiraSite, issue: Issue, changes: IssueChanges): HistoryItem[] {
  const rows: HistoryItem[] = []
  const toId = changes.statusId ?? issue.statusId
  const from = found(site.statuses.get(issue.statusId), 'status', issue.statusId)
  const to = found(site.statuses.get(toId), 'status', toId)
  const implied =
    to.category === 'done' ? findResolutionId(site, to.name === 'Cancelled' ? droppedNames : finishedNames) : null
  const resolutionId =
    changes.resolutionId !== undefined ? changes.resolutionId : from === to ? issue.resolutionId : implied
  if (resolutionId !== issue.resolutionId) {
    rows.push(describeResolutionChange(site, issue.resolutionId, resolutionId))
    issue.resolutionId = resolutionId
    issue.resolvedMs = resolutionId === null ? null : site.clock()
  }
  if (from !== to) {
    rows.push(describeStatusChange(site, from.id, to.id))
    issue.statusId = to.id
    if (from.category !== to.category) issue.statusCategoryChangedMs = site.clock()
  }
  return rows
}

function findResolutionId(site: JiraSite, names: readonly string[]): string | null {
  return site.data.resolutions.find(resolution => names.includes(resolution.name))?.id ?? null
}

function changePlan(site: JiraSite, issue: Issue, changes: IssueChanges): HistoryItem[] {
  const rows: HistoryItem[] = []
  const { estimate, storyPointEstimate, dueDate, sprintIds, fixVersionIds } = changes
  if (estimate !== undefined && estimate !== issue.storyPoints) {
    rows.push(describeNumberChange('Story Points', customFieldIds.storyPoints, issue.storyPoints, estimate))
    issue.storyPoints = estimate
  }
  if (storyPointEstimate !== undefined && storyPointEstimate !== issue.storyPointEstimate) {
    const fieldId = customFieldIds.storyPointEstimate
    rows.push(describeNumberChange('Story point estimate', fieldId, issue.storyPointEstimate, storyPointEstimate))
    issue.storyPointEstimate = storyPointEstimate
  }
  if (dueDate !== undefined && dueDate !== issue.dueDate) {
    rows.push(describeDueDateChange(issue.dueDate, dueDate))
    issue.dueDate = dueDate
  }
  if (sprintIds !== undefined && sprintIds.join() !== issue.sprintIds.join()) {
    rows.push(describeSprintChange(site, issue.sprintIds, sprintIds))
    issue.sprintIds = [...sprintIds]
  }
  if (fixVersionIds !== undefined) {
    rows.push(...describeVersionChanges(site, issue.fixVersionIds, fixVersionIds))
    issue.fixVersionIds = [...fixVersionIds]
  }
  return rows
}

function changeTexts(issue: Issue, changes: IssueChanges): HistoryItem[] {
  const rows: HistoryItem[] = []
  for (const field of ['summary', 'description'] as const) {
    const text = changes[field]
    if (text === undefined || text === issue[field]) continue
    rows.push(describeTextChange(field, issue[field], text))
    issue[field] = text
  }
  if (changes.labels !== undefined && changes.labels.join(' ') !== issue.labels.join(' ')) {
    rows.push(describeLabelsChange(issue.labels, changes.labels))
    issue.labels = [...changes.labels]
  }
  return rows
}

function changePeople(site: JiraSite, issue: Issue, changes: IssueChanges): HistoryItem[] {
  const rows: HistoryItem[] = []
  const { priorityId } = changes
  const assignee =
    typeof changes.assignee === 'string' ? loadAccount(site, changes.assignee).accountId : changes.assignee
  if (assignee !== undefined && assignee !== issue.assigneeId) {
    rows.push(describeAssigneeChange(site, issue.assigneeId, assignee))
    issue.assigneeId = assignee
  }
  if (priorityId !== undefined && priorityId !== issue.priorityId) {
    rows.push(describePriorityChange(site, issue.priorityId, priorityId))
    issue.priorityId = priorityId
  }
  return rows
}

function changeParent(site: JiraSite, issue: Issue, parentId: string | null | undefined): HistoryItem[] {
  if (parentId === undefined || parentId === issue.parentId) return []
  const row = describeParentChange(site, issue.parentId, parentId)
  if (issue.parentId !== null) site.childIds.get(issue.parentId)?.delete(issue.id)
  if (parentId !== null) addChild(site, parentId, issue.id)
  issue.parentId = parentId
  return [row]
}
