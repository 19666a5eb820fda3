import { randomUUID } from 'node:crypto'
import { latestRevision, pathOfNode, projectOfRevision } from './look-up.ts'
import type { Revision, Subscription, WorkItem } from './organization-state.ts'
import { renderIdentity, type View } from './view.ts'
import { renderFields, renderLinks, urlOfWorkItem } from './work-item-answer.ts'
import type { WorkItemEvent } from './work-item-event.ts'
import { compareFields, listUpdates, renderLinkChange } from './work-item-updates.ts'

const eventTypeOf = (event: WorkItemEvent): string =>
  event.type === 'workitem.linked' ? 'workitem.updated' : event.type

const revisionOf = (event: WorkItemEvent): Revision =>
  event.type === 'workitem.linked' ? latestRevision(event.item) : event.revision

/** Whether a subscription's event and filters fit; an empty filter fits everything. */
export function wants(view: View, subscription: Subscription, event: WorkItemEvent): boolean {
  const revision = revisionOf(event)
  const { projectId, areaPath, workItemType, changedFields } = subscription.publisherInputs
  if (subscription.eventType !== eventTypeOf(event)) return false
  if (projectId && projectOfRevision(view.organization, revision).id !== projectId) return false
  if (workItemType && revision.type !== workItemType) return false
  if (areaPath && !`${pathOfNode(view.organization, revision.areaId)}\\`.startsWith(`${areaPath}\\`)) return false
  if (!changedFields) return true
  if (event.type === 'workitem.linked') return false
  return changedFields in compareFields(view, event.item, event.previous, revision, 'text')
}

/** The body of a delivery; how much of it is sent is the subscription's choice. */
export function renderDelivery(
  view: View,
  subscription: Subscription,
  event: WorkItemEvent,
  notificationId: number,
): unknown {
  const revision = revisionOf(event)
  const project = projectOfRevision(view.organization, revision)
  const account = { id: view.organization.state.id, baseUrl: `${view.baseUrl}/` }
  const title = String(revision.fields['System.Title'] ?? '')
  const text = `${revision.type} #${event.item.id} (${title}) ${eventTypeOf(event).split('.')[1]}.`
  const { resourceDetailsToSend, messagesToSend, detailedMessagesToSend } = subscription.consumerInputs
  return {
    subscriptionId: subscription.id,
    notificationId,
    id: randomUUID(),
    eventType: eventTypeOf(event),
    publisherId: subscription.publisherId,
    scope: 'all',
    ...(messagesToSend === 'none' ? {} : { message: { text, html: text, markdown: text } }),
    ...(detailedMessagesToSend === 'none' ? {} : { detailedMessage: { text, html: text, markdown: text } }),
    ...(resourceDetailsToSend === 'none' ? {} : { resource: selectResource(view, event, resourceDetailsToSend) }),
    resourceVersion: subscription.resourceVersion,
    resourceContainers: { collection: account, account, project: { id: project.id, baseUrl: `${view.baseUrl}/` } },
    createdDate: new Date().toISOString(),
  }
}

function selectResource(view: View, event: WorkItemEvent, details: string | undefined): unknown {
  if (details === 'minimal') return { id: event.item.id, url: urlOfWorkItem(view, event.item.id) }
  switch (event.type) {
    case 'workitem.created':
    case 'workitem.restored':
      return renderItem(view, event.item, event.revision)
    case 'workitem.deleted':
      return {
        ...renderItem(view, event.item, event.revision),
        url: `${view.baseUrl}/_apis/wit/recyclebin/${event.item.id}`,
      }
    case 'workitem.updated':
      return {
        ...renderUpdate(view, event),
        fields: compareFields(view, event.item, event.previous, event.revision, 'text'),
      }
    case 'workitem.linked':
      return { ...renderUpdate(view, event), relations: renderLinkChange(view, event.item, event.link) }
  }
}

function renderUpdate(view: View, event: WorkItemEvent): Record<string, unknown> {
  const update = listUpdates(view, event.item).at(-1)
  return {
    // The number of the update, not of the item.
    id: update?.id,
    workItemId: event.item.id,
    rev: revisionOf(event).rev,
    revisedBy: renderIdentity(view, event.by),
    revisedDate: update?.revisedDate,
    _links: renderLinks(view, event.item),
    url: update?.url,
    revision: renderItem(view, event.item, revisionOf(event)),
  }
}

function renderItem(view: View, item: WorkItem, revision: Revision): Record<string, unknown> {
  return {
    id: item.id,
    rev: revision.rev,
    fields: renderFields(view, item, revision, {
      names: null,
      identities: 'text',
      set: 'plain',
      parentAtMs: Number.POSITIVE_INFINITY,
    }),
    _links: renderLinks(view, item),
    url: `${urlOfWorkItem(view, item.id)}/revisions/${revision.rev}`,
  }
}
