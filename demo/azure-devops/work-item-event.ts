import type { LinkChange, Revision, WorkItem } from './organization-state.ts'

interface RevisionEvent {
  readonly item: WorkItem
  readonly revision: Revision
  readonly previous: Revision | null
  readonly by: string
}

/** What an edit did, as the service hooks need to tell it. */
export type WorkItemEvent =
  | (RevisionEvent & {
      readonly type: 'workitem.created' | 'workitem.updated' | 'workitem.deleted' | 'workitem.restored'
    })
  /** A link came or went: an update of the item without a new revision. */
  | { readonly type: 'workitem.linked'; readonly item: WorkItem; readonly link: LinkChange; readonly by: string }
