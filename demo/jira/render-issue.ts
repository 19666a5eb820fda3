import type { FieldChoice } from './field-choice.ts'
import { countSecondsLeft, countSecondsSpent, renderInlineWorklogs, renderTimeTracking } from './render-booked-time.ts'
import { renderCustomField } from './render-custom-field.ts'
import { renderIssueRef, renderLinkFrom, renderSubtasks } from './render-related.ts'
import {
  type Rendering,
  renderIssueType,
  renderPriority,
  renderProjectRef,
  renderResolution,
  renderStatus,
  renderUserById,
  renderVersionRef,
} from './render-site.ts'
import { type TextForm, writeText } from './rich-text.ts'
import { found } from './site.ts'
import type { Issue } from './site-records.ts'

export function renderIssue(
  to: Rendering,
  issue: Issue,
  fields: FieldChoice,
  form: TextForm = to.texts,
): Record<string, unknown> {
  return {
    expand: 'operations,versionedRepresentations,editmeta,changelog,renderedFields',
    id: issue.id,
    self: `${form === 'document' ? to.api : `${to.baseUrl}/rest/api/2`}/issue/${issue.id}`,
    key: issue.key,
    ...(fields.size === 0 ? {} : { fields: renderFields(to, issue, fields, form) }),
  }
}

function renderFields(to: Rendering, issue: Issue, fields: FieldChoice, form: TextForm): Record<string, unknown> {
  const shown: Record<string, unknown> = {}
  for (const field of fields) {
    const value = renderField(to, issue, field, form)
    if (value !== undefined) shown[field] = value
  }
  return shown
}

function renderField(to: Rendering, issue: Issue, field: string, form: TextForm): unknown {
  const { site, clock } = to
  switch (field) {
    case 'summary':
      return issue.summary
    case 'description':
      return issue.description === '' ? null : writeText(issue.description, form)
    case 'environment':
      return null
    case 'issuetype':
      return renderIssueType(to, found(site.issueTypes.get(issue.typeId), 'issue type', issue.typeId))
    case 'project':
      return renderProjectRef(to, found(site.projects.get(issue.projectId), 'project', issue.projectId))
    case 'status':
      return renderStatus(to, found(site.statuses.get(issue.statusId), 'status', issue.statusId))
    case 'statuscategorychangedate':
      return clock.write(issue.statusCategoryChangedMs)
    case 'resolution':
      return findNamed(site.data.resolutions, issue.resolutionId, value => renderResolution(to, value))
    case 'resolutiondate':
      return issue.resolvedMs === null ? null : clock.write(issue.resolvedMs)
    case 'priority':
      return findNamed(site.data.priorities, issue.priorityId, value => renderPriority(to, value))
    case 'labels':
      return issue.labels
    case 'components':
      return []
    case 'assignee':
      return renderUserById(to, issue.assigneeId)
    case 'reporter':
      return renderUserById(to, issue.reporterId)
    case 'creator':
      return renderUserById(to, issue.creatorId)
    case 'created':
      return clock.write(issue.createdMs)
    case 'updated':
      return clock.write(issue.updatedMs)
    case 'duedate':
      return issue.dueDate
    case 'fixVersions':
      return renderVersions(to, issue.fixVersionIds)
    case 'versions':
      return renderVersions(to, issue.affectedVersionIds)
    case 'parent':
      return renderParent(to, issue)
    case 'subtasks':
      return renderSubtasks(to, issue)
    case 'issuelinks':
      return (site.linksByIssue.get(issue.id) ?? []).flatMap(link => renderLinkFrom(to, issue, link) ?? [])
    case 'timetracking':
      return renderTimeTracking(site, issue)
    case 'timeoriginalestimate':
      return issue.originalEstimateSeconds
    case 'timeestimate':
      return countSecondsLeft(site, issue)
    case 'timespent':
    case 'aggregatetimespent':
      return countSecondsSpent(site, issue) || null
    case 'comment':
      return {
        comments: [],
        self: `${to.api}/issue/${issue.id}/comment`,
        maxResults: 0,
        total: 0,
        startAt: 0,
      }
    case 'worklog':
      return renderInlineWorklogs(to, issue, form)
    default:
      return renderCustomField(to, issue, field)
  }
}

/** Data Center knows this field for sub-tasks only. */
function renderParent(to: Rendering, { parentId, typeId }: Issue): object | undefined {
  const isSubtask = (to.site.issueTypes.get(typeId)?.hierarchyLevel ?? 0) < 0
  return parentId === null || (to.product === 'data-center' && !isSubtask) ? undefined : renderIssueRef(to, parentId)
}

function findNamed<T extends { readonly id: string }>(
  values: readonly T[],
  id: string | null,
  render: (value: T) => object,
): object | null {
  const value = values.find(each => each.id === id)
  return value ? render(value) : null
}

const renderVersions = (to: Rendering, ids: readonly string[]): object[] =>
  ids.flatMap(id => to.site.versions.get(id) ?? []).map(version => renderVersionRef(to, version))
