import { type Rendering, renderIssueType, renderLinkType, renderPriority, renderStatus } from './render-site.ts'
import { found } from './site.ts'
import type { Issue, IssueLink } from './site-records.ts'

/** Another issue as an issue mentions it; nothing when the caller may not see it. */
export function renderIssueRef(to: Rendering, issueId: string): object | undefined {
  const issue = to.site.issues.get(issueId)
  if (!issue || !to.site.projects.get(issue.projectId)?.browsable) return undefined
  const priority = to.site.data.priorities.find(each => each.id === issue.priorityId)
  return {
    id: issue.id,
    key: issue.key,
    self: `${to.api}/issue/${issue.id}`,
    fields: {
      summary: issue.summary,
      status: renderStatus(to, found(to.site.statuses.get(issue.statusId), 'status', issue.statusId)),
      ...(priority ? { priority: renderPriority(to, priority) } : {}),
      issuetype: renderIssueType(to, found(to.site.issueTypes.get(issue.typeId), 'issue type', issue.typeId)),
    },
  }
}

/** A link as one of its ends sees it: only the other end is there. */
export function renderLinkFrom(to: Rendering, issue: Issue, link: IssueLink): object | undefined {
  const isSource = link.sourceId === issue.id
  const other = renderIssueRef(to, isSource ? link.destinationId : link.sourceId)
  const type = to.site.data.linkTypes.find(each => each.id === link.typeId)
  if (!other || !type) return undefined
  const shared = { id: link.id, self: `${to.api}/issueLink/${link.id}`, type: renderLinkType(to, type) }
  return isSource ? { ...shared, outwardIssue: other } : { ...shared, inwardIssue: other }
}

export function renderSubtasks(to: Rendering, issue: Issue): object[] {
  const children = [...(to.site.childIds.get(issue.id) ?? [])]
  const isSubtask = (id: string): boolean =>
    to.site.issueTypes.get(to.site.issues.get(id)?.typeId ?? '')?.hierarchyLevel === -1
  return children.filter(isSubtask).flatMap(id => renderIssueRef(to, id) ?? [])
}
