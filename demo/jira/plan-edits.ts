import { editIssue } from './edits.ts'
import { found, type JiraSite, loadVersion, removeFrom } from './site.ts'
import { announce, loadAccount, recordAudit } from './site-changes.ts'
import type { Sprint, StatusCategoryKey, Version } from './site-records.ts'

/** What people do to sprints, versions and words. None of it touches an issue, except where something is taken from it. */

export function createSprint(site: JiraSite, input: { boardId: number; name: string }): Sprint {
  const board = found(site.boards.get(input.boardId), 'board', input.boardId)
  const sprint: Sprint = {
    id: ++site.data.counters.sprint,
    name: input.name,
    goal: '',
    state: 'future',
    startMs: null,
    endMs: null,
    completeMs: null,
    createdMs: site.clock(),
    originBoardId: board.id,
    boardIds: [board.id],
  }
  site.data.sprints.push(sprint)
  site.sprints.set(sprint.id, sprint)
  announce(site, { type: 'sprint', name: 'sprint_created', sprint, atMs: site.clock() })
  return sprint
}

export function renameSprint(site: JiraSite, input: { sprintId: number; name: string; goal?: string }): Sprint {
  const sprint = found(site.sprints.get(input.sprintId), 'sprint', input.sprintId)
  sprint.name = input.name
  sprint.goal = input.goal ?? sprint.goal
  announce(site, { type: 'sprint', name: 'sprint_updated', sprint, atMs: site.clock() })
  return sprint
}

/** The sprint is gone, and its issues are no longer in it: a change of each of them. */
export function deleteSprint(site: JiraSite, input: { sprintId: number; by: string }): void {
  const sprint = found(site.sprints.get(input.sprintId), 'sprint', input.sprintId)
  for (const issue of site.data.issues) {
    if (!issue.sprintIds.includes(sprint.id)) continue
    const sprintIds = issue.sprintIds.filter(id => id !== sprint.id)
    editIssue(site, { issueId: issue.id, by: input.by, changes: { sprintIds } })
  }
  site.sprints.delete(sprint.id)
  removeFrom(site.data.sprints, sprint)
  announce(site, { type: 'sprint', name: 'sprint_deleted', sprint, atMs: site.clock() })
}

export function renameVersion(site: JiraSite, input: { versionId: string; name: string; by: string }): Version {
  const version = loadVersion(site, input.versionId)
  const changes = [{ field: 'Name', from: version.name, to: input.name }]
  version.name = input.name
  recordAudit(site, version, loadAccount(site, input.by).accountId, 'Version updated', changes)
  announce(site, { type: 'version', name: 'jira:version_updated', version, atMs: site.clock() })
  return version
}

export function unreleaseVersion(site: JiraSite, input: { versionId: string; by: string }): Version {
  const version = loadVersion(site, input.versionId)
  version.released = false
  const changes = [{ field: 'Released', from: 'Yes', to: 'No' }]
  recordAudit(site, version, loadAccount(site, input.by).accountId, 'Version unreleased', changes)
  announce(site, { type: 'version', name: 'jira:version_unreleased', version, atMs: site.clock() })
  return version
}

/** Deletes the version; its issues go to another one when that is said, which is how versions are merged. */
export function deleteVersion(site: JiraSite, input: { versionId: string; by: string; moveTo?: string }): void {
  const version = loadVersion(site, input.versionId)
  const by = loadAccount(site, input.by).accountId
  for (const issue of site.data.issues) {
    if (!issue.fixVersionIds.includes(version.id)) continue
    const others = issue.fixVersionIds.filter(id => id !== version.id && id !== input.moveTo)
    const fixVersionIds = input.moveTo === undefined ? others : [...others, input.moveTo]
    editIssue(site, { issueId: issue.id, by, changes: { fixVersionIds } })
  }
  recordAudit(site, version, by, 'Version deleted', [])
  site.versions.delete(version.id)
  removeFrom(site.data.versions, version)
  announce(site, { type: 'version', name: 'jira:version_deleted', version, atMs: site.clock() })
}

/** A status keeps its id; what it is called, and which category it belongs to, may change for the whole past. */
export function editStatus(
  site: JiraSite,
  input: { statusId: string; name: string; category?: StatusCategoryKey },
): void {
  const status = found(site.statuses.get(input.statusId), 'status', input.statusId)
  status.name = input.name
  status.category = input.category ?? status.category
}

export function renameIssueType(site: JiraSite, input: { typeId: string; name: string }): void {
  found(site.issueTypes.get(input.typeId), 'issue type', input.typeId).name = input.name
}
