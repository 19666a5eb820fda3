import {
  addWorklog,
  closeSprint,
  createIssue,
  createVersion,
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
  startSprint,
  unlinkIssues,
} from '../../demo/jira/edits.ts'
import { listJiraOracle } from '../../demo/jira/oracle.ts'
import type { JiraProduct } from '../../demo/jira/product.ts'
import { startJiraStandIn } from '../../demo/jira/server.ts'
import type { JiraSite } from '../../demo/jira/site.ts'
import type { SiteEvent } from '../../demo/jira/site-events.ts'
import type { Issue } from '../../demo/jira/site-records.ts'
import type { Random } from '../../demo/random.ts'
import type { Touch } from '../../src/store/sync/webhook-deliveries.ts'
import { doOne, EDITED_FROM, type EditedTracker, someDay, startEditedClock } from './edited-tracker.ts'
import { createSmallSite } from './small-trackers.ts'

const PROJECTS = ['WEB', 'OPS'] as const
const HOUR_MS = 3_600_000

export const startEditedDataCenter = (seed: number): Promise<EditedTracker> => startEditedJira(seed, 'data-center')

export async function startEditedJira(seed: number, product: JiraProduct = 'cloud'): Promise<EditedTracker> {
  const site = createSmallSite(PROJECTS, 70, seed, EDITED_FROM)
  const { now, moveOn } = startEditedClock()
  site.clock = () => now().getTime()
  const contextPath = product === 'cloud' ? '' : '/jira'
  const standIn = await startJiraStandIn({ site, product, contextPath, feedLagMs: 0 })
  let deliveries: (readonly Touch[])[] = []
  site.listeners.add(event => {
    deliveries.push(touchesOf(event))
  })
  return {
    kind: 'jira',
    url: standIn.url,
    now,
    credentials: standIn.login,
    tellsReleaseMoves: product === 'cloud',
    edit: random => {
      moveOn(random)
      return doOne(random, listEdits(site, random))
    },
    takeDeliveries: () => {
      const taken = deliveries
      deliveries = []
      return taken
    },
    deleteSilently: (random, count) => {
      const gone = Array.from({ length: count }, () => {
        const { id } = random.pick(listLeaves(site))
        deleteIssue(site, { issueId: id, by: someone(site, random) })
        return id
      })
      deliveries = []
      return gone
    },
    hideProject: () => {
      removeProjectPermission(site, PROJECTS[0])
      return site.data.issues.filter(({ projectId }) => projectId === site.data.projects[0]?.id).map(({ id }) => id)
    },
    showProject: () => restoreProjectPermission(site, PROJECTS[0]),
    listOracle: () => listJiraOracle(site),
    close: standIn.close,
  }
}

export function touchesOf(event: SiteEvent): readonly Touch[] {
  const at = new Date(event.atMs).toISOString()
  switch (event.type) {
    case 'issue':
      return [{ kind: 'work_item', externalId: event.issue.id, byPersonId: event.byAccountId, at }]
    case 'link':
      return [event.link.sourceId, event.link.destinationId].map(externalId => ({ kind: 'work_item', externalId, at }))
    case 'worklog':
      return [
        { kind: 'worklog', externalId: event.worklog.id, at },
        { kind: 'work_item', externalId: event.worklog.issueId, at },
      ]
    case 'version':
      return [{ kind: 'release', externalId: event.version.id, at }]
    case 'sprint':
      return [{ kind: 'iteration', externalId: String(event.sprint.id), at }]
  }
}

const someone = (site: JiraSite, random: Random): string => random.pick(site.data.accounts).accountId

/** The loss of a parent is told by no history; those who have children stay. */
const listLeaves = (site: JiraSite): readonly Issue[] =>
  site.data.issues.filter(({ id }) => (site.childIds.get(id)?.size ?? 0) === 0)

function listEdits(site: JiraSite, random: Random): Readonly<Record<string, () => unknown>> {
  const by = someone(site, random)
  const { id: issueId, projectId } = random.pick(site.data.issues)
  const project = random.pick(PROJECTS)
  const versions = site.data.versions.filter(version => version.projectId === projectId)
  const epics = site.data.issues.filter(
    issue => issue.projectId === projectId && site.issueTypes.get(issue.typeId)?.hierarchyLevel === 1,
  )
  const isStory = site.issueTypes.get(site.issues.get(issueId)?.typeId ?? '')?.hierarchyLevel === 0
  const edit = (changes: Parameters<typeof editIssue>[1]['changes']) => editIssue(site, { issueId, by, changes })
  return {
    'change the status': () => edit({ statusId: random.pick(site.data.statuses).id }),
    'change several things': () =>
      edit({
        assignee: random.chance(0.3) ? null : by,
        estimate: random.between(1, 13),
        labels: [`l${random.between(1, 5)}`],
      }),
    'rename an issue': () => edit({ summary: `Renamed ${random.between(1, 1_000)} \u{1f600}` }),
    'move a date twice in one day': () => {
      edit({ dueDate: someDay(random) })
      edit({ dueDate: random.chance(0.3) ? null : someDay(random) })
    },
    'change the sprint': () => edit({ sprintIds: random.chance(0.3) ? [] : [random.pick(site.data.sprints).id] }),
    'change the version': () =>
      edit({ fixVersionIds: versions.length === 0 || random.chance(0.2) ? [] : [random.pick(versions).id] }),
    'change the parent': () =>
      isStory && epics.length > 0 ? edit({ parentId: random.chance(0.3) ? null : random.pick(epics).id }) : null,
    'create an issue': () =>
      createIssue(site, {
        project,
        type: 'Story',
        summary: 'Something new',
        by,
        estimate: 3,
        dueDate: someDay(random),
      }),
    'move an issue to another project': () => (isStory ? moveIssueToProject(site, { issueId, project, by }) : null),
    'delete an issue': () => deleteIssue(site, { issueId: random.pick(listLeaves(site)).id, by }),
    'log work': () => addWorklog(site, { issueId, by, seconds: random.between(1, 8) * 3_600 }),
    'edit a worklog': () =>
      editWorklog(site, { worklogId: random.pick(site.data.worklogs).id, by, seconds: random.between(1, 9) * 600 }),
    'delete a worklog': () => deleteWorklog(site, { worklogId: random.pick(site.data.worklogs).id, by }),
    'link issues': () => {
      const other = random.pick(site.data.issues).id
      return other === issueId
        ? null
        : linkIssues(site, { type: random.pick(site.data.linkTypes).name, sourceId: issueId, destinationId: other, by })
    },
    'unlink issues': () =>
      site.data.links.length === 0 ? null : unlinkIssues(site, { linkId: random.pick(site.data.links).id, by }),
    'create a version': () =>
      createVersion(site, { project, name: `V ${random.between(1, 1_000)}`, releaseDate: someDay(random), by }),
    'move a version': () =>
      moveVersion(site, { versionId: random.pick(site.data.versions).id, releaseDate: someDay(random), by }),
    'release a version': () => releaseVersion(site, { versionId: random.pick(site.data.versions).id, by }),
    'start a sprint': () =>
      startSprint(site, { sprintId: random.pick(site.data.sprints).id, endMs: site.clock() + 300 * HOUR_MS }),
    'close a sprint': () =>
      closeSprint(site, {
        sprintId: random.pick(site.data.sprints).id,
        by,
        moveOpenTo: random.pick(site.data.sprints).id,
      }),
  }
}
