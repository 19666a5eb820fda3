import { tell, toStamp } from './edits.ts'
import { findParentId, loadWorkItem } from './look-up.ts'
import type { Organization } from './organization.ts'
import { HIERARCHY } from './organization-index.ts'
import { appendLinkChange, type LinkEnds } from './revise.ts'

/** `rel` without direction (System.LinkTypes.Dependency); the source is the parent or predecessor. */
export interface LinkEdit extends LinkEnds {
  readonly by: string
  readonly at?: Date
}

/** Links two items. No revision is made on either end; only the link feed and the items' updates tell of it. */
export function addLink(organization: Organization, edit: LinkEdit): void {
  if (edit.rel === HIERARCHY && findParentId(organization, edit.targetId) !== null) {
    throw new Error(`TF201036: work item ${edit.targetId} has a parent already`)
  }
  changeLink(organization, edit, true)
}

export function removeLink(organization: Organization, edit: LinkEdit): void {
  changeLink(organization, edit, false)
}

/** Takes the item from its parent, if it has one, and gives it to another. */
export function moveToParent(
  organization: Organization,
  edit: { readonly id: number; readonly parentId: number; readonly by: string; readonly at?: Date },
): void {
  const { id, parentId, ...rest } = edit
  const former = findParentId(organization, id)
  if (former !== null) removeLink(organization, { ...rest, rel: HIERARCHY, sourceId: former, targetId: id })
  addLink(organization, { ...rest, rel: HIERARCHY, sourceId: parentId, targetId: id })
}

function changeLink(organization: Organization, edit: LinkEdit, isActive: boolean): void {
  const { rel, sourceId, targetId } = edit
  const ends = [loadWorkItem(organization, sourceId), loadWorkItem(organization, targetId)]
  const stamp = toStamp(organization, edit)
  appendLinkChange(organization, { rel, sourceId, targetId }, isActive, stamp)
  const link = organization.state.links.at(-1)
  if (link === undefined) return
  for (const item of ends) tell(organization, { type: 'workitem.linked', item, link, by: stamp.by })
}
