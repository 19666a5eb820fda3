import { describeLinkChange } from './history-items.ts'
import { found, type JiraSite, loadIssue, removeFrom } from './site.ts'
import { rememberFormerState, writeHistory } from './site-changes.ts'
import type { IssueLink } from './site-records.ts'

/** A link is one row on each end; Jira sends no jira:issue_updated for it. */
export function recordLinkChange(
  site: JiraSite,
  link: IssueLink,
  byAccountId: string,
  change: 'added' | 'removed',
): void {
  const type = found(
    site.data.linkTypes.find(each => each.id === link.typeId),
    'link type',
    link.typeId,
  )
  const source = loadIssue(site, link.sourceId)
  const destination = loadIssue(site, link.destinationId)
  rememberFormerState(site, source.id, source)
  rememberFormerState(site, destination.id, destination)
  writeHistory(site, source, byAccountId, [describeLinkChange(type, 'source', destination, change)])
  writeHistory(site, destination, byAccountId, [describeLinkChange(type, 'destination', source, change)])
}

export function forgetLink(site: JiraSite, link: IssueLink): void {
  removeFrom(site.data.links, link)
  removeFrom(site.linksByIssue.get(link.sourceId), link)
  removeFrom(site.linksByIssue.get(link.destinationId), link)
}
