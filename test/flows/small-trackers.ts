import { generateOrganization } from '../../demo/azure-devops/generate-organization.ts'
import { type Organization, openOrganization } from '../../demo/azure-devops/organization.ts'
import { generateJiraSite } from '../../demo/jira/generate.ts'
import { type JiraSite, openSite } from '../../demo/jira/site.ts'
import { DEMO_SEED } from '../../demo/organisation.ts'

/** What is generated depends on the moment it is generated for; a seed leads to the same tracker on every day. */
const MADE_AT = new Date('2026-11-02T09:30:00Z')

/** The demo's site cut down to these projects and, of each, its first issues: a first sync takes a second. */
export function createSmallSite(
  projectKeys: readonly string[],
  issuesOfEach: number,
  seed = DEMO_SEED,
  now = MADE_AT,
): JiraSite {
  const { data } = generateJiraSite({ seed, now })
  const projects = data.projects.filter(({ key }) => projectKeys.includes(key))
  const issues = projects.flatMap(project =>
    data.issues.filter(({ projectId }) => projectId === project.id).slice(0, issuesOfEach),
  )
  const kept = new Set(issues.map(({ id }) => id))
  for (const issue of issues) if (issue.parentId !== null && !kept.has(issue.parentId)) issue.parentId = null
  const projectIds = new Set(projects.map(({ id }) => id))
  const boards = data.boards.filter(({ projectId }) => projectIds.has(projectId))
  const boardIds = new Set(boards.map(({ id }) => id))
  const sprints = data.sprints.filter(sprint => sprint.boardIds.every(id => boardIds.has(id)))
  const sprintIds = new Set(sprints.map(({ id }) => id))
  for (const issue of issues) issue.sprintIds = issue.sprintIds.filter(id => sprintIds.has(id))
  return openSite({
    ...data,
    projects,
    boards,
    sprints,
    issues,
    versions: data.versions.filter(({ projectId }) => projectIds.has(projectId)),
    worklogs: data.worklogs.filter(({ issueId }) => kept.has(issueId)),
    links: data.links.filter(({ sourceId, destinationId }) => kept.has(sourceId) && kept.has(destinationId)),
  })
}

/** The demo's organisation with all its projects and about this many of its work items. */
export function createSmallOrganization(items: number, seed = DEMO_SEED, now = MADE_AT): Organization {
  const { state } = generateOrganization({ seed, now })
  // Spread over the projects, which follow each other in the list.
  const step = Math.max(1, Math.floor(state.workItems.length / items))
  const workItems = state.workItems.filter((_, index) => index % step === 0)
  const kept = new Set(workItems.map(({ id }) => id))
  const links = state.links.filter(({ sourceId, targetId }) => kept.has(sourceId) && kept.has(targetId))
  return openOrganization({ ...state, workItems, links })
}
