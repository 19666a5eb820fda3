import type {
  ClassificationNode,
  LinkChange,
  OrganizationState,
  Person,
  Project,
  Revision,
  WorkItem,
} from './organization-state.ts'

export interface FeedEntry {
  readonly item: WorkItem
  readonly revision: Revision
}

/** What can be rebuilt from the state: kept beside it for speed. */
export interface OrganizationIndex {
  readonly itemsById: Map<number, WorkItem>
  /** Every revision of every item that was not destroyed, by watermark. */
  readonly feed: FeedEntry[]
  readonly nodesById: Map<number, ClassificationNode>
  readonly projectsById: Map<string, Project>
  readonly peopleById: Map<string, Person>
  /** The existing links of each item, under both ends. */
  readonly linksByItem: Map<number, Map<string, LinkChange>>
  /** All changes of hierarchy links by child, oldest first. */
  readonly parentChanges: Map<number, LinkChange[]>
  /** All changes of links by item, under both ends, oldest first. */
  readonly linkChangesByItem: Map<number, LinkChange[]>
  /** Paths by node id; emptied by a rename. */
  readonly paths: Map<number, string>
}

export const HIERARCHY = 'System.LinkTypes.Hierarchy'
export const DEPENDENCY = 'System.LinkTypes.Dependency'
export const RELATED = 'System.LinkTypes.Related'

export function keyOfLink(link: {
  readonly rel: string
  readonly sourceId: number
  readonly targetId: number
}): string {
  return `${link.rel}:${link.sourceId}:${link.targetId}`
}

export function buildIndex(state: OrganizationState): OrganizationIndex {
  const feed: FeedEntry[] = []
  for (const item of state.workItems) for (const revision of item.revisions) feed.push({ item, revision })
  feed.sort((one, other) => one.revision.watermark - other.revision.watermark)
  const index: OrganizationIndex = {
    itemsById: new Map(state.workItems.map(item => [item.id, item])),
    feed,
    nodesById: new Map(state.nodes.map(node => [node.id, node])),
    projectsById: new Map(state.projects.map(project => [project.id, project])),
    peopleById: new Map(state.people.map(person => [person.id, person])),
    linksByItem: new Map(),
    parentChanges: new Map(),
    linkChangesByItem: new Map(),
    paths: new Map(),
  }
  for (const link of state.links) indexLink(index, link)
  return index
}

export function indexLink(index: OrganizationIndex, link: LinkChange): void {
  const key = keyOfLink(link)
  for (const end of [link.sourceId, link.targetId]) {
    const links = index.linksByItem.get(end) ?? new Map<string, LinkChange>()
    index.linksByItem.set(end, links)
    if (link.isActive) links.set(key, link)
    else links.delete(key)
    appendTo(index.linkChangesByItem, end, link)
  }
  if (link.rel === HIERARCHY) appendTo(index.parentChanges, link.targetId, link)
}

function appendTo(map: Map<number, LinkChange[]>, key: number, link: LinkChange): void {
  const changes = map.get(key)
  if (changes === undefined) map.set(key, [link])
  else changes.push(link)
}
