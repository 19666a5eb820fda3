import { fieldsByReferenceName, isIdentityField } from './fields.ts'
import { findParentId, latestRevision, loadNode, pathOfNode, projectOfRevision } from './look-up.ts'
import type { LinkChange, Revision, WorkItem } from './organization-state.ts'
import { relationNameOf } from './relation-types.ts'
import { type IdentityAnswer, renderIdentity, renderIdentityText, type View } from './view.ts'

export type AnswerValue = string | number | boolean | IdentityAnswer

export interface FieldChoice {
  /** The fields asked for by name; null for the usual set. */
  readonly names: readonly string[] | null
  readonly identities: 'object' | 'text'
  /** What the usual set is: of a plain read, of `$expand=all`, of the feed, or of the feed with long texts. */
  readonly set: 'plain' | 'all' | 'feed' | 'feed_with_long_texts'
  /** The instant whose parent is shown. */
  readonly parentAtMs: number
}

const PLAIN_NAMES = [
  'System.AreaPath',
  'System.TeamProject',
  'System.IterationPath',
  'System.WorkItemType',
  'System.State',
  'System.CreatedDate',
  'System.CreatedBy',
  'System.ChangedDate',
  'System.ChangedBy',
  'System.CommentCount',
  'System.IsDeleted',
  'System.Parent',
]
const FEED_NAMES = [
  'System.Id',
  'System.Rev',
  'System.RevisedDate',
  ...PLAIN_NAMES,
  'System.AreaId',
  'System.IterationId',
]
const ALL_NAMES = [...FEED_NAMES, 'System.NodeName', 'System.AuthorizedDate', 'System.AuthorizedAs', 'System.Watermark']
/** A revision that was not superseded yet. */
export const NEVER = '9999-01-01T00:00:00Z'

export function renderFields(
  view: View,
  item: WorkItem,
  revision: Revision,
  choice: FieldChoice,
): Record<string, AnswerValue> {
  const fields: Record<string, AnswerValue> = {}
  for (const name of choice.names ?? listUsualNames(revision, choice.set)) {
    const value = readField(view, item, revision, name, choice.parentAtMs)
    if (value === undefined) continue
    if (typeof value === 'string' && isIdentityField(name)) {
      fields[name] = choice.identities === 'object' ? renderIdentity(view, value) : renderIdentityText(view, value)
    } else fields[name] = value
  }
  return fields
}

function listUsualNames(revision: Revision, set: FieldChoice['set']): readonly string[] {
  const own = Object.keys(revision.fields)
  switch (set) {
    case 'plain':
      return [...PLAIN_NAMES, ...own]
    case 'all':
      return [...ALL_NAMES, ...own]
    case 'feed_with_long_texts':
      return [...FEED_NAMES, ...own]
    case 'feed':
      return [...FEED_NAMES, ...own.filter(name => !isLongText(name))]
  }
}

function isLongText(name: string): boolean {
  const type = fieldsByReferenceName.get(name)?.type
  return type === 'html' || type === 'history'
}

/** Fields without a value are left out of answers, never null. */
function readField(
  view: View,
  item: WorkItem,
  revision: Revision,
  name: string,
  parentAtMs: number,
): string | number | boolean | undefined {
  const { organization } = view
  switch (name) {
    case 'System.Id':
      return item.id
    case 'System.Rev':
      return revision.rev
    case 'System.Watermark':
      return revision.watermark
    case 'System.AreaId':
      return revision.areaId
    case 'System.AreaPath':
      return pathOfNode(organization, revision.areaId)
    case 'System.NodeName':
      return loadNode(organization, revision.areaId).name
    case 'System.IterationId':
      return revision.iterationId
    case 'System.IterationPath':
      return pathOfNode(organization, revision.iterationId)
    case 'System.TeamProject':
      return projectOfRevision(organization, revision).name
    case 'System.WorkItemType':
      return revision.type
    case 'System.State':
      return revision.state
    case 'System.CreatedDate':
      return item.createdDate
    case 'System.CreatedBy':
      return item.createdBy
    case 'System.ChangedDate':
    case 'System.AuthorizedDate':
      return revision.changedDate
    case 'System.ChangedBy':
    case 'System.AuthorizedAs':
      return revision.changedBy
    case 'System.RevisedDate':
      return item.revisions[revision.rev]?.changedDate ?? NEVER
    case 'System.CommentCount':
      return 0
    case 'System.IsDeleted':
      // The field is written when an item is deleted and when it comes back; else it has no value.
      return revision.isDeleted || (item.revisions[revision.rev - 2]?.isDeleted ? false : undefined)
    case 'System.Parent':
      return findParentId(organization, item.id, parentAtMs) ?? undefined
    default:
      return revision.fields[name]
  }
}

export interface RelationAnswer {
  readonly rel: string
  readonly url: string
  readonly attributes: { readonly isLocked: boolean; readonly name: string }
}

/** What the other item is to this one: `Hierarchy-Reverse` when it is the parent. */
export function renderRelation(view: View, item: WorkItem, link: LinkChange): RelationAnswer {
  const isSource = link.sourceId === item.id
  const { rel, name } = relationNameOf(link.rel, isSource)
  return {
    rel,
    url: urlOfWorkItem(view, isSource ? link.targetId : link.sourceId),
    attributes: { isLocked: false, name },
  }
}

/** Links to items in the recycle bin are not shown. */
export function renderRelations(view: View, item: WorkItem): readonly RelationAnswer[] {
  const { itemsById, linksByItem } = view.organization.index
  const links = [...(linksByItem.get(item.id)?.values() ?? [])]
  const isShown = (link: LinkChange): boolean => {
    const other = itemsById.get(link.sourceId === item.id ? link.targetId : link.sourceId)
    return other !== undefined && other.deletion === null
  }
  return links.filter(isShown).map(link => renderRelation(view, item, link))
}

export function urlOfWorkItem(view: View, id: number): string {
  const item = view.organization.index.itemsById.get(id)
  if (item === undefined) return `${view.baseUrl}/_apis/wit/workItems/${id}`
  return `${view.baseUrl}/${projectOfRevision(view.organization, latestRevision(item)).id}/_apis/wit/workItems/${id}`
}

export function renderLinks(view: View, item: WorkItem): Record<string, { readonly href: string }> {
  const self = urlOfWorkItem(view, item.id)
  return {
    self: { href: self },
    workItemUpdates: { href: `${self}/updates` },
    workItemRevisions: { href: `${self}/revisions` },
    html: { href: self.replace('/_apis/wit/workItems/', '/_workitems/edit/') },
  }
}
