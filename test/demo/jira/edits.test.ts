import { beforeEach, describe, expect, it } from 'vitest'
import {
  addWorklog,
  closeSprint,
  createIssue,
  deleteIssue,
  deleteWorklog,
  editIssue,
  editWorklog,
  linkIssues,
  moveIssueToProject,
  moveVersion,
  releaseVersion,
  removeProjectPermission,
  restoreProjectPermission,
  unlinkIssues,
} from '../../../demo/jira/edits.ts'
import { listJiraOracle } from '../../../demo/jira/oracle.ts'
import { findIssue, type JiraSite } from '../../../demo/jira/site.ts'
import type { Issue } from '../../../demo/jira/site-records.ts'
import { copySite, NOW, openDemoSite } from './demo-site.ts'

const by = 'Ingrid Solheim'
const generated = openDemoSite()
let site: JiraSite
let open: Issue

beforeEach(() => {
  site = copySite(generated)
  const issue = site.data.issues.find(each => each.statusId === '3' && each.projectId === '10000')
  if (!issue) throw new Error('the demo has no issue in progress')
  open = issue
})

const lastItems = (issue: Issue) => issue.histories.at(-1)?.items ?? []

describe('issues', () => {
  it('finishing an issue sets its resolution, reopening it takes the resolution back', () => {
    editIssue(site, { issueId: open.id, by, changes: { statusId: '10002' } })
    expect(open).toMatchObject({
      resolutionId: '10000',
      resolvedMs: NOW.getTime(),
      updatedMs: NOW.getTime(),
      statusCategoryChangedMs: NOW.getTime(),
    })
    expect(lastItems(open).map(item => [item.field, item.fromText, item.toText])).toEqual([
      ['resolution', null, 'Done'],
      ['status', 'In Progress', 'Done'],
    ])
    editIssue(site, { issueId: open.id, by, changes: { statusId: '3' } })
    expect(open).toMatchObject({ resolutionId: null, resolvedMs: null })
  })

  it('cancelling is resolved as not to be done', () => {
    editIssue(site, { issueId: open.id, by, changes: { statusId: '10003' } })
    expect(lastItems(open)[0]).toMatchObject({ field: 'resolution', toText: "Won't Do" })
  })

  it('an estimate stands in the texts of its row only', () => {
    const before = open.storyPoints
    editIssue(site, { issueId: open.id, by, changes: { estimate: 34 } })
    expect(lastItems(open)).toEqual([
      {
        field: 'Story Points',
        fieldtype: 'custom',
        fieldId: 'customfield_10028',
        from: null,
        fromText: before === null ? null : String(before),
        to: null,
        toText: '34',
      },
    ])
  })

  it('a change that changes nothing writes nothing', () => {
    const { updatedMs, histories } = { ...open, histories: [...open.histories] }
    editIssue(site, { issueId: open.id, by, changes: { summary: open.summary, sprintIds: open.sprintIds } })
    expect(open).toMatchObject({ updatedMs, histories })
  })

  it('a new parent is told by id and key, without a fieldId', () => {
    const epic = findIssue(site, 'PAY-4')
    editIssue(site, { issueId: open.id, by, changes: { parentId: epic?.id ?? null } })
    expect(lastItems(open)).toMatchObject([
      { field: 'IssueParentAssociation', fieldId: null, to: epic?.id, toText: 'PAY-4' },
    ])
    expect(site.childIds.get(epic?.id ?? '')).toContain(open.id)
  })

  it('a moved issue keeps its id and is still found by its old key', () => {
    const formerKey = open.key
    moveIssueToProject(site, { issueId: open.id, project: 'OPS', by })
    expect(open.key).toMatch(/^OPS-/)
    expect(findIssue(site, formerKey)).toBe(open)
    expect(open.fixVersionIds).toEqual([])
    expect(lastItems(open).slice(0, 2)).toMatchObject([
      { field: 'Key', fromText: formerKey, toText: open.key },
      { field: 'project', to: '10003' },
    ])
  })

  it('deleting an issue takes its sub-tasks, worklogs and links with it; the children of an epic stay', () => {
    const epic = createIssue(site, { project: 'WEB', type: 'Epic', summary: 'Epic', by })
    const story = createIssue(site, { project: 'WEB', type: 'Story', summary: 'Story', by, parentId: epic.id })
    const subtask = createIssue(site, { project: 'WEB', type: 'Sub-task', summary: 'Part', by, parentId: story.id })
    const worklog = addWorklog(site, { issueId: subtask.id, by, seconds: 60 })
    const link = linkIssues(site, { type: 'Blocks', sourceId: story.id, destinationId: open.id, by })
    deleteIssue(site, { issueId: epic.id, by })
    expect(listJiraOracle(site).workItems).toContain(story.id)
    expect(story.parentId).toBeNull()
    deleteIssue(site, { issueId: story.id, by })
    const oracle = listJiraOracle(site)
    for (const id of [epic.id, story.id, subtask.id]) expect(oracle.workItems).not.toContain(id)
    expect(oracle.worklogs).not.toContain(worklog.id)
    expect(oracle.links).not.toContain(link.id)
  })
})

describe('worklogs and links', () => {
  it('time spent follows the worklogs, and a deleted one is in the feed of deletions', () => {
    const worklog = addWorklog(site, { issueId: open.id, by, seconds: 3600 })
    editWorklog(site, { worklogId: worklog.id, by, seconds: 1800 })
    expect(lastItems(open)[0]).toMatchObject({ field: 'timespent' })
    deleteWorklog(site, { worklogId: worklog.id, by })
    expect(site.data.deletedWorklogs.at(-1)).toEqual({ id: worklog.id, deletedMs: NOW.getTime() })
    expect(listJiraOracle(site).worklogs).not.toContain(worklog.id)
  })

  it('a link is one row on each end, in the words of that end', () => {
    const other = findIssue(site, 'MOB-20')
    const link = linkIssues(site, { type: 'Blocks', sourceId: open.id, destinationId: other?.id ?? '', by })
    expect(lastItems(open)).toMatchObject([
      { field: 'Link', fieldId: null, to: 'MOB-20', toText: 'This issue blocks MOB-20' },
    ])
    expect(other && lastItems(other)).toMatchObject([{ field: 'Link', toText: `This issue is blocked by ${open.key}` }])
    unlinkIssues(site, { linkId: link.id, by })
    expect(lastItems(open)).toMatchObject([{ field: 'Link', from: 'MOB-20', to: null }])
  })
})

describe('versions and sprints', () => {
  it('a moved release date is in the audit log, with who moved it', () => {
    const version = site.data.versions.find(each => !each.released)
    const from = version?.releaseDate
    moveVersion(site, { versionId: version?.id ?? '', releaseDate: '2027-06-01', by })
    const record = site.data.audit.at(-1)
    expect(record).toMatchObject({
      summary: 'Version updated',
      category: 'projects',
      object: { id: version?.id, typeName: 'VERSION' },
    })
    expect(record?.changes).toEqual([{ field: 'Release date', from, to: '2027-06-01' }])
    expect(site.accounts.get(record?.authorId ?? '')?.displayName).toBe(by)
  })

  it('releasing a version moves its open items to the next one', () => {
    const [current, next] = site.data.versions.filter(each => each.name.startsWith('Relaunch') && !each.released)
    const openIds = site.data.issues.filter(
      issue => issue.fixVersionIds.includes(current?.id ?? '') && issue.resolutionId === null,
    )
    expect(openIds.length).toBeGreaterThan(0)
    releaseVersion(site, { versionId: current?.id ?? '', by, moveOpenTo: next?.id ?? '' })
    expect(
      openIds.every(
        issue => issue.fixVersionIds.includes(next?.id ?? '') && !issue.fixVersionIds.includes(current?.id ?? ''),
      ),
    ).toBe(true)
  })

  it('closing a sprint carries open items over and leaves finished ones untouched', () => {
    const sprint = site.data.sprints.find(each => each.state === 'active')
    const next = site.data.sprints.find(each => each.state === 'future' && each.originBoardId === sprint?.originBoardId)
    const inSprint = site.data.issues.filter(issue => issue.sprintIds.includes(sprint?.id ?? 0))
    const finished = inSprint.filter(issue => issue.resolutionId !== null).map(issue => [issue.id, issue.updatedMs])
    closeSprint(site, { sprintId: sprint?.id ?? 0, by, ...(next ? { moveOpenTo: next.id } : {}) })
    expect(sprint).toMatchObject({ state: 'closed', completeMs: NOW.getTime() })
    const carried = inSprint.filter(issue => issue.resolutionId === null)
    expect(carried.length).toBeGreaterThan(0)
    expect(
      carried.every(issue => issue.sprintIds.includes(sprint?.id ?? 0) && issue.sprintIds.includes(next?.id ?? 0)),
    ).toBe(true)
    expect(finished).toEqual(
      inSprint.filter(issue => issue.resolutionId !== null).map(issue => [issue.id, issue.updatedMs]),
    )
  })
})

describe('permission', () => {
  it('without Browse Projects everything of the project is gone, and comes back with it', () => {
    const before = listJiraOracle(site)
    removeProjectPermission(site, 'PAY')
    const without = listJiraOracle(site)
    expect(without.workItems.length).toBe(site.data.issues.filter(issue => issue.projectId !== '10000').length)
    expect(without.releases.length).toBeLessThan(before.releases.length)
    expect(without.worklogs.length).toBeLessThan(before.worklogs.length)
    expect(without.links.length).toBeLessThan(before.links.length)
    restoreProjectPermission(site, 'PAY')
    expect(listJiraOracle(site)).toEqual(before)
  })
})

it('nobody edits in the name of a stranger', () => {
  expect(() => editIssue(site, { issueId: open.id, by: 'Nobody', changes: { summary: 'x' } })).toThrow(
    /no account Nobody/,
  )
})
