import { found, type JiraSite, loadProject } from './site.ts'
import { loadAccount } from './site-changes.ts'
import type { Issue } from './site-records.ts'

/** What a person fills in to create an issue. `type` is a name or an id, `project` a key or an id. */
export interface NewIssue {
  readonly project: string
  readonly type: string
  readonly summary: string
  readonly by: string
  readonly description?: string
  readonly parentId?: string | null
  readonly assignee?: string | null
  readonly estimate?: number | null
  readonly storyPointEstimate?: number | null
  readonly originalEstimateSeconds?: number | null
  readonly dueDate?: string | null
  readonly startDate?: string | null
  readonly sprintIds?: readonly number[]
  readonly fixVersionIds?: readonly string[]
  readonly labels?: readonly string[]
  readonly priorityId?: string | null
}

/** The record of an issue created now, with its key taken from the project. */
export function buildIssue(site: JiraSite, input: NewIssue, byAccountId: string): Issue {
  const project = loadProject(site, input.project)
  const type = found(
    site.data.issueTypes.find(each => each.name === input.type || each.id === input.type),
    'issue type',
    input.type,
  )
  const status = found(
    site.data.statuses.find(each => each.category === 'new'),
    'status of category',
    'new',
  )
  const atMs = site.clock()
  return {
    id: String(++site.data.counters.issue),
    key: `${project.key}-${project.nextIssueNumber++}`,
    formerKeys: [],
    projectId: project.id,
    typeId: type.id,
    statusId: status.id,
    resolutionId: null,
    priorityId: input.priorityId === undefined ? '3' : input.priorityId,
    summary: input.summary,
    description: input.description ?? '',
    labels: input.labels ?? [],
    assigneeId: input.assignee ? loadAccount(site, input.assignee).accountId : null,
    reporterId: byAccountId,
    creatorId: byAccountId,
    parentId: input.parentId ?? null,
    sprintIds: input.sprintIds ?? [],
    fixVersionIds: input.fixVersionIds ?? [],
    affectedVersionIds: [],
    storyPoints: input.estimate ?? null,
    storyPointEstimate: input.storyPointEstimate ?? null,
    originalEstimateSeconds: input.originalEstimateSeconds ?? null,
    startDate: input.startDate ?? null,
    dueDate: input.dueDate ?? null,
    rank: `0|i${(++site.data.counters.rank).toString(36).padStart(5, '0')}:`,
    createdMs: atMs,
    updatedMs: atMs,
    resolvedMs: null,
    statusCategoryChangedMs: atMs,
    histories: [],
  }
}
