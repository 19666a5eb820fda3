import type { Organization } from './organization.ts'
import { HIERARCHY, keyOfLink } from './organization-index.ts'
import type { WorkItem } from './organization-state.ts'

export interface AzureDevOpsOracle {
  readonly workItems: string[]
  readonly iterations: string[]
  readonly releases: string[]
  readonly worklogs: string[]
  readonly links: string[]
}

/** What teams have planned for these iterations: hours per day and absences, in the tracker's own ids. */
export function listPlans({ state }: Organization, iterationIds: ReadonlySet<number>) {
  return {
    capacities: state.teams.flatMap(({ id, capacities }) =>
      capacities
        .filter(({ iterationId }) => iterationIds.has(iterationId))
        .flatMap(({ iterationId, personId, activities }) =>
          activities.map(({ name, capacityPerDay }) => ({ team: id, iterationId, personId, name, capacityPerDay })),
        ),
    ),
    daysOff: state.teams.flatMap(({ id, capacities, daysOff }) => [
      ...capacities
        .filter(({ iterationId }) => iterationIds.has(iterationId))
        .flatMap(each =>
          each.daysOff.map(days => ({ team: id, iterationId: each.iterationId, personId: each.personId, ...days })),
        ),
      ...daysOff
        .filter(({ iterationId }) => iterationIds.has(iterationId))
        .flatMap(({ iterationId, days }) => days.map(each => ({ team: id, iterationId, personId: null, ...each }))),
    ]),
  }
}

/**
 * What exists in the organisation, read from its state and not from its answers: what a connector must have found.
 * Items of a project whose permission was taken away exist all the same.
 */
export function listAzureDevOpsOracle(organization: Organization): AzureDevOpsOracle {
  const live = organization.state.workItems.filter(item => item.deletion === null)
  const liveIds = new Set(live.map(item => item.id))
  const links = new Set<string>()
  for (const linksOfItem of organization.index.linksByItem.values()) {
    for (const link of linksOfItem.values()) {
      if (link.rel === HIERARCHY || !liveIds.has(link.sourceId) || !liveIds.has(link.targetId)) continue
      links.add(keyOfLink(link))
    }
  }
  return {
    workItems: live.map(item => String(item.id)),
    iterations: organization.state.nodes
      .filter(
        node =>
          node.isDeleted === undefined &&
          node.structureType === 'iteration' &&
          node.startDate !== undefined &&
          node.finishDate !== undefined,
      )
      .map(node => String(node.id)),
    releases: [],
    worklogs: live.flatMap(listWorklogs),
    links: [...links],
  }
}

function listWorklogs(item: WorkItem): readonly string[] {
  const worklogs: string[] = []
  let before = 0
  for (const { rev, fields } of item.revisions) {
    const after = Number(fields['Microsoft.VSTS.Scheduling.CompletedWork'] ?? 0)
    if (after !== before) worklogs.push(`${item.id}@${rev}`)
    before = after
  }
  return worklogs
}
