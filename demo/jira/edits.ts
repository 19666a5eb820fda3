import {
  describeMove,
  describeRankChange,
  describeTimeSpentChange,
  describeVersionChanges,
  describeWorklogRemoval,
  sumTimeSpent,
} from './history-items.ts'
import { applyChanges, type IssueChanges } from './issue-changes.ts'
import { forgetLink, recordLinkChange } from './link-changes.ts'
import { buildIssue, type NewIssue } from './new-issue.ts'
import { buildWorklog, type NewWorklog } from './new-worklog.ts'
import {
  append,
  forgetIssue,
  found,
  indexIssue,
  indexLink,
  type JiraSite,
  loadIssue,
  loadProject,
  loadVersion,
  removeFrom,
} from './site.ts'
import { announce, loadAccount, recordAudit, recordChange, rememberFormerState } from './site-changes.ts'
import type { Issue, IssueLink, Sprint, Version, Worklog } from './site-records.ts'

/**
 * What people do to a site, at the site's current time: each function changes the data, writes the changelog or the
 * audit log as Jira would, and lets the webhooks know. `by` is an account id, an e-mail address or a display name.
 */

export function createIssue(site: JiraSite, input: NewIssue): Issue {
  const by = loadAccount(site, input.by)
  const issue = buildIssue(site, input, by.accountId)
  rememberFormerState(site, issue.id, null)
  site.data.issues.push(issue)
  indexIssue(site, issue)
  const event = { type: 'issue', kind: 'issue_created', change: null } as const
  announce(site, { ...event, name: 'jira:issue_created', issue, byAccountId: by.accountId, atMs: issue.createdMs })
  return issue
}

/** Makes the changes in one changelog entry. Nothing is written when nothing differs. */
export function editIssue(site: JiraSite, input: { issueId: string; by: string; changes: IssueChanges }): Issue {
  const issue = loadIssue(site, input.issueId)
  const by = loadAccount(site, input.by)
  const before = { ...issue }
  const items = applyChanges(site, issue, input.changes)
  if (items.length === 0) return issue
  rememberFormerState(site, issue.id, before)
  recordChange(
    site,
    issue,
    by.accountId,
    items,
    input.changes.assignee !== undefined ? 'issue_assigned' : 'issue_generic',
  )
  return issue
}

/** Moves the issue up its backlog: a change that says nothing, as most of a real changelog does. */
export function rankIssue(site: JiraSite, input: { issueId: string; by: string }): void {
  const issue = loadIssue(site, input.issueId)
  rememberFormerState(site, issue.id, issue)
  recordChange(site, issue, loadAccount(site, input.by).accountId, [describeRankChange()], 'issue_updated')
}

/** Deletes the issue with its sub-tasks, worklogs and links. The children of an epic stay and lose their parent. */
export function deleteIssue(site: JiraSite, input: { issueId: string; by: string }): void {
  const issue = loadIssue(site, input.issueId)
  const by = loadAccount(site, input.by)
  for (const childId of [...(site.childIds.get(issue.id) ?? [])]) {
    const child = loadIssue(site, childId)
    const isSubtask = site.issueTypes.get(child.typeId)?.hierarchyLevel === -1
    if (isSubtask) deleteIssue(site, { issueId: childId, by: input.by })
    else child.parentId = null
  }
  const links = [...(site.linksByIssue.get(issue.id) ?? [])]
  rememberFormerState(site, issue.id, issue)
  for (const link of links) forgetLink(site, link)
  forgetIssue(site, issue)
  const atMs = site.clock()
  const event = { type: 'issue', kind: 'issue_deleted', change: null } as const
  announce(site, { ...event, name: 'jira:issue_deleted', issue, byAccountId: by.accountId, atMs })
  for (const link of links) announce(site, { type: 'link', name: 'issuelink_deleted', link, flow: 'Secondary', atMs })
}

/** The issue keeps its id and gets a new key; its sub-tasks go with it. Versions belong to a project and are lost. */
export function moveIssueToProject(site: JiraSite, input: { issueId: string; project: string; by: string }): Issue {
  const issue = loadIssue(site, input.issueId)
  const by = loadAccount(site, input.by)
  const project = loadProject(site, input.project)
  const key = `${project.key}-${project.nextIssueNumber++}`
  const items = [
    ...describeMove(site, issue, key, project.id),
    ...describeVersionChanges(site, issue.fixVersionIds, []),
  ]
  rememberFormerState(site, issue.id, issue)
  issue.formerKeys.push(issue.key)
  issue.key = key
  issue.projectId = project.id
  issue.fixVersionIds = []
  site.issueIdsByKey.set(key, issue.id)
  recordChange(site, issue, by.accountId, items, 'issue_moved')
  for (const childId of site.childIds.get(issue.id) ?? []) {
    const isSubtask = site.issueTypes.get(loadIssue(site, childId).typeId)?.hierarchyLevel === -1
    if (isSubtask) moveIssueToProject(site, { ...input, issueId: childId })
  }
  return issue
}

export function addWorklog(site: JiraSite, input: NewWorklog): Worklog {
  const issue = loadIssue(site, input.issueId)
  const by = loadAccount(site, input.by)
  const spentBefore = sumTimeSpent(site, issue.id)
  const worklog = buildWorklog(site, input, by.accountId)
  rememberFormerState(site, issue.id, issue)
  site.data.worklogs.push(worklog)
  site.worklogs.set(worklog.id, worklog)
  append(site.worklogsByIssue, issue.id, worklog)
  const items = describeTimeSpentChange(issue, spentBefore, spentBefore + input.seconds)
  recordChange(site, issue, by.accountId, items, 'issue_work_logged')
  announce(site, { type: 'worklog', name: 'worklog_created', worklog, atMs: worklog.createdMs })
  return worklog
}

export function editWorklog(
  site: JiraSite,
  input: { worklogId: string; by: string; seconds?: number; startedMs?: number; comment?: string },
): Worklog {
  const worklog = found(site.worklogs.get(input.worklogId), 'worklog', input.worklogId)
  const issue = loadIssue(site, worklog.issueId)
  const by = loadAccount(site, input.by)
  const spentBefore = sumTimeSpent(site, issue.id)
  rememberFormerState(site, issue.id, issue)
  worklog.seconds = input.seconds ?? worklog.seconds
  worklog.startedMs = input.startedMs ?? worklog.startedMs
  worklog.comment = input.comment ?? worklog.comment
  worklog.updateAuthorId = by.accountId
  worklog.updatedMs = site.clock()
  const items = [
    ...describeTimeSpentChange(issue, spentBefore, sumTimeSpent(site, issue.id)),
    describeWorklogRemoval(worklog.id),
  ]
  recordChange(site, issue, by.accountId, items, 'issue_worklog_updated')
  announce(site, { type: 'worklog', name: 'worklog_updated', worklog, atMs: worklog.updatedMs })
  return worklog
}

export function deleteWorklog(site: JiraSite, input: { worklogId: string; by: string }): void {
  const worklog = found(site.worklogs.get(input.worklogId), 'worklog', input.worklogId)
  const issue = loadIssue(site, worklog.issueId)
  const by = loadAccount(site, input.by)
  const spentBefore = sumTimeSpent(site, issue.id)
  const atMs = site.clock()
  rememberFormerState(site, issue.id, issue)
  removeFrom(site.data.worklogs, worklog)
  removeFrom(site.worklogsByIssue.get(issue.id), worklog)
  site.worklogs.delete(worklog.id)
  site.data.deletedWorklogs.push({ id: worklog.id, deletedMs: atMs })
  const items = [
    ...describeTimeSpentChange(issue, spentBefore, spentBefore - worklog.seconds),
    describeWorklogRemoval(worklog.id),
  ]
  recordChange(site, issue, by.accountId, items, 'issue_worklog_deleted')
  announce(site, { type: 'worklog', name: 'worklog_deleted', worklog, atMs })
}

/** The source gets the outward text ("blocks"), the destination the inward one ("is blocked by"). */
export function linkIssues(
  site: JiraSite,
  input: { type: string; sourceId: string; destinationId: string; by: string },
): IssueLink {
  const type = found(
    site.data.linkTypes.find(each => each.name === input.type),
    'link type',
    input.type,
  )
  const link: IssueLink = {
    id: String(++site.data.counters.link),
    typeId: type.id,
    sourceId: loadIssue(site, input.sourceId).id,
    destinationId: loadIssue(site, input.destinationId).id,
  }
  recordLinkChange(site, link, loadAccount(site, input.by).accountId, 'added')
  site.data.links.push(link)
  indexLink(site, link)
  announce(site, { type: 'link', name: 'issuelink_created', link, flow: 'Primary', atMs: site.clock() })
  return link
}

export function unlinkIssues(site: JiraSite, input: { linkId: string; by: string }): void {
  const link = found(
    site.data.links.find(each => each.id === input.linkId),
    'link',
    input.linkId,
  )
  recordLinkChange(site, link, loadAccount(site, input.by).accountId, 'removed')
  forgetLink(site, link)
  announce(site, { type: 'link', name: 'issuelink_deleted', link, flow: 'Primary', atMs: site.clock() })
}

export function createVersion(
  site: JiraSite,
  input: { project: string; name: string; releaseDate: string | null; startDate?: string | null; by: string },
): Version {
  const project = loadProject(site, input.project)
  const version: Version = {
    id: String(++site.data.counters.version),
    projectId: project.id,
    name: input.name,
    description: '',
    startDate: input.startDate ?? null,
    releaseDate: input.releaseDate,
    released: false,
    archived: false,
  }
  site.data.versions.push(version)
  site.versions.set(version.id, version)
  const changes = [
    { field: 'Name', from: null, to: version.name },
    { field: 'Release date', from: null, to: version.releaseDate },
  ]
  recordAudit(site, version, loadAccount(site, input.by).accountId, 'Version created', changes)
  announce(site, { type: 'version', name: 'jira:version_created', version, atMs: site.clock() })
  return version
}

export function moveVersion(
  site: JiraSite,
  input: { versionId: string; releaseDate: string | null; by: string },
): Version {
  const version = loadVersion(site, input.versionId)
  const changes = [{ field: 'Release date', from: version.releaseDate, to: input.releaseDate }]
  version.releaseDate = input.releaseDate
  recordAudit(site, version, loadAccount(site, input.by).accountId, 'Version updated', changes)
  announce(site, { type: 'version', name: 'jira:version_updated', version, atMs: site.clock() })
  return version
}

/** Releases the version; its open items go to the next one when that is said. */
/** Open issues are moved to the version `moveOpenTo`, with `keepsBegun` only those that nobody has begun. */
export function releaseVersion(
  site: JiraSite,
  input: { versionId: string; by: string; moveOpenTo?: string; keepsBegun?: boolean },
): Version {
  const version = loadVersion(site, input.versionId)
  const by = loadAccount(site, input.by).accountId
  version.released = true
  recordAudit(site, version, by, 'Version released', [{ field: 'Released', from: 'No', to: 'Yes' }])
  announce(site, { type: 'version', name: 'jira:version_released', version, atMs: site.clock() })
  if (input.moveOpenTo !== undefined) {
    for (const issue of site.data.issues) {
      if (!issue.fixVersionIds.includes(version.id) || issue.resolutionId !== null) continue
      if (input.keepsBegun === true && site.statuses.get(issue.statusId)?.category !== 'new') continue
      const others = issue.fixVersionIds.filter(id => id !== version.id && id !== input.moveOpenTo)
      editIssue(site, { issueId: issue.id, by, changes: { fixVersionIds: [...others, input.moveOpenTo] } })
    }
  }
  return version
}

export function startSprint(site: JiraSite, input: { sprintId: number; endMs: number }): Sprint {
  const sprint = found(site.sprints.get(input.sprintId), 'sprint', input.sprintId)
  sprint.state = 'active'
  sprint.startMs = site.clock()
  sprint.endMs = input.endMs
  announce(site, { type: 'sprint', name: 'sprint_started', sprint, atMs: site.clock() })
  return sprint
}

/** Closes the sprint; open items are carried into the other sprint, keeping the closed one in their list. */
export function closeSprint(site: JiraSite, input: { sprintId: number; by: string; moveOpenTo?: number }): Sprint {
  const sprint = found(site.sprints.get(input.sprintId), 'sprint', input.sprintId)
  const by = loadAccount(site, input.by).accountId
  sprint.state = 'closed'
  sprint.completeMs = site.clock()
  for (const issue of site.data.issues) {
    if (!issue.sprintIds.includes(sprint.id) || site.statuses.get(issue.statusId)?.category === 'done') continue
    if (input.moveOpenTo === undefined || issue.sprintIds.includes(input.moveOpenTo)) continue
    editIssue(site, { issueId: issue.id, by, changes: { sprintIds: [...issue.sprintIds, input.moveOpenTo] } })
  }
  announce(site, { type: 'sprint', name: 'sprint_closed', sprint, atMs: site.clock() })
  return sprint
}

/** The calling account loses Browse Projects: everything of the project vanishes for it, though nothing was deleted. */
export function removeProjectPermission(site: JiraSite, project: string): void {
  loadProject(site, project).browsable = false
}

export function restoreProjectPermission(site: JiraSite, project: string): void {
  loadProject(site, project).browsable = true
}
