import { chooseFields } from './field-choice.ts'
import { renderHistoryItem } from './render-history.ts'
import { renderIssue } from './render-issue.ts'
import { type Rendering, renderSprint, renderUserById, renderVersion } from './render-site.ts'
import { renderWorklog } from './render-worklog.ts'
import type { SiteEvent } from './site-events.ts'
import type { IssueLink } from './site-records.ts'

/** The body of a delivery: issues in the form of version 2, version and sprint events without a user. */
export function renderEvent(to: Rendering, event: SiteEvent): object {
  const shared = { timestamp: event.atMs, webhookEvent: event.name }
  switch (event.type) {
    case 'issue':
      return {
        ...shared,
        issue_event_type_name: event.kind,
        user: renderPerson(to, event.byAccountId),
        issue: renderIssue(to, event.issue, chooseFields(to.site, ['*all'], 'all'), 'string'),
        // The id is that of the history in REST; the instant and the author stand outside of it.
        ...(event.change
          ? {
              changelog: {
                id: String(event.change.id),
                items: event.change.items.map(item => renderHistoryItem(to, item)),
              },
            }
          : {}),
      }
    case 'version':
      return { ...shared, version: renderVersion(to, event.version) }
    case 'worklog':
      return { ...shared, worklog: renderWorklog(to, event.worklog, 'string'), isFromIssueLimitTransformation: false }
    case 'link':
      return { ...shared, issueLink: renderLink(to, event.link) }
    case 'sprint':
      return { ...shared, sprint: renderSprint(to, event.sprint) }
  }
}

/** Cloud leaves the e-mail address out of webhooks. */
function renderPerson(to: Rendering, accountId: string): object {
  if (to.product === 'data-center') return renderUserById(to, accountId) ?? {}
  const { emailAddress, ...person } = { emailAddress: null, ...renderUserById(to, accountId) }
  return person
}

/** Ids are numbers here, unlike anywhere else. */
function renderLink({ site }: Rendering, link: IssueLink): object {
  const type = site.data.linkTypes.find(each => each.id === link.typeId)
  return {
    id: Number(link.id),
    sourceIssueId: Number(link.sourceId),
    destinationIssueId: Number(link.destinationId),
    issueLinkType: {
      id: Number(link.typeId),
      name: type?.name,
      outwardName: type?.outward,
      inwardName: type?.inward,
      isSubTaskLinkType: false,
      isSystemLinkType: false,
    },
    systemLink: false,
  }
}
