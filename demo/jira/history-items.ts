import { customFieldIds } from './field-catalogue.ts'
import { found, type JiraSite, loadIssue } from './site.ts'
import type { HistoryItem, Issue, LinkType } from './site-records.ts'

/**
 * The rows Jira writes into an issue's changelog, each in the odd form it really has: numbers only as text, sprints as
 * comma-separated ids, links and parents without a fieldId.
 */
const system = (
  fieldId: string,
  from: string | null,
  fromText: string | null,
  to: string | null,
  toText: string | null,
  field = fieldId,
): HistoryItem => ({ field, fieldtype: 'jira', fieldId, from, fromText, to, toText })

const unlisted = (
  field: string,
  from: string | null,
  fromText: string | null,
  to: string | null,
  toText: string | null,
): HistoryItem => ({ field, fieldtype: 'jira', fieldId: null, from, fromText, to, toText })

const custom = (
  field: string,
  fieldId: string,
  from: string | null,
  fromText: string | null,
  to: string | null,
  toText: string | null,
): HistoryItem => ({ field, fieldtype: 'custom', fieldId, from, fromText, to, toText })

export function describeStatusChange(site: JiraSite, fromId: string, toId: string): HistoryItem {
  const from = found(site.statuses.get(fromId), 'status', fromId)
  const to = found(site.statuses.get(toId), 'status', toId)
  return system('status', from.id, from.name, to.id, to.name)
}

export function describeResolutionChange(site: JiraSite, fromId: string | null, toId: string | null): HistoryItem {
  const nameOf = (id: string | null): string | null => site.data.resolutions.find(each => each.id === id)?.name ?? null
  return system('resolution', fromId, nameOf(fromId), toId, nameOf(toId))
}

export function describePriorityChange(site: JiraSite, fromId: string | null, toId: string | null): HistoryItem {
  const nameOf = (id: string | null): string | null => site.data.priorities.find(each => each.id === id)?.name ?? null
  return system('priority', fromId, nameOf(fromId), toId, nameOf(toId))
}

export function describeAssigneeChange(site: JiraSite, fromId: string | null, toId: string | null): HistoryItem {
  const nameOf = (id: string | null): string | null =>
    id === null ? null : (site.accounts.get(id)?.displayName ?? null)
  return system('assignee', fromId, nameOf(fromId), toId, nameOf(toId))
}

export const describeTextChange = (fieldId: 'summary' | 'description', from: string, to: string): HistoryItem =>
  system(fieldId, null, from, null, to)

export const describeLabelsChange = (from: readonly string[], to: readonly string[]): HistoryItem =>
  system('labels', null, from.join(' '), null, to.join(' '))

export const describeDueDateChange = (from: string | null, to: string | null): HistoryItem =>
  system('duedate', from, writeJiraDay(from), to, writeJiraDay(to))

/** Story points stand in the texts only; from and to stay null. */
export function describeNumberChange(
  name: string,
  fieldId: string,
  from: number | null,
  to: number | null,
): HistoryItem {
  const text = (value: number | null): string | null => (value === null ? null : String(value))
  return custom(name, fieldId, null, text(from), null, text(to))
}

export function describeSprintChange(site: JiraSite, from: readonly number[], to: readonly number[]): HistoryItem {
  const names = (ids: readonly number[]): string => ids.map(id => site.sprints.get(id)?.name ?? '').join(', ')
  return custom('Sprint', customFieldIds.sprint, from.join(', '), names(from), to.join(', '), names(to))
}

/** One row per version that was added or taken away. */
export function describeVersionChanges(site: JiraSite, from: readonly string[], to: readonly string[]): HistoryItem[] {
  const nameOf = (id: string): string | null => site.versions.get(id)?.name ?? null
  const removed = from
    .filter(id => !to.includes(id))
    .map(id => system('fixVersions', id, nameOf(id), null, null, 'Fix Version'))
  const added = to
    .filter(id => !from.includes(id))
    .map(id => system('fixVersions', null, null, id, nameOf(id), 'Fix Version'))
  return [...removed, ...added]
}

export function describeParentChange(site: JiraSite, fromId: string | null, toId: string | null): HistoryItem {
  const keyOf = (id: string | null): string | null => (id === null ? null : (site.issues.get(id)?.key ?? null))
  return unlisted('IssueParentAssociation', fromId, keyOf(fromId), toId, keyOf(toId))
}

export const describeRankChange = (): HistoryItem => custom('Rank', customFieldIds.rank, '', '', '', 'Ranked higher')

export function describeMove(site: JiraSite, issue: Issue, toKey: string, toProjectId: string): HistoryItem[] {
  const from = found(site.projects.get(issue.projectId), 'project', issue.projectId)
  const to = found(site.projects.get(toProjectId), 'project', toProjectId)
  return [unlisted('Key', null, issue.key, null, toKey), system('project', from.id, from.name, to.id, to.name)]
}

/** The row on one end of a link that was made (or removed); the other end is named by its key. */
export function describeLinkChange(
  type: LinkType,
  end: 'source' | 'destination',
  other: Issue,
  change: 'added' | 'removed',
): HistoryItem {
  const text = `This issue ${end === 'source' ? type.outward : type.inward} ${other.key}`
  return change === 'added'
    ? unlisted('Link', null, null, other.key, text)
    : unlisted('Link', other.key, text, null, null)
}

/** Booked time also lowers the time left, and Jira writes a row for each of the two. */
export function describeTimeSpentChange(issue: Issue, fromSeconds: number, toSeconds: number): HistoryItem[] {
  const text = (seconds: number): string | null => (seconds === 0 ? null : String(seconds))
  const spent = system('timespent', text(fromSeconds), text(fromSeconds), text(toSeconds), text(toSeconds))
  const planned = issue.originalEstimateSeconds
  if (planned === null) return [spent]
  const [before, after] = [fromSeconds, toSeconds].map(seconds => String(Math.max(0, planned - seconds)))
  return before === after
    ? [spent]
    : [spent, system('timeestimate', before ?? null, before ?? null, after ?? null, after ?? null)]
}

export const describeWorklogRemoval = (worklogId: string): HistoryItem =>
  unlisted('WorklogId', worklogId, worklogId, null, null)

export function sumTimeSpent(site: JiraSite, issueId: string): number {
  loadIssue(site, issueId)
  return (site.worklogsByIssue.get(issueId) ?? []).reduce((sum, worklog) => sum + worklog.seconds, 0)
}

const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** 2026-04-16 as 16/Apr/26, the form Jira shows to people. */
export function writeJiraDay(day: string | null): string | null {
  if (day === null) return null
  const [year = '', month = '', date = ''] = day.split('-')
  return `${date}/${monthNames[Number(month) - 1] ?? ''}/${year.slice(2)}`
}
