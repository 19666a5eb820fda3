import type { JiraSite } from '../../demo/jira/site.ts'
import { isSprintListed, isSprintVisible } from '../../demo/jira/stand-in.ts'
import type { Recorder, Row, Truth } from './truth.ts'

const day = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString().slice(0, 10))

/** Notes what every issue and version is now. */
export function observeJira({ data, clock }: JiraSite, recorder: Recorder): void {
  for (const issue of data.issues) {
    recorder.record('work_item', issue.id, clock(), {
      state: issue.statusId,
      project: issue.projectId,
      parent: issue.parentId,
      assignee: issue.assigneeId,
      iteration: issue.sprintIds.map(String),
      release: issue.fixVersionIds,
      estimate: issue.storyPoints,
      target_day: issue.dueDate,
    })
  }
  for (const version of data.versions)
    recorder.record('release', version.id, clock(), { target_day: version.releaseDate })
}

export function describeJira(site: JiraSite, recorder: Recorder, sinceMs: number): Truth {
  const { data } = site
  const isBrowsable = (projectId: string): boolean => site.projects.get(projectId)?.browsable === true
  const isSeen = (issueId: string): boolean => isBrowsable(site.issues.get(issueId)?.projectId ?? '')
  const rows = <Each extends { readonly id: string | number }>(
    list: readonly Each[],
    isShown: (each: Each) => boolean,
    describe: (each: Each) => Row,
  ): ReadonlyMap<string, Row> => new Map(list.filter(isShown).map(each => [String(each.id), describe(each)]))
  return {
    // One that is hidden from us keeps its row: what says so is its items.
    projects: rows(
      data.projects,
      () => true,
      ({ name, browsable }): Row => (browsable ? { name } : {}),
    ),
    iterations: rows(
      data.sprints,
      sprint => isSprintVisible(site, sprint),
      ({ name, state, startMs, endMs, completeMs }) => ({
        name,
        state,
        startDay: day(startMs),
        endDay: day(endMs),
        completedAt: completeMs === null ? null : new Date(completeMs).toISOString(),
      }),
    ),
    releases: rows(
      data.versions,
      ({ projectId }) => isBrowsable(projectId),
      ({ name, releaseDate, released, projectId }) => ({ name, targetDay: releaseDate, released, project: projectId }),
    ),
    workItems: rows(
      data.issues,
      ({ projectId }) => isBrowsable(projectId),
      issue => ({
        key: issue.key,
        title: issue.summary,
        project: issue.projectId,
        status: issue.statusId,
        type: issue.typeId,
        assignee: issue.assigneeId,
        reporter: issue.reporterId,
        parent: issue.parentId !== null && isSeen(issue.parentId) ? issue.parentId : null,
        labels: issue.labels,
        targetDay: issue.dueDate,
        estimate: issue.storyPoints,
      }),
    ),
    worklogs: rows(
      data.worklogs,
      ({ issueId }) => isSeen(issueId),
      ({ issueId, authorId, seconds, startedMs }) => ({
        workItem: issueId,
        author: authorId,
        seconds,
        day: day(startedMs),
      }),
    ),
    links: rows(
      data.links,
      ({ sourceId, destinationId }) => isSeen(sourceId) && isSeen(destinationId),
      ({ sourceId, destinationId }) => ({ from: sourceId, to: destinationId }),
    ),
    optional: new Set([
      ...data.sprints.filter(sprint => !isSprintListed(site, sprint)).map(({ id }) => `iterations ${id}`),
      ...data.projects.filter(({ browsable }) => !browsable).map(({ id }) => `projects ${id}`),
    ]),
    secretive: new Set(),
    people: new Map(data.accounts.map(({ accountId, displayName }) => [accountId, displayName])),
    histories: recorder.list(),
    sinceMs,
  }
}
