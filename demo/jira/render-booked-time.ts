import type { Rendering } from './render-site.ts'
import { writeTimeSpent } from './render-time.ts'
import { renderWorklog } from './render-worklog.ts'
import type { TextForm } from './rich-text.ts'
import type { JiraSite } from './site.ts'
import type { Issue } from './site-records.ts'

/** However many there are, an issue shows 20. https://github.com/atlassian/atlassian-mcp-server/issues/180 */
const INLINE_WORKLOGS = 20

export function renderInlineWorklogs(to: Rendering, issue: Issue, form: TextForm): object {
  const worklogs = to.site.worklogsByIssue.get(issue.id) ?? []
  const shown = worklogs.slice(0, INLINE_WORKLOGS).map(worklog => renderWorklog(to, worklog, form))
  return { startAt: 0, maxResults: INLINE_WORKLOGS, total: worklogs.length, worklogs: shown }
}

export const countSecondsSpent = (site: JiraSite, issue: Issue): number =>
  (site.worklogsByIssue.get(issue.id) ?? []).reduce((sum, worklog) => sum + worklog.seconds, 0)

export const countSecondsLeft = (site: JiraSite, issue: Issue): number | null =>
  issue.originalEstimateSeconds === null
    ? null
    : Math.max(0, issue.originalEstimateSeconds - countSecondsSpent(site, issue))

export function renderTimeTracking(site: JiraSite, issue: Issue): object {
  const spent = countSecondsSpent(site, issue)
  const left = countSecondsLeft(site, issue)
  const original = issue.originalEstimateSeconds
  return {
    ...(original === null ? {} : { originalEstimate: writeTimeSpent(original), originalEstimateSeconds: original }),
    ...(left === null ? {} : { remainingEstimate: writeTimeSpent(left), remainingEstimateSeconds: left }),
    ...(spent === 0 ? {} : { timeSpent: writeTimeSpent(spent), timeSpentSeconds: spent }),
  }
}
