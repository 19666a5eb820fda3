import {
  findParentId,
  isReadable,
  latestRevision,
  pathOfNode,
  projectOfRevision,
} from '../../demo/azure-devops/look-up.ts'
import type { Organization } from '../../demo/azure-devops/organization.ts'
import { HIERARCHY, keyOfLink, RELATED } from '../../demo/azure-devops/organization-index.ts'
import type { FieldValue, LinkChange, Revision, WorkItem } from '../../demo/azure-devops/organization-state.ts'
import { createRecorder, type History, type Row, type Truth } from './truth.ts'

const SCHEDULING = 'Microsoft.VSTS.Scheduling'
const day = (value: FieldValue | undefined): string | null => (value === undefined ? null : String(value).slice(0, 10))
const number = (value: FieldValue | undefined): number | null => (value === undefined ? null : Number(value))

interface Reading {
  readonly sinceMs: number
  readonly tellsLinks: boolean
  /** Ids of the only projects that are read. */
  readonly follows: readonly string[] | undefined
}

/**
 * What an organisation holds, from its own state: the revisions of each item and the changes of its links, which is all
 * that ever happened to it. A rename changes the whole past. Where no feed tells of links, only those of now can be known.
 */
export function describeAzureDevOps(organization: Organization, { sinceMs, tellsLinks, follows }: Reading): Truth {
  const { state } = organization
  const isFollowed = (projectId: string): boolean => follows?.includes(projectId) ?? true
  const projectOf = (item: WorkItem): string => projectOfRevision(organization, latestRevision(item)).id
  const shown = state.workItems.filter(
    item => item.deletion === null && isReadable(organization, item) && isFollowed(projectOf(item)),
  )
  const shownIds = new Set(shown.map(({ id }) => id))
  const isVisible = (projectId: string): boolean =>
    isFollowed(projectId) && state.projects.some(({ id, isVisible }) => id === projectId && isVisible)
  return {
    projects: new Map(
      state.projects
        .filter(({ id }) => isFollowed(id))
        .map(({ id, name, isVisible }): [string, Row] => [id, isVisible ? { name } : {}]),
    ),
    iterations: new Map(
      state.nodes
        .filter(({ structureType, projectId }) => structureType === 'iteration' && isVisible(projectId))
        .filter(({ startDate, finishDate }) => startDate !== undefined && finishDate !== undefined)
        .map(({ id, name, projectId, startDate, finishDate }) => [
          String(id),
          { name, project: projectId, startDay: day(startDate), endDay: day(finishDate) },
        ]),
    ),
    releases: new Map(),
    workItems: new Map(shown.map(item => [String(item.id), describeItem(organization, item, shownIds)])),
    worklogs: new Map(shown.flatMap(listEffort)),
    links: new Map(
      [...organization.index.linksByItem.values()]
        .flatMap(links => [...links.values()])
        .filter(({ rel, sourceId, targetId }) => rel !== HIERARCHY && shownIds.has(sourceId) && shownIds.has(targetId))
        .map(link => (tellsLinks ? link : orderEnds(link)))
        .map(link => [keyOfLink(link), { from: String(link.sourceId), to: String(link.targetId) }]),
    ),
    optional: new Set(state.projects.filter(project => !project.isVisible).map(({ id }) => `projects ${id}`)),
    secretive: new Set(
      shown
        .filter(({ revisions }) => revisions.some(each => !isVisible(projectOfRevision(organization, each).id)))
        .map(({ id }) => String(id)),
    ),
    people: new Map(state.people.map(({ id, name }) => [id, name])),
    histories: listHistories(organization, shown, tellsLinks),
    sinceMs,
  }
}

function describeItem(organization: Organization, item: WorkItem, shownIds: ReadonlySet<number>): Row {
  const parentId = findParentId(organization, item.id)
  const last = latestRevision(item)
  return {
    key: String(item.id),
    title: String(last.fields['System.Title']),
    project: projectOfRevision(organization, last).id,
    status: statusOf(organization, last),
    type: `${projectOfRevision(organization, last).id}/${last.type}`,
    assignee: last.fields['System.AssignedTo'] === undefined ? null : String(last.fields['System.AssignedTo']),
    reporter: item.createdBy,
    area: pathOfNode(organization, last.areaId),
    parent: parentId !== null && shownIds.has(parentId) ? String(parentId) : null,
    targetDay: day(last.fields[`${SCHEDULING}.TargetDate`]),
    completedHours: number(last.fields[`${SCHEDULING}.CompletedWork`]),
    remainingHours: number(last.fields[`${SCHEDULING}.RemainingWork`]),
  }
}

/** Read from one of its items, nobody knows which end of a Related link the feed would call the source. */
const orderEnds = (link: LinkChange): LinkChange =>
  link.rel === RELATED && link.sourceId > link.targetId
    ? { ...link, sourceId: link.targetId, targetId: link.sourceId }
    : link

const statusOf = (organization: Organization, revision: Revision): string =>
  `${projectOfRevision(organization, revision).id}/${revision.type}/${revision.state}`

/** The hours that each change of Completed Work means; what was emptied says nothing. */
function listEffort(item: WorkItem): readonly (readonly [string, Row])[] {
  const entries: (readonly [string, Row])[] = []
  let before = 0
  for (const { rev, fields, changedBy, changedDate, isDeleted } of item.revisions) {
    const hours = fields[`${SCHEDULING}.CompletedWork`]
    if (hours === undefined || isDeleted) continue
    const seconds = Math.round(Number(hours) * 3_600) - before
    before += seconds
    if (seconds !== 0) {
      entries.push([
        `${item.id}@${rev}`,
        { workItem: String(item.id), author: changedBy, seconds, day: changedDate.slice(0, 10) },
      ])
    }
  }
  return entries
}

function listHistories(
  organization: Organization,
  shown: readonly WorkItem[],
  tellsLinks: boolean,
): readonly History[] {
  const recorder = createRecorder()
  for (const item of shown) {
    const id = String(item.id)
    // What an item is in the bin says nothing of its planning.
    for (const revision of item.revisions.filter(({ isDeleted }) => !isDeleted)) {
      const { fields } = revision
      recorder.record('work_item', id, Date.parse(revision.changedDate), {
        state: statusOf(organization, revision),
        project: projectOfRevision(organization, revision).id,
        assignee: fields['System.AssignedTo'] === undefined ? null : String(fields['System.AssignedTo']),
        iteration: String(revision.iterationId),
        target_day: day(fields[`${SCHEDULING}.TargetDate`]),
        start_day: day(fields[`${SCHEDULING}.StartDate`]),
        completed_hours: number(fields[`${SCHEDULING}.CompletedWork`]),
        remaining_hours: number(fields[`${SCHEDULING}.RemainingWork`]),
      })
    }
    if (!tellsLinks) continue
    let parentId: number | null = null
    for (const { sourceId, isActive, changedDate } of organization.index.parentChanges.get(item.id) ?? []) {
      if (isActive) parentId = sourceId
      else if (parentId === sourceId) parentId = null
      recorder.record('work_item', id, Date.parse(changedDate), { parent: parentId === null ? null : String(parentId) })
    }
  }
  return recorder.list()
}
