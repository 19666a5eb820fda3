import { formatInstant } from './instant.ts'
import { latestRevision, loadNode, projectOfRevision } from './look-up.ts'
import type { Organization } from './organization.ts'
import { indexLink, keyOfLink } from './organization-index.ts'
import type { Fields, FieldValue, Project, Revision, WorkItem } from './organization-state.ts'
import { categoryOfState, type WorkItemType } from './processes.ts'

/** The moment of an edit and who made it (a person's id). */
export interface Stamp {
  readonly atMs: number
  readonly by: string
}

/** What an edit changes; a field set to null becomes empty. */
export interface Change {
  readonly fields?: Readonly<Record<string, FieldValue | null>>
  readonly areaId?: number
  readonly iterationId?: number
  readonly type?: string
  readonly state?: string
  readonly isDeleted?: boolean
}

export interface NewWorkItem {
  readonly type: string
  readonly state: string
  readonly areaId: number
  readonly iterationId: number
  readonly fields: Fields
}

/** Adds an item with its first revision. */
export function appendWorkItem(organization: Organization, created: NewWorkItem, stamp: Stamp): WorkItem {
  const { state, index } = organization
  state.lastWorkItemId += 1
  const createdDate = formatInstant(stamp.atMs)
  const item: WorkItem = { id: state.lastWorkItemId, createdDate, createdBy: stamp.by, revisions: [], deletion: null }
  state.workItems.push(item)
  index.itemsById.set(item.id, item)
  addRevision(organization, item, {
    rev: 1,
    watermark: 0,
    changedDate: createdDate,
    changedBy: stamp.by,
    areaId: created.areaId,
    iterationId: created.iterationId,
    type: created.type,
    state: created.state,
    isDeleted: false,
    fields: { 'System.Reason': 'New', 'Microsoft.VSTS.Common.StateChangeDate': createdDate, ...created.fields },
  })
  return item
}

/** Adds the next full revision of an item: the last one with the change applied. */
export function appendRevision(organization: Organization, item: WorkItem, change: Change, stamp: Stamp): Revision {
  const last = latestRevision(item)
  // Revisions of one item never share or go back in time, however close together the edits are.
  const atMs = Math.max(stamp.atMs, Date.parse(last.changedDate) + 3)
  const areaId = change.areaId ?? last.areaId
  const type = change.type ?? last.type
  const fields: Record<string, FieldValue> = { ...last.fields }
  if (change.state !== undefined && change.state !== last.state) {
    const project = projectOfRevision(organization, { ...last, areaId })
    applyState(fields, loadType(project, type), change.state, { atMs, by: stamp.by })
  }
  for (const [name, value] of Object.entries(change.fields ?? {})) {
    if (value === null) delete fields[name]
    else fields[name] = value
  }
  return addRevision(organization, item, {
    rev: last.rev + 1,
    watermark: 0,
    changedDate: formatInstant(atMs),
    changedBy: stamp.by,
    areaId,
    iterationId: change.iterationId ?? last.iterationId,
    type,
    state: change.state ?? last.state,
    isDeleted: change.isDeleted ?? last.isDeleted,
    fields,
  })
}

export interface LinkEnds {
  readonly rel: string
  readonly sourceId: number
  readonly targetId: number
}

/**
 * Notes a link as made or removed. Neither end gets a revision, a new ChangedDate or a new watermark, though
 * System.Parent changes: so does the service. https://github.com/MicrosoftDocs/vsts-rest-api-specs/issues/61
 */
export function appendLinkChange(organization: Organization, ends: LinkEnds, isActive: boolean, stamp: Stamp): void {
  const { state, index } = organization
  const exists = index.linksByItem.get(ends.sourceId)?.has(keyOfLink(ends)) ?? false
  if (exists === isActive)
    throw new Error(`the link ${keyOfLink(ends)} ${exists ? 'exists already' : 'does not exist'}`)
  state.lastLinkSequence += 1
  const changedDate = formatInstant(stamp.atMs)
  const link = { sequence: state.lastLinkSequence, ...ends, changedDate, changedBy: stamp.by, isActive }
  state.links.push(link)
  indexLink(index, link)
}

export function loadType(project: Project, name: string): WorkItemType {
  const type = project.types.find(candidate => candidate.name === name)
  if (type === undefined) throw new Error(`${project.name} has no type ${name}`)
  return type
}

function addRevision(organization: Organization, item: WorkItem, draft: Revision): Revision {
  loadNode(organization, draft.areaId)
  loadNode(organization, draft.iterationId)
  organization.state.lastWatermark += 1
  const revision = { ...draft, watermark: organization.state.lastWatermark }
  item.revisions.push(revision)
  organization.index.feed.push({ item, revision })
  return revision
}

/** The dates the service's own rules set when a state changes. */
function applyState(fields: Record<string, FieldValue>, type: WorkItemType, state: string, stamp: Stamp): void {
  const at = formatInstant(stamp.atMs)
  const set = (what: 'Activated' | 'Resolved' | 'Closed'): void => {
    fields[`Microsoft.VSTS.Common.${what}Date`] = at
    fields[`Microsoft.VSTS.Common.${what}By`] = stamp.by
  }
  const clear = (...whats: readonly ('Activated' | 'Resolved' | 'Closed')[]): void => {
    for (const what of whats) {
      delete fields[`Microsoft.VSTS.Common.${what}Date`]
      delete fields[`Microsoft.VSTS.Common.${what}By`]
    }
  }
  fields['Microsoft.VSTS.Common.StateChangeDate'] = at
  fields['System.Reason'] = `Moved to state ${state}`
  const category = categoryOfState(type, state)
  switch (category) {
    case 'Proposed':
      clear('Activated', 'Resolved', 'Closed')
      break
    case 'InProgress':
      clear('Resolved', 'Closed')
      set('Activated')
      break
    case 'Resolved':
      clear('Closed')
      set('Resolved')
      break
    case 'Completed':
      set('Closed')
      break
    case 'Removed':
      clear('Resolved', 'Closed')
      break
  }
}
