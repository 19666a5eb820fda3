import type { JiraSite } from './site.ts'
import { isSprintListed } from './stand-in.ts'

export interface JiraOracle {
  readonly workItems: readonly string[]
  readonly iterations: readonly string[]
  readonly releases: readonly string[]
  readonly worklogs: readonly string[]
  readonly links: readonly string[]
}

/** The ids of all that is alive and visible to the calling account: what a perfect copy of the site would hold. */
export function listJiraOracle(site: JiraSite): JiraOracle {
  const isBrowsable = (projectId: string): boolean => site.projects.get(projectId)?.browsable === true
  const isSeen = (issueId: string): boolean => isBrowsable(site.issues.get(issueId)?.projectId ?? '')
  return {
    workItems: site.data.issues.filter(issue => isBrowsable(issue.projectId)).map(issue => issue.id),
    iterations: site.data.sprints.filter(sprint => isSprintListed(site, sprint)).map(sprint => String(sprint.id)),
    releases: site.data.versions.filter(version => isBrowsable(version.projectId)).map(version => version.id),
    worklogs: site.data.worklogs.filter(worklog => isSeen(worklog.issueId)).map(worklog => worklog.id),
    links: site.data.links.filter(link => isSeen(link.sourceId) && isSeen(link.destinationId)).map(link => link.id),
  }
}
